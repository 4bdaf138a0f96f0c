#include "principal_axes.hpp"

#include <algorithm>
#include <cmath>

namespace command {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

Vector covariance(const Vector& x, std::size_t cols, const Vector& mean) {
  const std::size_t rows = x.size() / cols;
  Vector c(cols * cols), centred(cols);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) centred[j] = x[i * cols + j] - mean[j];
    for (std::size_t j = 0; j < cols; ++j)
      for (std::size_t k = 0; k < cols; ++k) c[j * cols + k] += centred[j] * centred[k];
  }
  for (double& value : c) value /= double(rows);
  return c;
}

Vector times(const Vector& matrix, const Vector& v) {
  Vector result(v.size());
  for (std::size_t j = 0; j < v.size(); ++j)
    for (std::size_t k = 0; k < v.size(); ++k) result[j] += matrix[j * v.size() + k] * v[k];
  return result;
}

// Takes out of v what lies along `other`, and makes it one long; zero if nothing is left.
void orthonormalise(Vector& v, const Vector* other, double scale) {
  if (other) {
    const double along = dot(v, *other);
    for (std::size_t j = 0; j < v.size(); ++j) v[j] -= along * (*other)[j];
  }
  const double length = std::sqrt(dot(v, v));
  for (double& value : v) value = length > 1e-12 * scale ? value / length : 0;
}

// By power iteration; orthogonal to `other`, if given.
Vector principal_axis(const Vector& c, std::size_t cols, const Vector* other, double trace) {
  Vector v(cols);
  for (std::size_t j = 0; j < cols; ++j) v[j] = 1 + 0.5 * std::sin(double(7 * j + 1));
  orthonormalise(v, other, 0);
  for (int i = 0; i < 3000; ++i) {
    Vector next = times(c, v);
    orthonormalise(next, other, trace);
    double moved = 0;
    for (std::size_t j = 0; j < cols; ++j) moved = std::max(moved, std::abs(next[j] - v[j]));
    v = std::move(next);
    if (moved < 1e-10) break;
  }
  const auto largest = std::max_element(
      v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (largest != v.end() && *largest < 0)
    for (double& value : v) value = -value;
  return v;
}

}  // namespace

Plane principal_plane(const std::vector<double>& x, int64_t columns) {
  Plane plane;
  const auto cols = std::size_t(columns);
  if (cols == 0 || x.empty()) return plane;
  plane.middle.assign(cols, 0);
  for (std::size_t i = 0; i < x.size(); ++i)
    plane.middle[i % cols] += x[i] / double(x.size() / cols);
  const Vector c = covariance(x, cols, plane.middle);
  double trace = 0;
  for (std::size_t j = 0; j < cols; ++j) trace += c[j * cols + j];
  auto& [first, second] = plane.axes;
  first = principal_axis(c, cols, nullptr, trace);
  second = principal_axis(c, cols, &first, trace);
  if (trace > 0)
    plane.share = {dot(first, times(c, first)) / trace, dot(second, times(c, second)) / trace};
  return plane;
}

std::vector<std::array<double, 2>> projected(const std::vector<double>& x, const Plane& plane) {
  const std::size_t cols = plane.middle.size();
  std::vector<std::array<double, 2>> points;
  for (std::size_t i = 0; i + cols <= x.size() && cols > 0; i += cols) {
    std::array<double, 2> point = {0, 0};
    for (std::size_t axis = 0; axis < 2; ++axis)
      for (std::size_t j = 0; j < cols; ++j)
        point[axis] += (x[i + j] - plane.middle[j]) * plane.axes[axis][j];
    points.push_back(point);
  }
  return points;
}

}  // namespace command
