#include "transfer/fit/columns.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fitter.hpp"
#include "transfer/sets.hpp"

using namespace graft;

namespace {

using Names = std::vector<std::string>;

// y of the column "a" and "b", wherever they stand among the names.
Dataset rows_of(const Names& names, int64_t rows, uint64_t seed) {
  const auto cols = int64_t(names.size());
  const auto at = [&](const char* name) {
    return std::size_t(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t a = at("a"), b = at("b");
  Dataset set = sets::features(rows, cols, seed,
                               [&](const double* x, Rng&) { return 3 * x[a] - x[b]; });
  set.set_columns(names);
  return set;
}

Dataset turned(const Dataset& set) {
  std::vector<int64_t> places;
  for (int64_t j = int64_t(set.columns().size()) - 1; j >= 0; --j) places.push_back(j);
  return set.with_column_order(places);
}

}  // namespace

TEST_CASE("all sets of a fit come in the source's order, the target's own columns behind") {
  FitSets sets;
  sets.sources = {rows_of({"b", "a"}, 5, 1), rows_of({"a", "b"}, 5, 2)};
  sets.target = rows_of({"c", "a", "b"}, 5, 3);
  sets.validation = rows_of({"a", "b", "c"}, 5, 4);
  sets.unlabelled = rows_of({"b", "c", "a"}, 5, 5);
  const Dataset target = *sets.target;
  const FitSets matched = with_matching_columns(sets);
  CHECK(matched.sources[0].columns() == Names{"b", "a"});
  CHECK(matched.sources[1].columns() == Names{"b", "a"});
  CHECK(matched.target->columns() == Names{"b", "a", "c"});
  CHECK(matched.validation->columns() == Names{"b", "a", "c"});
  CHECK(matched.unlabelled->columns() == Names{"b", "a", "c"});
  CHECK(matched.target->features(2)[0] == target.features(2)[2]);
  CHECK(matched.target->targets() == target.targets());
}

TEST_CASE("a set that lacks a column, or has one that the others have not, is named") {
  FitSets sets;
  sets.sources = {rows_of({"a", "b"}, 5, 1)};
  sets.target = rows_of({"a", "b"}, 5, 3);
  const auto refusal = [](const FitSets& wrong) {
    const Thrown error = thrown_by([&] { with_matching_columns(wrong); });
    CHECK(error.status == GRAFT_ERROR_DATA);
    return error.message;
  };
  FitSets wrong = sets;
  wrong.target->set_columns({"a", "d"});
  CHECK(refusal(wrong) == "target has no column 'b', which source 0 has");
  wrong = sets;
  wrong.validation = rows_of({"a", "b", "c"}, 5, 3);
  CHECK(refusal(wrong) == "validation has a column 'c', which the target has not");
  wrong = sets;
  wrong.sources.push_back(rows_of({"b", "d", "a"}, 5, 1));
  CHECK(refusal(wrong) == "source 1 has a column 'd', which source 0 has not");
}

TEST_CASE("a fit from sets with their columns turned is the fit from sets that match") {
  Options options = sets::small_options();
  const auto fit = [&](const Dataset& source, const Dataset& target) {
    Fitter fitter("multitask", options);
    fitter.sets.sources = {source};
    fitter.sets.target = target;
    return fitter.fit().model;
  };
  const Dataset source = rows_of({"a", "b", "c"}, 40, 1), target = rows_of({"a", "b", "c"}, 20, 2);
  const auto straight = fit(source, target), from_turned = fit(source, turned(target));
  CHECK(straight->content().columns == Names{"a", "b", "c"});
  CHECK(from_turned->content().columns == Names{"a", "b", "c"});
  CHECK(straight->predict(target, 1).mean == from_turned->predict(target, 1).mean);

  // And from the source's model alone, whose columns count.
  Fitter alone("scratch", options), tuned("finetune", options), other("finetune", options);
  alone.sets.target = source;
  tuned.sets.source_model = other.sets.source_model = alone.fit().model;
  tuned.sets.target = target;
  other.sets.target = turned(target);
  CHECK(tuned.fit().model->predict(target, 1).mean == other.fit().model->predict(target, 1).mean);
  other.sets.target->set_columns({"c", "b", "q"});
  const Thrown error = thrown_by([&] { other.fit(); });
  CHECK(error.says("target has no column 'a', which the source model has"));
}
