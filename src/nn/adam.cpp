#include "nn/adam.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "tensor/kernels.hpp"

namespace graft {
namespace {

constexpr int64_t block = 1 << 14;
constexpr int64_t blocks_of(int64_t size) { return (size + block - 1) / block; }

// Blocks are summed in their order: the same sum for any number of threads. The gaps between
// entries are zero.
double sum_of_squares(ThreadPool& pool, std::span<const float> values) {
  const int64_t size = int64_t(values.size());
  std::array<double, 64> partial{};  // a part of the blocks each
  const int64_t share = blocks_of(size) / 64 + 1;
  pool.for_blocks(64, [&](int64_t part, int) {
    const int64_t begin = std::min(size, part * share * block);
    const int64_t end = std::min(size, begin + share * block);
    partial[std::size_t(part)] =
        kernels().square_distance(values.data() + begin, nullptr, end - begin);
  });
  double sum = 0;
  for (double p : partial) sum += p;
  return sum;
}

}  // namespace

double adam_step(ThreadPool& pool, const ParameterLayout& layout, const AdamSettings& settings,
                 double factor, AdamState& state, std::span<float> values,
                 std::span<float> gradients) {
  const double norm = std::sqrt(sum_of_squares(pool, gradients));
  if (!std::isfinite(norm)) return norm;

  ++state.step;
  const double correction1 = 1 - std::pow(settings.beta1, double(state.step));
  const double correction2 = std::sqrt(1 - std::pow(settings.beta2, double(state.step)));
  const double rate = settings.rate * factor;
  AdamStep step;
  step.beta1 = float(settings.beta1);
  step.beta2 = float(settings.beta2);
  step.epsilon = float(settings.epsilon * correction2);
  step.scale = settings.clip > 0 && norm > settings.clip ? float(settings.clip / norm) : 1.f;
  for (std::size_t e = 0; e < layout.entries().size(); ++e) {
    const auto& entry = layout.entries()[e];
    const double own = settings.entry_rates.empty() ? rate : rate * settings.entry_rates[e];
    step.rate = float(own * correction2 / correction1);
    step.decay = entry.is_bias ? 0.f : float(own * settings.weight_decay);
    const int64_t size = entry.rows * entry.cols;
    if (own == 0) {
      std::fill_n(gradients.data() + entry.offset, size, 0.f);
      continue;
    }
    pool.for_blocks(blocks_of(size), [&](int64_t b, int) {
      const int64_t i = entry.offset + b * block;
      const int64_t count = std::min(block, size - b * block);
      kernels().adam(values.data() + i, state.first.data() + i, state.second.data() + i,
                     gradients.data() + i, count, step);
      std::fill_n(gradients.data() + i, count, 0.f);  // while it is in the cache
    });
  }
  return norm;
}

void average_weights(ThreadPool& pool, std::span<float> average, std::span<const float> values,
                     double memory) {
  if (memory == 0) {
    std::copy(values.begin(), values.end(), average.begin());
    return;
  }
  const int64_t size = int64_t(values.size());
  pool.for_blocks(blocks_of(size), [&](int64_t b, int) {
    kernels().average(average.data() + b * block, values.data() + b * block, float(memory),
                      std::min(block, size - b * block));
  });
}

double learning_rate_factor(int64_t step, int64_t steps, double warmup, double final_share) {
  const double done = (double(step) + 0.5) / double(steps);
  if (done < warmup) return done / warmup;
  const double fall = (done - warmup) / (1 - warmup);
  return final_share + (1 - final_share) * 0.5 * (1 + std::cos(M_PI * fall));
}

}  // namespace graft
