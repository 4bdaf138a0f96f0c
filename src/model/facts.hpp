// What can be asked of a model by key: its content's own facts, then those of its info.
#pragma once

#include <string>
#include <vector>

#include "base/facts.hpp"
#include "model/model.hpp"

namespace graft {

// What the inputs were made from: "smiles", "graphs", "features", "formulas"; "" when unknown.
std::string input_of(const ModelContent& content);

// An info that is no JSON object adds nothing.
std::vector<Fact> facts_of(const ModelContent& content);

}  // namespace graft
