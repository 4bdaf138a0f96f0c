// Structures: atoms in space, in a cell or not.
#include <bit>

#include "chem/graph_walk.hpp"
#include "chem/structure_features.hpp"
#include "data/inputs/vector_rows.hpp"

namespace graft {
namespace {

// All numbers of a structure, as they are compared: -0 is 0, and a vector along which it is not
// periodic does not count.
template <class Take>
void for_numbers(const Structure& s, const Take& take) {
  for (std::size_t d = 0; d < 3; ++d) {
    take(s.periodic[d] ? 1.0 : 0.0);
    if (s.periodic[d])
      for (const double v : s.cell[d]) take(v + 0.0);
  }
  for (std::size_t i = 0; i < s.species.size(); ++i) {
    take(double(s.species[i]));
    for (const double v : s.positions[i]) take(v + 0.0);
  }
}

class Structures final : public VectorRows {
 public:
  const char* name() const override { return "structures"; }
  int64_t rows(const Inputs& inputs) const override { return int64_t(inputs.structures.size()); }

  // Equal when all numbers are as they were given: the same atoms in the same order. Whether two
  // structures are one that was moved, turned or cut otherwise only a tolerance could tell, and
  // what is equal within one need not be equal to a third.
  uint64_t hash(const Inputs& inputs, std::size_t row) const override {
    uint64_t hash = 0;
    for_numbers(inputs.structures[row],
                [&](double v) { hash = combine(hash, std::bit_cast<uint64_t>(v)); });
    return hash;
  }
  std::vector<std::string> keys(const Inputs& inputs,
                                std::span<const std::size_t> rows) const override {
    std::vector<std::string> keys;
    for (const std::size_t row : rows) {
      std::string& key = keys.emplace_back();
      for_numbers(inputs.structures[row],
                  [&](double v) { key.append(reinterpret_cast<const char*>(&v), sizeof v); });
    }
    return keys;
  }

  void append(Inputs& to, const Inputs& from, std::size_t row) const override {
    to.structures.push_back(from.structures[row]);
    to.threads = std::max(to.threads, from.threads);
  }
  void add_to(Checksum& sum, const Inputs& inputs, std::size_t row) const override {
    std::vector<double> numbers;
    for_numbers(inputs.structures[row], [&](double v) { numbers.push_back(v); });
    sum.add(numbers);
  }

 private:
  int64_t columns(const Inputs&) const override { return structure_feature_count; }
  std::vector<const double*> vectors(const Inputs& inputs,
                                     std::span<const std::size_t> rows) const override {
    return features_of_structures(inputs, rows);
  }
};

}  // namespace

const InputTraits& structures_traits() {
  static const Structures traits;
  return traits;
}

std::vector<const double*> features_of_structures(const Inputs& inputs,
                                                  std::span<const std::size_t> rows) {
  std::vector<const double*> found;
  for (const auto* vector : inputs.described.of(
           rows, inputs.structures.size(), inputs.threads,
           [&](std::size_t row) { return structure_features(inputs.structures[row]); }))
    found.push_back(vector->data());
  return found;
}

}  // namespace graft
