#include "data/split.hpp"
#include "capi/guard.hpp"
#include "capi/handles.hpp"
#include "data/equal_rows.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

template <class Split>
graft_status give_split(const graft_dataset* dataset, int32_t* part, int64_t rows, Split&& split) {
  clear(part, rows);
  return guard([&] {
    const Dataset& set = need(dataset, "dataset").value;
    expect(rows, set.rows(), "rows");
    if (rows > 0) need(part, "part");
    const std::vector<int32_t> parts = split(set);
    std::copy(parts.begin(), parts.end(), part);
  });
}

}  // namespace

extern "C" {

graft_status graft_split_random(const graft_dataset* dataset, double test_fraction, uint64_t seed,
                                int32_t* part, int64_t rows) {
  return give_split(dataset, part, rows, [&](const Dataset& set) {
    return random_split(groups_of(set), test_fraction, seed);
  });
}

graft_status graft_split_scaffold(const graft_dataset* dataset, double test_fraction, uint64_t seed,
                                  int32_t* part, int64_t rows) {
  return give_split(dataset, part, rows, [&](const Dataset& set) {
    return scaffold_split(set.scaffolds(), test_fraction, seed);
  });
}

graft_status graft_split_scaffold_ordered(const graft_dataset* dataset, double test_fraction,
                                          int32_t* part, int64_t rows) {
  return give_split(dataset, part, rows, [&](const Dataset& set) {
    return scaffold_split_ordered(set.scaffolds(), test_fraction);
  });
}

graft_status graft_split_kfold(const graft_dataset* dataset, int64_t folds, uint64_t seed,
                               int32_t* part, int64_t rows) {
  return give_split(dataset, part, rows,
                    [&](const Dataset& set) { return kfold_split(groups_of(set), folds, seed); });
}

}  // extern "C"
