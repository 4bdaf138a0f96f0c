// The values of an objective's terms at one batch, or their means.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace graft {

// The names of an objective's terms, "regression" ...; texts of static storage.
using TermNames = std::span<const char* const>;

// Nothing is allocated: a step makes one.
struct Losses {
  static constexpr std::size_t most_terms = 8;
  double total = 0;  // what is minimised
  TermNames names;
  std::array<double, most_terms> terms{};  // by name, unweighted

  static Losses missing(TermNames names) {
    Losses losses;
    losses.names = names;
    losses.total = std::numeric_limits<double>::quiet_NaN();
    losses.terms.fill(losses.total);
    return losses;
  }
  double operator[](std::string_view name) const {  // NaN: there is no such term
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return terms[i];
    return std::numeric_limits<double>::quiet_NaN();
  }
  // Of the same objective, or nothing yet.
  Losses& operator+=(const Losses& other) {
    names = other.names;
    total += other.total;
    for (std::size_t i = 0; i < names.size(); ++i) terms[i] += other.terms[i];
    return *this;
  }
  Losses& operator/=(double count) {
    total /= count;
    for (double& term : terms) term /= count;
    return *this;
  }
};

}  // namespace graft
