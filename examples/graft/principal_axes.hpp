// The plane in which points of many dimensions are spread most.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace command {

struct Plane {
  std::vector<double> middle;               // of the points
  std::array<std::vector<double>, 2> axes;  // orthonormal, the one of most variance first
  std::array<double, 2> share = {0, 0};     // of the whole variance, along each axis
};

// The first two principal components of x [rows, cols], row-major and finite, by power iteration
// on the covariance. The sign of an axis is such that its largest entry is positive: the same data
// give the same plane.
Plane principal_plane(const std::vector<double>& x, int64_t cols);

// Where each row of x [rows, cols] lies in a plane of as many dimensions.
std::vector<std::array<double, 2>> projected(const std::vector<double>& x, const Plane& plane);

}  // namespace command
