#include "model/fitting_set.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/model.hpp"
#include "model/small_models.hpp"

using namespace graft;

namespace {

// The rows with their columns backwards, under their names.
Dataset backwards(const Dataset& set) {
  const int64_t places[] = {2, 1, 0};
  Dataset other = set.with_column_order(places);
  other.set_columns({"c", "b", "a"});
  return other;
}

}  // namespace

TEST_CASE("a set whose columns stand in another order is predicted as it is meant") {
  for (const ModelContent& content :
       {small_models::ensemble(), small_models::heads(), small_models::small_network(),
        small_models::process()}) {
    const Model model(content);
    const Dataset rows = small_models::rows(7), turned = backwards(rows);
    CHECK(model.predict(turned, 1).mean == model.predict(rows, 1).mean);
    const double levels[] = {0.1, 0.5};
    CHECK(model.quantiles(turned, levels, 1) == model.quantiles(rows, levels, 1));
    CHECK(model.sample(turned, 3, true, 1, 1) == model.sample(rows, 3, true, 1, 1));
  }
  const Model model(small_models::ensemble());
  const Dataset rows = small_models::rows(7), turned = backwards(rows);
  CHECK(model.embed(turned, "latent", 0) == model.embed(rows, "latent", 0));
  Dataset labelled = turned;
  labelled.set_targets({1, 2, 3, 4, 5, 6, 7});
  Dataset straight = rows;
  straight.set_targets({1, 2, 3, 4, 5, 6, 7});
  for (const char* metric : {"rmse", "crps"})
    CHECK(model.evaluate(labelled, metric, 1) == model.evaluate(straight, metric, 1));
}

TEST_CASE("a set without a column of the model's, or with another, is refused by its name") {
  const ModelContent content = small_models::ensemble();
  const auto refusal = [&](const Dataset& set) {
    const Thrown error = thrown_by([&] { Model(content).predict(set, 1); });
    CHECK(error.status == GRAFT_ERROR_DATA);
    return error.message;
  };
  Dataset set = small_models::rows(2);
  set.set_columns({"a", "b", "density"});
  CHECK(refusal(set) == "dataset has no column 'c', which the model has");
  const double x[] = {1, 2};
  set.set_columns({"c", "b", "a"});
  CHECK(refusal(set.with_columns({x, 2, 1, 1, 1}, {"d"})) ==
        "dataset has a column 'd', which the model has not");
}

TEST_CASE("columns count by place where the model or the set has no names") {
  ModelContent nameless = small_models::ensemble();
  nameless.columns.clear();
  const Dataset rows = small_models::rows(3);
  Dataset named = rows;
  named.set_columns({"x", "y", "z"});
  const auto mean = Model(small_models::ensemble()).predict(rows, 1).mean;
  CHECK(Model(nameless).predict(named, 1).mean == mean);
  const double x[] = {1, 2, 3};
  const Thrown error =
      thrown_by([&] { Model(nameless).predict(rows.with_columns({x, 3, 1, 1, 1}), 1); });
  CHECK(error.message == "dataset has 4 features, the model takes 3");
}

TEST_CASE("a set whose columns stand right is the set itself") {
  const Dataset rows = small_models::rows(3);
  const ModelContent content = small_models::ensemble();
  CHECK(&*FittingSet(content, rows) == &rows);
}
