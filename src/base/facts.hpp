// Facts about a handle, by key: what its user would otherwise have to read out of a JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace graft {

struct Fact {
  std::string key;
  std::variant<std::string, int64_t, double> value;

  const char* type() const {
    return std::get_if<std::string>(&value) ? "text"
           : std::get_if<int64_t>(&value)   ? "int"
                                            : "double";
  }
  // Throw GRAFT_ERROR_ARGUMENT when the fact is of another type; an integer is a number, too, and
  // a number without a fraction an integer (files before format 5 did not tell them apart).
  const std::string& text() const;
  int64_t integer() const;
  double number() const;
};

// Throws GRAFT_ERROR_ARGUMENT for an unknown key, naming the nearest.
const Fact& fact_of(const std::vector<Fact>& facts, const std::string& key);

}  // namespace graft
