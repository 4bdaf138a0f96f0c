// A way of fitting: what a method's name stands for.
#pragma once

#include <string>

#include "transfer/fit/job.hpp"

namespace graft {

enum class Sources { none, one, several, any };

struct Recipe {
  const char* name;
  Sources sources;
  ModelContent (*fit)(FitJob&);
};

// Throws GRAFT_ERROR_ARGUMENT for an unknown method, listing the known ones; `where` says what
// named it.
const Recipe& recipe_of(const std::string& name, const char* where = "method");

// Why the sets' sources are not those that the recipe takes; "" when they are.
std::string refusal(const Recipe& recipe, const FitSets& sets);

}  // namespace graft
