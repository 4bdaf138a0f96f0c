// The plane in which rows spread most (principal components), for pictures.
#pragma once

#include <cmath>
#include <vector>

#include "toy_task.hpp"

struct Plane {
  std::vector<double> middle, first, second;
};

// rows: [n, cols], row by row. Two directions by power iteration on the covariance, the second
// orthogonal to the first.
inline Plane principal_plane(const std::vector<double>& rows, std::size_t cols) {
  const std::size_t n = rows.size() / cols;
  Plane plane;
  plane.middle.assign(cols, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) plane.middle[i % cols] += rows[i] / double(n);
  for (std::vector<double>* direction : {&plane.first, &plane.second}) {
    direction->resize(cols);
    for (std::size_t j = 0; j < cols; ++j) (*direction)[j] = 1 + 0.1 * double(j);
    for (int step = 0; step < 500; ++step) {
      std::vector<double> next(cols, 0);
      for (std::size_t i = 0; i < n; ++i) {
        double dot = 0;
        for (std::size_t j = 0; j < cols; ++j)
          dot += (rows[i * cols + j] - plane.middle[j]) * (*direction)[j];
        for (std::size_t j = 0; j < cols; ++j)
          next[j] += dot * (rows[i * cols + j] - plane.middle[j]);
      }
      double along = 0, norm = 0;
      if (direction == &plane.second)
        for (std::size_t j = 0; j < cols; ++j) along += next[j] * plane.first[j];
      for (std::size_t j = 0; j < cols; ++j) {
        if (direction == &plane.second) next[j] -= along * plane.first[j];
        norm += next[j] * next[j];
      }
      for (std::size_t j = 0; j < cols; ++j)
        (*direction)[j] = norm > 0 ? next[j] / std::sqrt(norm) : 0;
    }
  }
  return plane;
}

inline std::vector<Point> projected(const std::vector<double>& rows, const Plane& plane) {
  const std::size_t cols = plane.middle.size();
  std::vector<Point> images;
  for (std::size_t i = 0; i < rows.size(); i += cols) {
    Point p{0, 0};
    for (std::size_t j = 0; j < cols; ++j) {
      p.x += (rows[i + j] - plane.middle[j]) * plane.first[j];
      p.y += (rows[i + j] - plane.middle[j]) * plane.second[j];
    }
    images.push_back(p);
  }
  return images;
}
