// Data sets as a whole: put together, and known by a checksum.
#include <cmath>
#include <type_traits>

#include "base/error.hpp"
#include "data/dataset.hpp"

namespace graft {
namespace {

// What both sets tell, or the one that does.
template <class T>
const T& agreed(const T& a, const T& b, const char* what) {
  if (a.empty() || a == b) return b;
  if (b.empty()) return a;
  if constexpr (std::is_same_v<T, std::string>)
    fail(GRAFT_ERROR_DATA, "the sets differ in their ", what, ": ", quoted(a), " and ", quoted(b));
  for (std::size_t j = 0; j < a.size(); ++j)
    if (a[j] != b[j])
      fail(GRAFT_ERROR_DATA, "the sets differ in their ", what, ": ", j, " is ", quoted(join(a[j])),
           " and ", quoted(join(b[j])));
  return a;
}

}  // namespace

Dataset concat(const Dataset& a, const Dataset& b) {
  check_same_shape(a.inputs(), "one set", b.inputs(), "the other");
  const InputTraits& traits = traits_of(a.kind());
  auto inputs = std::make_shared<Inputs>();
  inputs->kind = a.kind();
  inputs->atom_cols = a.inputs().atom_cols;
  inputs->bond_cols = a.inputs().bond_cols;
  inputs->feature_cols = a.inputs().feature_cols;
  inputs->columns = agreed(a.columns(), b.columns(), "columns");
  inputs->origin = a.origin() == b.origin() ? a.origin() : name_of(a.kind());
  std::vector<double> targets;
  std::vector<int64_t> input_rows;
  std::vector<std::string> ids;
  for (const Dataset* set : {&a, &b}) {
    targets.insert(targets.end(), set->targets().begin(), set->targets().end());
    for (const std::size_t place : set->input_places())
      traits.append(*inputs, set->inputs(), place);
    for (int64_t row = 0; row < set->rows(); ++row) {
      input_rows.push_back(int64_t(input_rows.size()));
      if (a.has_ids() || b.has_ids()) ids.push_back(set->id(row));
    }
  }
  Dataset both(std::move(inputs), std::move(targets), std::move(input_rows), {});
  both.set_ids(std::move(ids));
  both.set_property(agreed(a.property(), b.property(), "property"),
                    agreed(a.unit(), b.unit(), "unit"));
  return both;
}

uint32_t fingerprint(const Dataset& dataset) {
  Checksum sum;
  const Inputs& inputs = dataset.inputs();
  sum.add(std::vector<int64_t>{int64_t(inputs.kind), inputs.atom_cols, inputs.bond_cols,
                               inputs.feature_cols, dataset.rows()});
  for (const std::string& name : dataset.columns()) sum.add(name);
  for (const double y : dataset.targets()) sum.add(std::isnan(y) ? missing : y);
  const InputTraits& traits = traits_of(inputs.kind);
  for (const std::size_t place : dataset.input_places()) traits.add_to(sum, inputs, place);
  return sum.value();
}

}  // namespace graft
