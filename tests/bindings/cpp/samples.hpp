// Small data and quick fits that the tests of graft.hpp share.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "graft.hpp"

namespace samples {

constexpr int64_t cols = 3;

// Rows with values of a smooth function, shifted from task to task.
struct Sample {
  Sample(int64_t rows, unsigned seed, double shift = 0) : rows(rows) {
    std::mt19937 random(seed);
    for (int64_t i = 0; i < rows * cols; ++i) x.push_back(double(random()) / 2147483648.0 - 1);
    for (std::size_t i = 0; i < x.size(); i += cols)
      y.push_back(std::sin(2 * x[i]) + x[i + 1] * x[i + 2] + shift * x[i]);
  }
  graft::MatrixView<const double> view() const { return {x, rows, cols}; }
  graft::Dataset set() const { return graft::Dataset::from_features(view(), y); }

  int64_t rows;
  std::vector<double> x, y;
};

inline graft::Options quick() {
  graft::Options options;
  options.set("steps", 60).set("epoch_steps", 10).set("members", 2).set("width", 16).set("seed", 1);
  options.set("encoder_width", 16).set("latent", 8).set("batch", 16).set("source_batch", 16);
  return options;
}

inline graft::Model fitted(const char* method) {
  graft::Fitter fitter(method, quick());
  const graft::Dataset target = Sample(40, 1, 0.2).set();
  if (std::string_view(method) == "gate") fitter.add_source(Sample(80, 2).set());
  return fitter.set_target(target).fit();
}

// The status that a call fails with, and what it says; GRAFT_OK where it does not.
struct Failure {
  graft_status status = GRAFT_OK;
  std::string message;
};

template <class Call>
Failure failure(Call&& call) {
  try {
    call();
  } catch (const graft::Error& error) {
    return {error.status(), error.what()};
  }
  return {};
}

template <class Call>
bool refuses(Call&& call, graft_status status, std::string_view words) {
  const Failure f = failure(call);
  return f.status == status && f.message.find(words) != std::string::npos;
}

}  // namespace samples
