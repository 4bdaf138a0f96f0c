// The files that a command line names, looked at before any work is done: a slip must not cost an
// input, nor a folder that is not there a finished fit.
#pragma once

#include <string>
#include <vector>

#include "data_files.hpp"

namespace command {

// A file and the flag that named it. "" and "-" are no files.
struct NamedPath {
  std::string flag, path;
};

// What the data sets of a command line are read from.
std::vector<NamedPath> paths_of(const std::vector<DataFile>& files);

// Throws Failure(exit_usage) for an output that is an input or another output as well, under the
// same path or another (a link, "./x"), and Failure(exit_io) for one that could not be written.
// Pipes and devices may be both. Nothing is left behind.
void check_paths(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs);

}  // namespace command
