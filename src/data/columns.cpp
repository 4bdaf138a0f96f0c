#include "data/columns.hpp"

#include <numeric>
#include <unordered_map>

#include "base/error.hpp"

namespace graft {

std::vector<int64_t> column_places(const std::vector<std::string>& wanted,
                                   const std::vector<std::string>& have, const std::string& set,
                                   const std::string& owner, bool more) {
  if (wanted.empty() || have.empty() || wanted == have) return {};
  std::unordered_map<std::string, int64_t> place;
  for (std::size_t j = 0; j < have.size(); ++j)
    if (const auto [other, is_new] = place.emplace(have[j], int64_t(j)); !is_new)
      fail(GRAFT_ERROR_DATA, set, ": columns ", other->second, " and ", j, " are both named ",
           quoted(have[j]));
  std::vector<int64_t> places;
  std::vector<bool> taken(have.size());
  for (const std::string& name : wanted) {
    const auto found = place.find(name);
    if (found == place.end())
      fail(GRAFT_ERROR_DATA, set, " has no column ", quoted(name), ", which ", owner, " has");
    if (taken[std::size_t(found->second)])
      fail(GRAFT_ERROR_DATA, owner, " has two columns named ", quoted(name));
    taken[std::size_t(found->second)] = true;
    places.push_back(found->second);
  }
  for (std::size_t j = 0; j < have.size(); ++j) {
    if (taken[j]) continue;
    if (!more)
      fail(GRAFT_ERROR_DATA, set, " has a column ", quoted(have[j]), ", which ", owner,
           " has not");
    places.push_back(int64_t(j));
  }
  bool moved = false;
  for (std::size_t j = 0; j < places.size(); ++j) moved = moved || places[j] != int64_t(j);
  return moved ? places : std::vector<int64_t>{};
}

Dataset with_columns_like(const Dataset& dataset, const std::vector<std::string>& wanted,
                          const std::string& set, const std::string& owner, bool more) {
  const auto places = column_places(wanted, dataset.columns(), set, owner, more);
  return places.empty() ? dataset : dataset.with_column_order(places);
}

Dataset Dataset::with_column_order(std::span<const int64_t> places) const {
  auto inputs = std::make_shared<Inputs>();
  inputs->origin = inputs_->origin;
  inputs->feature_cols = int64_t(places.size());
  inputs->features.reserve(std::size_t(rows()) * places.size());
  for (int64_t row = 0; row < rows(); ++row) {
    const auto own = features(row);
    for (const int64_t j : places) inputs->features.push_back(own[std::size_t(j)]);
    if (!inputs_->lines.empty()) inputs->lines.push_back(inputs_->lines[at(row)]);
  }
  Dataset ordered(*this);
  ordered.inputs_ = std::move(inputs);
  std::iota(ordered.row_.begin(), ordered.row_.end(), int64_t{0});
  if (!columns_.empty()) {
    ordered.columns_.clear();
    for (const int64_t j : places) ordered.columns_.push_back(columns_[std::size_t(j)]);
  }
  return ordered;
}

}  // namespace graft
