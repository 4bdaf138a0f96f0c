// How alike two representations of the same rows are, whatever their axes.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

// Vectors of rows, row by row.
struct Vectors {
  std::vector<double> values;
  std::size_t rows, cols;

  const double* row(std::size_t i) const { return values.data() + i * cols; }
};

// Pearson's correlation of the two matrices of distances between rows.
inline double distance_correlation(const Vectors& a, const Vectors& b) {
  const auto distance = [](const Vectors& v, std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < v.cols; ++k) sum += std::pow(v.row(i)[k] - v.row(j)[k], 2);
    return std::sqrt(sum);
  };
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = i + 1; j < a.rows; ++j) {
      const double p = distance(a, i, j), q = distance(b, i, j);
      n += 1, x += p, y += q, xx += p * p, yy += q * q, xy += p * q;
    }
  return (xy - x * y / n) / std::sqrt((xx - x * x / n) * (yy - y * y / n));
}

// Linear centred kernel alignment (Kornblith et al. 2019, equation 4 with linear kernels):
// |B^T A|^2 / (|A^T A| |B^T B|), columns centred.
inline double linear_cka(Vectors a, Vectors b) {
  for (Vectors* v : {&a, &b})
    for (std::size_t k = 0; k < v->cols; ++k) {
      double mean = 0;
      for (std::size_t i = 0; i < v->rows; ++i) mean += v->row(i)[k] / double(v->rows);
      for (std::size_t i = 0; i < v->rows; ++i) v->values[i * v->cols + k] -= mean;
    }
  const auto product = [](const Vectors& u, const Vectors& v) {  // squared norm of V^T U
    double square = 0;
    for (std::size_t k = 0; k < u.cols; ++k)
      for (std::size_t l = 0; l < v.cols; ++l) {
        double dot = 0;
        for (std::size_t i = 0; i < u.rows; ++i) dot += u.row(i)[k] * v.row(i)[l];
        square += dot * dot;
      }
    return square;
  };
  return product(a, b) / std::sqrt(product(a, a) * product(b, b));
}
