// The tables that end a study: methods compared on the same splits.
#pragma once

#include <string>
#include <vector>

#include "results.hpp"
#include "study.hpp"

namespace command {

// For each pair of source and target, split and number of training rows: a line a method, with mean
// and deviation over seeds and folds. `rows` are results; the methods and their order are the
// study's. The ratio is that of the mean errors of those seeds and folds that the first method has,
// too. Methods without a source stand in the tables of all sources.
std::string summary(const Study& study, const std::vector<Record>& rows);

}  // namespace command
