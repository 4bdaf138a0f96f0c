#include "data/dataset.hpp"

#include <cmath>
#include <numeric>
#include <unordered_map>

#include "base/error.hpp"
#include "data/equal_rows.hpp"

namespace graft {

Dataset::Dataset(std::shared_ptr<const Inputs> inputs, std::vector<double> targets,
                 std::vector<int64_t> input_rows, Skipped skipped)
    : inputs_(std::move(inputs)),
      row_(std::size_t(inputs_->rows())),
      input_rows_(std::move(input_rows)),
      columns_(inputs_->columns),
      skipped_(std::move(skipped)) {
  std::iota(row_.begin(), row_.end(), std::size_t{0});
  if (targets.empty()) targets.assign(row_.size(), missing);
  set_targets(std::move(targets));
}

int64_t Dataset::labelled() const {
  int64_t count = 0;
  for (double y : targets_) count += !std::isnan(y);
  return count;
}

void Dataset::set_targets(std::vector<double> targets) {
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (std::isinf(targets[i]))
      fail(GRAFT_ERROR_DATA, "targets: row ", input_rows_[i], " is infinite");
  targets_ = std::move(targets);
}

std::string Dataset::id(int64_t row) const {
  if (!ids_.empty()) return ids_[std::size_t(row)];
  const std::string own = traits_of(kind()).id(*inputs_, at(row));
  return own.empty() ? std::to_string(input_rows_[std::size_t(row)]) : own;
}

std::string Dataset::row_name(int64_t row) const {
  const auto& lines = inputs_->lines;
  const std::string name =
      lines.empty() ? join("row ", input_rows_[std::size_t(row)]) : join("line ", lines[at(row)]);
  const std::string own =
      ids_.empty() ? traits_of(kind()).id(*inputs_, at(row)) : ids_[std::size_t(row)];
  return own.empty() ? name : join(name, " (", quoted(own), ")");
}

std::string Dataset::column_name(int64_t column) const {
  return columns_.empty() ? std::to_string(column) : quoted(columns_[std::size_t(column)]);
}

void Dataset::set_columns(std::vector<std::string> names) {
  if (names.empty()) {
    columns_.clear();
    return;
  }
  if (inputs_->feature_cols == 0)
    fail(GRAFT_ERROR_DATA, "dataset holds ", name_of(kind()),
         "; only feature vectors have columns");
  if (int64_t(names.size()) != inputs_->feature_cols)
    fail(GRAFT_ERROR_DATA, names.size(), " names for ", inputs_->feature_cols, " columns");
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t j = 0; j < names.size(); ++j) {
    if (names[j].empty()) fail(GRAFT_ERROR_DATA, "the name of column ", j, " is empty");
    const auto [other, is_new] = first.emplace(names[j], j);
    if (!is_new)
      fail(GRAFT_ERROR_DATA, "columns ", other->second, " and ", j, " are both named ",
           quoted(names[j]));
  }
  columns_ = std::move(names);
}

std::string Dataset::scaffold(int64_t row) const {
  return traits_of(kind()).scaffolds(*inputs_, std::span(row_).subspan(std::size_t(row), 1))[0];
}

std::vector<std::string> Dataset::scaffolds() const {
  return traits_of(kind()).scaffolds(*inputs_, row_);
}

Dataset Dataset::select(std::span<const int64_t> rows) const {
  Dataset part(*this);
  part.row_.clear();
  part.targets_.clear();
  part.input_rows_.clear();
  part.ids_.clear();
  part.skipped_ = {};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0 || rows[i] >= this->rows())
      fail(GRAFT_ERROR_ARGUMENT, "rows[", i, "] = ", rows[i], " is not in [0, ", this->rows(), ")");
    const std::size_t row = std::size_t(rows[i]);
    part.row_.push_back(row_[row]);
    part.targets_.push_back(targets_[row]);
    part.input_rows_.push_back(input_rows_[row]);
    if (!ids_.empty()) part.ids_.push_back(ids_[row]);
  }
  return part;
}

Dataset Dataset::labelled_part() const {
  std::vector<int64_t> kept;
  for (int64_t row = 0; row < rows(); ++row)
    if (!std::isnan(targets_[std::size_t(row)])) kept.push_back(row);
  return select(kept);
}

Dataset Dataset::with_columns(const StridedMatrix& x, std::vector<std::string> names) const {
  if (inputs_->feature_cols == 0)
    fail(GRAFT_ERROR_DATA, "dataset holds ", name_of(kind()),
         "; only feature vectors take columns");
  auto inputs = std::make_shared<Inputs>();
  inputs->feature_cols = inputs_->feature_cols + x.cols;
  inputs->origin = inputs_->origin;
  for (int64_t row = 0; row < rows(); ++row) {
    const auto own = features(row);
    inputs->features.insert(inputs->features.end(), own.begin(), own.end());
    for (int64_t j = 0; j < x.cols; ++j) {
      if (!std::isfinite(x.at(row, j)))
        fail(GRAFT_ERROR_DATA, "x: row ", row, ", column ", j, " is ", x.at(row, j));
      inputs->features.push_back(x.at(row, j));
    }
    if (!inputs_->lines.empty()) inputs->lines.push_back(inputs_->lines[at(row)]);
  }
  Dataset wider(*this);
  wider.inputs_ = std::move(inputs);
  std::iota(wider.row_.begin(), wider.row_.end(), std::size_t{0});
  if (columns_.empty() || names.empty()) {
    wider.set_columns({});
  } else {
    names.insert(names.begin(), columns_.begin(), columns_.end());
    wider.set_columns(std::move(names));
  }
  return wider;
}

std::vector<int64_t> Dataset::first_equal(const Dataset& other) const {
  return graft::first_equal(*this, other);
}

Dataset Dataset::without(const Dataset& other) const {
  const std::vector<int64_t> matches = first_equal(other);
  std::vector<int64_t> kept;
  for (int64_t row = 0; row < rows(); ++row)
    if (matches[std::size_t(row)] < 0) kept.push_back(row);
  return select(kept);
}

}  // namespace graft
