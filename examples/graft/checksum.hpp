// Whether results are those of the data that are there now: a number for all that a data set
// contributed to them.
#pragma once

#include <string>
#include <vector>

#include "data_files.hpp"

namespace command {

// Hexadecimal digits, the same for the same data on every machine: of inputs, extra columns, values
// and the rows' names, in their order. What else stands in a file makes no difference.
std::string checksum(const Data& data);

// Of a column of texts, which names the folds.
std::string checksum(const std::vector<std::string>& texts);

}  // namespace command
