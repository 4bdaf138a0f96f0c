// The plane in which points of many dimensions are spread most.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace command {

struct PlaneMap {
  std::vector<std::array<double, 2>> points;  // by row
  std::array<double, 2> share = {0, 0};       // of the whole variance, along each axis
};

// The first two principal components of x [rows, cols], row-major and finite, by power iteration
// on the covariance. The sign of an axis is such that its largest entry is positive: the same data
// give the same map.
PlaneMap principal_plane(const std::vector<double>& x, int64_t cols);

}  // namespace command
