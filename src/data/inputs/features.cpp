// Feature vectors, also those of compositions.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"
#include "chem/graph_walk.hpp"
#include "data/inputs/inputs.hpp"
#include "data/similarity.hpp"

namespace graft {
namespace {

std::span<const double> vector_of(const Inputs& inputs, std::size_t row) {
  const auto cols = std::size_t(inputs.feature_cols);
  return {inputs.features.data() + row * cols, cols};
}

class Features final : public InputTraits {
 public:
  const char* name() const override { return "features"; }
  int64_t rows(const Inputs& inputs) const override {
    return inputs.feature_cols > 0 ? int64_t(inputs.features.size()) / inputs.feature_cols : 0;
  }

  // -0 and 0 are one value.
  uint64_t hash(const Inputs& inputs, std::size_t row) const override {
    uint64_t hash = 0;
    for (const double v : vector_of(inputs, row))
      hash = combine(hash, std::bit_cast<uint64_t>(v + 0.0));
    return hash;
  }
  std::vector<std::string> keys(const Inputs& inputs,
                                std::span<const std::size_t> rows) const override {
    std::vector<std::string> keys;
    for (const std::size_t row : rows) {
      std::string& key = keys.emplace_back();
      for (const double v : vector_of(inputs, row)) {
        const double plain = v + 0.0;
        key.append(reinterpret_cast<const char*>(&plain), sizeof plain);
      }
    }
    return keys;
  }

  void append(Inputs& to, const Inputs& from, std::size_t row) const override {
    const auto x = vector_of(from, row);
    to.features.insert(to.features.end(), x.begin(), x.end());
  }
  void add_to(Checksum& sum, const Inputs& inputs, std::size_t row) const override {
    sum.add(vector_of(inputs, row));
  }

  Descriptors descriptors(const Dataset& dataset, int64_t) const override {
    Descriptors own;
    std::vector<double> column(std::size_t(dataset.rows()));
    for (int64_t j = 0; j < dataset.inputs().feature_cols; ++j) {
      for (std::size_t i = 0; i < column.size(); ++i)
        column[i] = dataset.features(int64_t(i))[std::size_t(j)];
      const Scaling& scaling = own.scalings.emplace_back(scaling_of(column));
      if (!std::isfinite(scaling.mean) || !std::isfinite(scaling.sd)) {
        const auto largest =
            std::ranges::max_element(column, {}, [](double v) { return std::abs(v); });
        fail(GRAFT_ERROR_DATA, "feature ", dataset.column_name(j),
             " has values too large for a mean and a deviation, the largest ", *largest, " in ",
             dataset.row_name(largest - column.begin()));
      }
    }
    return own;
  }
  void describe(const Inputs& inputs, std::size_t row, Descriptors& to) const override {
    const auto x = vector_of(inputs, row);
    for (std::size_t j = 0; j < to.scalings.size(); ++j)
      to.standardised.push_back(to.scalings[j].sd > 0 ? to.scalings[j].scale(x[j]) : 0.0);
  }
};

}  // namespace

const InputTraits& features_traits() {
  static const Features traits;
  return traits;
}

}  // namespace graft
