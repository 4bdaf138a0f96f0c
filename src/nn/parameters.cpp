#include "nn/parameters.hpp"

#include <algorithm>
#include <cmath>

namespace graft {

int ParameterLayout::add(const std::string& name, const Layer& layer, int64_t rows, int64_t cols,
                         bool is_bias) {
  entries_.push_back({name, layer, rows, cols, size_, is_bias});
  size_ += (rows * cols + 15) / 16 * 16;
  return int(entries_.size()) - 1;
}

int64_t ParameterLayout::count() const {
  int64_t count = 0;
  for (const Entry& entry : entries_) count += entry.rows * entry.cols;
  return count;
}

void ParameterLayout::initialise(std::span<float> values, uint64_t seed, uint64_t member) const {
  std::fill(values.begin(), values.end(), 0.f);
  for (const Entry& entry : entries_) {
    if (entry.is_bias) continue;
    uint64_t name_hash = 0;
    for (unsigned char c : entry.name) name_hash = mix64(name_hash ^ c);
    Rng rng(seed, stream_of(Stream::initial_weights, member, name_hash));
    const double bound = std::sqrt(3.0 / double(entry.rows));
    for (int64_t i = 0; i < entry.rows * entry.cols; ++i)
      values[std::size_t(entry.offset + i)] = float(bound * (2 * rng.uniform() - 1));
  }
}

void BoundParameters::bind(Tape& tape, const ParameterLayout& layout, float* values,
                           float* gradients) {
  vars_.clear();
  for (const auto& entry : layout.entries()) {
    const Matrix value{values + entry.offset, entry.rows, entry.cols};
    vars_.push_back(gradients
                        ? tape.parameter(value, {gradients + entry.offset, entry.rows, entry.cols})
                        : tape.constant(value));
  }
}

}  // namespace graft
