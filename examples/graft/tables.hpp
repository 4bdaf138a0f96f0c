// Text that people read: aligned tables, numbers rounded for the eye, pieces of JSON.
#pragma once

#include <string>
#include <vector>

#include "graft.hpp"

namespace command {

// Columns as wide as their widest cell, two blanks between; the first is flush left, the others are
// right unless `all_left`. Each line starts with two blanks.
std::string aligned(const std::vector<std::vector<std::string>>& rows, bool all_left = false);

// Four digits that count: "0.5721", "1.2e-07"; "-" for NaN.
std::string rounded(double value);
std::string fixed(double value, int digits);

// A JSON text with a line for each member, in their order.
std::string pretty_json(const std::string& json);

// The values of graft_model_diagnostic, aligned; only those whose name `wanted` occurs in, if
// given.
std::string diagnostics_table(const graft_api::Model& model,
                              const std::vector<std::string>& wanted = {});

// Weights and distances of candidates, which a summary shows.
extern const std::vector<std::string> summary_diagnostics;

}  // namespace command
