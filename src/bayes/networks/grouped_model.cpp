#include "bayes/networks/grouped_model.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace graft {

double GroupedModel::weights(std::size_t group) const {
  int64_t count = 0;
  for (const WeightRange& range : groups[group]) count += range.end - range.begin;
  return double(count);
}

void check(const GroupedModel& model) {
  if (int64_t(model.groups.size()) != model.prior.groups())
    fail(GRAFT_ERROR_ARGUMENT, "grouped model: ", model.groups.size(), " groups of weights, but ",
         model.prior.groups(), " in the prior");
  std::vector<WeightRange> ranges;
  for (std::size_t l = 0; l < model.groups.size(); ++l) {
    if (model.groups[l].empty())
      fail(GRAFT_ERROR_ARGUMENT, "grouped model: group ", l, " has no weights");
    ranges.insert(ranges.end(), model.groups[l].begin(), model.groups[l].end());
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const WeightRange& a, const WeightRange& b) { return a.begin < b.begin; });
  int64_t before = 0;
  for (const WeightRange& range : ranges) {
    if (range.begin < before || range.end <= range.begin || range.end > int64_t(model.size()))
      fail(GRAFT_ERROR_ARGUMENT, "grouped model: the range ", range.begin, " .. ", range.end,
           " is empty, outside of the ", model.size(), " weights or part of another");
    before = range.end;
  }
  for (std::size_t i = 0; i < model.size(); ++i)
    if (!std::isfinite(model.source[i]))
      fail(GRAFT_ERROR_ARGUMENT, "grouped model: weight ", i, " of the source is not finite");
  if (!(model.rows > 0) || !(model.source_sigma > 0) || !(model.sigma_spread >= 0))
    fail(GRAFT_ERROR_ARGUMENT, "grouped model: rows ", model.rows, ", source_sigma ",
         model.source_sigma, " or sigma_spread ", model.sigma_spread, " is out of range");
}

}  // namespace graft
