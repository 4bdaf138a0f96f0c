#include "transfer/fit/losses.hpp"

#include <limits>

namespace graft {

Losses& Losses::operator+=(const Losses& other) {
  total += other.total;
  regression += other.regression;
  autoencoder += other.autoencoder;
  consistency += other.consistency;
  mapping += other.mapping;
  distance += other.distance;
  return *this;
}

Losses Losses::of_regression_alone() {
  Losses l;
  l.autoencoder = l.consistency = l.mapping = l.distance = std::numeric_limits<double>::quiet_NaN();
  return l;
}

}  // namespace graft
