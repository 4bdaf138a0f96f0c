// The commands. Each takes the words behind its name and returns an exit code (failure.hpp); it
// throws Failure and graft_api::Error.
//
// A further command is one function here, one entry in main.cpp and one text in help.cpp.
#pragma once

#include <string>
#include <vector>

namespace command {

using Words = std::vector<std::string>;

int fit(const Words& words);
int predict(const Words& words);
int evaluate(const Words& words);
int report(const Words& words);
int info(const Words& words);
int methods(const Words& words);
int options(const Words& words);

// The text of `graft --help` (name ""), or of `graft NAME --help`.
std::string help(const std::string& name);

// Whether a method is run once for each source; others are given none, and run once for each
// target.
bool takes_source(const std::string& method);
// Whether it cannot do without one.
bool needs_source(const std::string& method);

}  // namespace command
