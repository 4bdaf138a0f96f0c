// The five losses of GATE in plain double, straight from the formulas: all pairs of tasks, every
// perturbed point sent through the whole encoder.
#pragma once

#include <functional>

#include "nn/reference_dmpnn.hpp"
#include "transfer/methods/gate.hpp"

namespace graft::reference {

struct GateBatch {
  std::function<Mat(const Parameters&)> embed;
  struct Part {
    int64_t begin;
    std::vector<double> targets;
  };
  std::vector<Part> parts;
  double done = 0;  // share of the steps that is over
};

// What a step draws: the source of the mapping loss, and perturbations of one length.
struct GateDraws {
  std::size_t source = 0;
  Mat delta;
  double length = 0;
};

// The same calls of the generator as the library's. The length is a constant for the gradient, so
// it is taken once, at the weights where the gradient is wanted.
inline GateDraws draws_of(const Mat& e, std::size_t tasks, const GateSettings& s, Rng rng) {
  GateDraws d;
  if (tasks > 1) d.source = 1 + std::size_t(rng.below(tasks - 1));
  for (int64_t i = 0; i < e.rows; ++i) {
    double square = 0;
    for (int64_t j = 0; j < e.cols; ++j) square += e(i, j) * e(i, j);
    d.length += s.perturbation_size * std::sqrt(square) / double(e.rows);
  }
  d.delta = Mat(s.perturbations, e.cols);
  for (int64_t k = 0; k < s.perturbations; ++k) {
    double square = 0;
    for (int64_t j = 0; j < e.cols; ++j) {
      d.delta(k, j) = rng.normal();
      square += d.delta(k, j) * d.delta(k, j);
    }
    for (int64_t j = 0; j < e.cols; ++j) d.delta(k, j) *= d.length / std::sqrt(square);
  }
  return d;
}

inline double square_distance(const Mat& a, int64_t i, const Mat& b, int64_t j) {
  double sum = 0;
  for (int64_t c = 0; c < a.cols; ++c) sum += (a(i, c) - b(j, c)) * (a(i, c) - b(j, c));
  return sum;
}

struct GateLosses {
  double total = 0, regression = 0, autoencoder = 0, consistency = 0, mapping = 0, distance = 0;
};

inline GateLosses gate(const Parameters& p, const GateBatch& batch, const GateSettings& s,
                       const GateDraws& draws) {
  const std::size_t tasks = batch.parts.size();
  const auto task = [](std::size_t t, const char* part) {
    return "task" + std::to_string(t) + "." + part;
  };
  const Mat e = batch.embed(p);
  std::vector<Mat> z, u;
  for (std::size_t t = 0; t < tasks; ++t) {
    z.push_back(mlp(e, p, task(t, "encoder")));
    u.push_back(mlp(z[t], p, task(t, "phi")));
  }
  const double rows = double(e.rows), d = double(z[0].cols);
  const auto error = [&](std::size_t t, const Mat& latent) {  // of h_t on the rows of B_t
    const auto& part = batch.parts[t];
    if (part.targets.empty()) return 0.0;
    const Mat y = mlp(latent, p, task(t, "head"));
    double sum = 0;
    for (std::size_t i = 0; i < part.targets.size(); ++i)
      sum += std::pow(y(part.begin + int64_t(i), 0) - part.targets[i], 2);
    return sum / double(part.targets.size()) * (t > 0 ? 1 - s.source_fade * batch.done : 1);
  };

  GateLosses l;
  for (std::size_t t = 0; t < tasks; ++t) {
    l.regression += error(t, z[t]);
    const Mat back = mlp(u[t], p, task(t, "psi"));
    for (int64_t i = 0; i < e.rows; ++i)
      l.autoencoder += square_distance(back, i, z[t], i) / (rows * d);
  }
  l.mapping = error(0, mlp(u[draws.source], p, task(0, "psi")));
  if (tasks > 1) l.mapping += error(draws.source, mlp(u[0], p, task(draws.source, "psi")));

  const double pairs = double(tasks * (tasks - 1)) / 2, perturbations = double(s.perturbations);
  for (std::size_t i = 0; i < tasks; ++i)
    for (std::size_t j = i + 1; j < tasks; ++j)
      for (int64_t row = 0; row < e.rows; ++row)
        l.consistency += square_distance(u[i], row, u[j], row) / (rows * d * pairs);
  for (int64_t k = 0; k < s.perturbations; ++k) {
    Mat moved = e;
    for (int64_t i = 0; i < e.rows; ++i)
      for (int64_t j = 0; j < e.cols; ++j) moved(i, j) += draws.delta(k, j);
    std::vector<Mat> at;
    for (std::size_t t = 0; t < tasks; ++t)
      at.push_back(mlp(mlp(moved, p, task(t, "encoder")), p, task(t, "phi")));
    for (int64_t row = 0; row < e.rows; ++row) {
      std::vector<double> distance;
      for (std::size_t t = 0; t < tasks; ++t)
        distance.push_back(std::sqrt(square_distance(at[t], row, u[t], row) + 1e-12) /
                           draws.length);
      for (std::size_t i = 0; i < tasks; ++i)
        for (std::size_t j = i + 1; j < tasks; ++j)
          l.distance += std::pow(distance[i] - distance[j], 2) / (rows * perturbations * pairs);
    }
  }
  l.total = l.regression + s.autoencoder * l.autoencoder + s.consistency * l.consistency +
            s.mapping * l.mapping + s.distance * l.distance;
  return l;
}

}  // namespace graft::reference
