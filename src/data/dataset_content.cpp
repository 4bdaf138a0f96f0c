// Data sets as a whole: put together, and known by a checksum.
#include <cmath>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "data/dataset.hpp"

namespace graft {
namespace {

template <class T>
void append(std::vector<T>& to, std::span<const T> from) {
  to.insert(to.end(), from.begin(), from.end());
}

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

void check_shape(const Inputs& a, const Inputs& b) {
  if (a.kind != b.kind)
    fail(GRAFT_ERROR_DATA, "one set holds ", name_of(a.kind), ", the other ", name_of(b.kind));
  if (a.feature_cols != b.feature_cols)
    fail(GRAFT_ERROR_DATA, "one set has ", a.feature_cols, " features, the other ", b.feature_cols);
  if (a.atom_cols != b.atom_cols || a.bond_cols != b.bond_cols)
    fail(GRAFT_ERROR_DATA, "one set has ", a.atom_cols, " atom and ", a.bond_cols,
         " bond features, the other ", b.atom_cols, " and ", b.bond_cols);
}

class Checksum {
 public:
  template <class T>
  void add(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    crc_ = crc32({reinterpret_cast<const uint8_t*>(values.data()), values.size_bytes()}, crc_);
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(std::span<const T>(values));
  }
  void add(const std::string& text) {
    add(int64_t(text.size()));
    add(std::span<const char>(text.data(), text.size()));
  }
  void add(int64_t number) { add(std::span<const int64_t>(&number, 1)); }
  void add(const SparseRows& rows) {
    add(rows.start);
    add(rows.index);
    add(rows.value);
  }
  uint32_t value() const { return crc_; }

 private:
  uint32_t crc_ = 0;
};

}  // namespace

Dataset concat(const Dataset& a, const Dataset& b) {
  check_shape(a.inputs(), b.inputs());
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
    append<double>(targets, set->targets());
    for (int64_t row = 0; row < set->rows(); ++row) {
      input_rows.push_back(int64_t(input_rows.size()));
      if (a.has_ids() || b.has_ids()) ids.push_back(set->id(row));
      if (a.kind() == InputKind::features)
        append(inputs->features, set->features(row));
      else
        inputs->graphs.push_back(set->graph(row));
      if (a.kind() == InputKind::molecules) inputs->smiles.push_back(set->smiles(row));
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
  for (const double y : dataset.targets()) sum.add(std::vector{std::isnan(y) ? missing : y});
  for (int64_t row = 0; row < dataset.rows(); ++row) {
    if (inputs.kind == InputKind::features) {
      sum.add(dataset.features(row));
      continue;
    }
    const Graph& g = dataset.graph(row);
    sum.add(g.atoms);
    sum.add(g.bonds);
    sum.add(g.ends);
    if (inputs.kind == InputKind::molecules) sum.add(dataset.smiles(row));
  }
  return sum.value();
}

}  // namespace graft
