// The sections of a report. A method has its place among ReportData::methods as the series of all
// drawings.
#pragma once

#include <string>
#include <vector>

#include "data_files.hpp"
#include "html.hpp"
#include "report_data.hpp"

namespace command {

Section overview_section(const ReportData& data);     // what was compared, and how to read it
Section errors_section(const ReportData& data);       // a table for each comparison
Section ratios_section(const ReportData& data);       // against the baseline, over pairs
Section parity_section(const ReportData& data);       // predicted against measured
Section calibration_section(const ReportData& data);  // nominal against observed coverage
Section distance_section(const ReportData& data);     // error by the distance from training rows
Section learning_section(const ReportData& data);     // error by the number of training rows
Section cost_section(const ReportData& data);         // seconds, and what they buy

// Models, and the data sets to draw their latent maps of: one target and any sources.
struct ModelPlan {
  std::vector<std::string> models;
  std::vector<DataFile> files;
};
Section models_section(const std::vector<ModelPlan>& plans, const graft_api::Options& options);

}  // namespace command
