#include "transfer/fit/sets.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {
namespace {

void check_kind(const Dataset& set, const Dataset& target, const std::string& name) {
  if (set.kind() != target.kind())
    fail(GRAFT_ERROR_DATA, name, " holds ", name_of(set.kind()), ", the target ",
         name_of(target.kind()));
}

void check_same_columns(const Dataset& set, const Dataset& target, const std::string& name) {
  check_kind(set, target, name);
  const Inputs &a = set.inputs(), &b = target.inputs();
  if (a.feature_cols != b.feature_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.feature_cols, " features, the target ", b.feature_cols);
  if (a.atom_cols != b.atom_cols || a.bond_cols != b.bond_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", a.atom_cols, " atom and ", a.bond_cols,
         " bond features, the target ", b.atom_cols, " and ", b.bond_cols);
}

bool is_finite(const Scaling& s) { return std::isfinite(s.mean) && std::isfinite(s.sd); }

// Values near the largest double have no deviation that is a number. What is said names the one
// that is farthest from zero.
[[noreturn]] void refuse_too_large(const std::string& what, const Dataset& set, int64_t row,
                                   double value) {
  fail(GRAFT_ERROR_DATA, what,
       " has values too large for a mean and a deviation: ", set.row_name(row), " holds ", value);
}

struct Value {
  int64_t row;
  double value;
};

std::vector<Value> values_of(const Dataset& set) {
  std::vector<Value> values;
  for (int64_t row = 0; row < set.rows(); ++row)
    if (const double y = set.targets()[std::size_t(row)]; !std::isnan(y))
      values.push_back({row, y});
  return values;
}

bool same_input(const Dataset& a, int64_t i, const Dataset& b, int64_t j) {
  switch (a.kind()) {
    case InputKind::molecules:
      return a.smiles(i) == b.smiles(j);
    case InputKind::features:
      return std::ranges::equal(a.features(i), b.features(j));
    case InputKind::graphs:
      return a.graph(i).atoms.index == b.graph(j).atoms.index;
    case InputKind::structures:
      return a.structure(i) == b.structure(j);
  }
  return false;
}

// The same values at the same inputs, in the same order.
bool are_same(const Dataset& a, const Dataset& b) {
  const auto x = values_of(a), y = values_of(b);
  return std::ranges::equal(x, y, {}, &Value::value, &Value::value) &&
         std::ranges::equal(x, y, [&](const Value& left, const Value& right) {
           return same_input(a, left.row, b, right.row);
         });
}

}  // namespace

FitSets without_sources(FitSets sets) {
  sets.sources.clear();
  sets.source_model.reset();
  return sets;
}

FitSets as_target(const Dataset& source, const char* name) {
  FitSets sets;
  sets.target = source;
  sets.target_name = name;
  return sets;
}

Scaling scaling_of_values(const Dataset& set, const std::string& name, int64_t least) {
  const std::vector<Value> values = values_of(set);
  if (int64_t(values.size()) < least)
    fail(GRAFT_ERROR_DATA, name, ": ", values.size(), " of its ", set.rows(),
         " rows have a value; at least ", least, " are needed");
  std::vector<double> y;
  for (const Value& v : values) y.push_back(v.value);
  const Scaling scaling = scaling_of(y);
  if (!is_finite(scaling)) {
    const Value& most =
        *std::ranges::max_element(values, {}, [](const Value& v) { return std::abs(v.value); });
    refuse_too_large(name, set, most.row, most.value);
  }
  if (scaling.sd == 0 && least > 1)
    fail(GRAFT_ERROR_DATA, name, " is constant: every value is ", y[0]);
  return scaling;
}

Scaling scaling_of_feature(const std::vector<NamedSet>& sets, int64_t col) {
  std::vector<double> column;
  for (const auto& [set, name] : sets)
    for (int64_t row = 0; row < set->rows(); ++row)
      column.push_back(set->features(row)[std::size_t(col)]);
  const Scaling scaling = scaling_of(column);
  if (is_finite(scaling)) return scaling;
  const auto most = std::ranges::max_element(column, {}, [](double x) { return std::abs(x); });
  int64_t row = most - column.begin();
  std::size_t s = 0;
  for (; row >= sets[s].set->rows(); ++s) row -= sets[s].set->rows();
  const auto& columns = sets[s].set->columns();
  refuse_too_large(join(sets[s].name, ": feature ", col,
                        columns.empty() ? "" : join(" (", quoted(columns[std::size_t(col)]), ")")),
                   *sets[s].set, row, *most);
}

void check_takes(const ModelContent& base, const Dataset& set, const std::string& name) {
  const Inputs& inputs = set.inputs();
  const NetworkShape& shape = base.shape;
  if (inputs.kind != shape.input)
    fail(GRAFT_ERROR_DATA, name, " holds ", name_of(inputs.kind), ", the source ",
         name_of(shape.input));
  if (inputs.feature_cols < shape.feature_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", inputs.feature_cols, " features, the source ",
         shape.feature_cols);
  if (inputs.atom_cols != shape.atom_cols || inputs.bond_cols != shape.bond_cols)
    fail(GRAFT_ERROR_DATA, name, " has ", inputs.atom_cols, " atom and ", inputs.bond_cols,
         " bond features, the source ", shape.atom_cols, " and ", shape.bond_cols);
}

void check_alike(const FitSets& sets) {
  for (std::size_t s = 0; s < sets.sources.size(); ++s)
    check_same_columns(sets.sources[s], *sets.target, join("source ", s));
  if (sets.validation) check_same_columns(*sets.validation, *sets.target, "validation");
  if (sets.unlabelled) check_same_columns(*sets.unlabelled, *sets.target, "unlabelled");
}

void check_sets(const FitSets& sets) {
  const Dataset& target = *sets.target;
  std::vector<NamedSet> all{{&target, sets.target_name}};
  scaling_of_values(target, sets.target_name, least_target_rows);
  for (std::size_t s = 0; s < sets.sources.size(); ++s) {
    const Dataset& source = sets.sources[s];
    const std::string name = join("source ", s);
    check_kind(source, target, name);
    if (source.inputs().feature_cols > target.inputs().feature_cols)
      check_same_columns(source, target, name);
    scaling_of_values(source, name, least_source_rows);
    if (are_same(source, target))
      fail(GRAFT_ERROR_DATA, name, " is the target itself: the same rows with the same values");
    all.push_back({&source, name});
  }
  if (sets.validation) {
    check_same_columns(*sets.validation, target, "validation");
    scaling_of_values(*sets.validation, "validation", 1);
    all.push_back({&*sets.validation, "validation"});
  }
  if (sets.unlabelled) {
    check_same_columns(*sets.unlabelled, target, "unlabelled");
    all.push_back({&*sets.unlabelled, "unlabelled"});
  }
  if (target.kind() == InputKind::features)
    for (const NamedSet& named : all)
      for (int64_t col = 0; col < named.set->inputs().feature_cols; ++col)
        scaling_of_feature({named}, col);
}

}  // namespace graft
