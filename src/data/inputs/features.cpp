// Feature vectors, also those of compositions.
#include <bit>

#include "chem/graph_walk.hpp"
#include "data/inputs/vector_rows.hpp"

namespace graft {
namespace {

std::span<const double> vector_of(const Inputs& inputs, std::size_t row) {
  const auto cols = std::size_t(inputs.feature_cols);
  return {inputs.features.data() + row * cols, cols};
}

class Features final : public VectorRows {
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

 private:
  int64_t columns(const Inputs& inputs) const override { return inputs.feature_cols; }
  std::vector<const double*> vectors(const Inputs& inputs,
                                     std::span<const std::size_t> rows) const override {
    std::vector<const double*> found;
    for (const std::size_t row : rows) found.push_back(vector_of(inputs, row).data());
    return found;
  }
};

}  // namespace

const InputTraits& features_traits() {
  static const Features traits;
  return traits;
}

}  // namespace graft
