#include "model/finite.hpp"

#include <cmath>
#include <limits>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/model.hpp"
#include "model/small_models.hpp"

using namespace graft;

namespace {

// Five rows, with a value put into one of them.
Dataset rows_with(double value, int64_t row, int64_t column) {
  const Dataset rows = small_models::rows(5);
  std::vector<double> x;
  for (int64_t i = 0; i < 5; ++i)
    x.insert(x.end(), rows.features(i).begin(), rows.features(i).end());
  x[std::size_t(3 * row + column)] = value;
  return dataset_from_features({x.data(), 5, 3, 3, 1}, {}, true);
}

// Everything that gives numbers of rows, by name.
template <class Body>
void for_questions(const Model& model, const Dataset& set, const Body& body) {
  const double levels[] = {0.1, 0.9};
  Dataset labelled = set;
  labelled.set_targets({1, 2, 3, 4, 5});
  body("predict", thrown_by([&] { model.predict(set, 2); }));
  body("quantiles", thrown_by([&] { model.quantiles(set, levels, 1); }));
  body("sample", thrown_by([&] { model.sample(set, 3, false, 1, 1); }));
  body("noisy sample", thrown_by([&] { model.sample(set, 3, true, 1, 1); }));
  for (const char* metric : {"rmse", "crps", "log_density", "coverage95"})
    body(metric, thrown_by([&] { model.evaluate(labelled, metric, 1); }));
}

// A network whose outputs are beyond float.
void overflow(ModelContent& content) {
  const Network network(content.shape);
  for (Floats& member : content.members)
    for (const auto& entry : network.layout().entries())
      for (int64_t i = 0; i < entry.rows * entry.cols; ++i)
        member[std::size_t(entry.offset + i)] = 1e30f;
}

}  // namespace

TEST_CASE("a feature beyond every number is an error that names row, column and value") {
  for (const auto& kernels : {std::vector{Kernel::linear}, std::vector{Kernel::matern52},
                              std::vector{Kernel::linear, Kernel::matern52}}) {
    const Model model(small_models::process(kernels));
    for_questions(model, rows_with(1e160, 3, 1), [&](const char* question, const Thrown& error) {
      CAPTURE(question, kernels.size(), error.message);
      if (kernels[0] == Kernel::matern52 && error.status == GRAFT_OK) return;  // it forgets: fine
      CHECK(error.status == GRAFT_ERROR_DATA);
      CHECK(error.says("row 3: feature 1 ('b') is 1e+160"));
    });
  }
}

TEST_CASE("the largest number as a feature never gives a value that is none") {
  for (const ModelContent& content :
       {small_models::ensemble(), small_models::heads(), small_models::small_network(),
        small_models::process()}) {
    const Model model(content);
    for (const double value : {1e160, -1e300, std::numeric_limits<double>::max()}) {
      const Dataset set = rows_with(value, 0, 2);
      try {
        const Prediction p = model.predict(set, 1);
        for (const auto* values : {&p.mean, &p.model_sd})
          CHECK(all_finite(*values));
        CHECK(all_finite(model.sample(set, 4, true, 1, 1)));
      } catch (const Error& error) {
        CHECK(error.status() == GRAFT_ERROR_DATA);
        CHECK(std::string(error.what()).find("row 0: feature 2 ('c')") == 0);
      }
    }
  }
}

TEST_CASE("networks that overflow are an error that names the first row, whatever stands on them") {
  ModelContent ensemble = small_models::ensemble(), heads = small_models::heads(),
               stacked = small_models::process(), bounded = ensemble;
  bounded.bounds = {-1, 1, 0.5};
  KernelPart part = *stacked.kernel;
  part.source = {0.3, -1.2, 0.8, 0.1, 1.1, -0.4};
  stacked.kernel = std::make_shared<const KernelPart>(part);
  stacked.members = ensemble.members;
  for (ModelContent* content : {&ensemble, &heads, &stacked, &bounded}) {
    overflow(*content);
    const Model model(*content);
    for_questions(model, small_models::rows(5), [&](const char* question, const Thrown& error) {
      CAPTURE(question, error.message);
      CHECK(error.status == GRAFT_ERROR_NUMERIC);
      CHECK(error.message == "row 0: the prediction is not a finite number");
    });
  }
  CHECK(thrown_by([&] { Model(ensemble).embed(small_models::rows(5), "latent", 0); }).status ==
        GRAFT_ERROR_NUMERIC);
}

TEST_CASE("a small network's draws that overflow are an error") {
  ModelContent content = small_models::small_network();
  for (Floats& weights : content.posterior[0].weights)
    for (float& w : weights) w = 3e38f;
  content.targets[0].sd = 1e300;
  const Thrown error =
      thrown_by([&] { Model(content).predict(small_models::rows(2), 1); });
  CHECK(error.status == GRAFT_ERROR_NUMERIC);
}

TEST_CASE("more values than memory holds are an error before anything is counted") {
  const Model model(small_models::ensemble());
  const Thrown error = thrown_by(
      [&] { model.sample(small_models::rows(5), std::numeric_limits<int64_t>::max() / 4, false, 1, 1); });
  CHECK(error.status == GRAFT_ERROR_MEMORY);
}
