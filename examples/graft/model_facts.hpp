// What a model says of itself, as people read it.
#pragma once

#include <optional>
#include <string>

#include "graft.hpp"

namespace command {

struct Fact {
  std::string text;   // a text, an integer, or a number rounded for the eye; "-" for NaN
  double number = 0;  // of what is no text
  bool is_fraction = false;
};

// A fact of graft_model_get_text and its like by its key; none where the model has no such fact, as
// an older one may, or an empty text.
std::optional<Fact> fact_of(const graft_api::Model& model, const std::string& key);

// Its text; "" without one.
std::string fact_text(const graft_api::Model& model, const std::string& key);

}  // namespace command
