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

PlaneMap principal_plane(const std::vector<double>& x, int64_t columns) {
  PlaneMap map;
  const auto cols = std::size_t(columns);
  if (cols == 0 || x.empty()) return map;
  const std::size_t rows = x.size() / cols;
  Vector mean(cols);
  for (std::size_t i = 0; i < x.size(); ++i) mean[i % cols] += x[i] / double(rows);
  const Vector c = covariance(x, cols, mean);
  double trace = 0;
  for (std::size_t j = 0; j < cols; ++j) trace += c[j * cols + j];
  const Vector first = principal_axis(c, cols, nullptr, trace);
  const Vector second = principal_axis(c, cols, &first, trace);
  if (trace > 0)
    map.share = {dot(first, times(c, first)) / trace, dot(second, times(c, second)) / trace};
  for (std::size_t i = 0; i < rows; ++i) {
    std::array<double, 2> point = {0, 0};
    for (std::size_t j = 0; j < cols; ++j) {
      point[0] += (x[i * cols + j] - mean[j]) * first[j];
      point[1] += (x[i * cols + j] - mean[j]) * second[j];
    }
    map.points.push_back(point);
  }
  return map;
}

}  // namespace command
