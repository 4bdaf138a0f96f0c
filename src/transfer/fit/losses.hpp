// The terms of a network's loss: what a step gives and the history records.
#pragma once

#include <array>

namespace graft {

struct Losses {
  double total = 0, regression = 0, autoencoder = 0, consistency = 0, mapping = 0, distance = 0;
  static constexpr int count = 6;
  std::array<double, count> values() const {
    return {total, regression, autoencoder, consistency, mapping, distance};
  }
  Losses& operator+=(const Losses& other);
  static Losses of_regression_alone();  // the terms of GATE are NaN: they do not exist
};

}  // namespace graft
