// Conventional transfer: source_only, finetune, head_only.
#include <cmath>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

Dataset set_of(int64_t rows, uint64_t seed, double offset, double slope, double noise = 0.1) {
  return sets::features(rows, 3, seed, [=](const double* x, Rng& rng) {
    return offset + slope * known(x) + noise * rng.normal();
  });
}

struct Given {  // a target and a source's finished model
  FitSets sets;
  explicit Given(const Options& options, double slope = 2) {
    FitSets of_source;
    of_source.target = set_of(300, 2, -1, 3);
    of_source.target->set_property("gap", "eV");
    sets.target = set_of(24, 1, 5, slope);
    sets.source_model = fit("scratch", options, of_source);
  }
  const Model& source() const { return *sets.source_model; }
};

Options options_of(bool small) {
  return small ? with(chain_options(), {{"network", "small"}})
               : with(deep_options(), {{"members", "1"}});
}

}  // namespace

TEST_CASE("source_only is the least squares line through the source's prediction", "[recipes]") {
  const bool small = GENERATE(true, false);
  const double slope = GENERATE(2.0, -2.0);
  CAPTURE(small, slope);
  const Given given(options_of(small), slope);
  const auto model = fit("source_only", options_of(small), given.sets);
  const auto f = given.source().predict(*given.sets.target, 1).mean;
  const auto& y = given.sets.target->targets();
  const Scaling fs = scaling_of(f), ys = scaling_of(y);
  double cross = 0;
  for (std::size_t i = 0; i < f.size(); ++i)
    cross += (f[i] - fs.mean) * (y[i] - ys.mean) / double(f.size());
  const double b = cross / (fs.sd * fs.sd), a = ys.mean - b * fs.mean;
  CHECK(b * slope > 0);
  const Dataset test = set_of(100, 3, 5, slope);
  const auto source = given.source().predict(test, 1).mean, mean = model->predict(test, 1).mean;
  for (std::size_t i = 0; i < mean.size(); ++i)
    CHECK(mean[i] == Approx(a + b * source[i]).epsilon(1e-5));
  double square = 0;
  for (std::size_t i = 0; i < f.size(); ++i)
    square += (y[i] - a - b * f[i]) * (y[i] - a - b * f[i]);
  CHECK(model->content().noise_sd ==
        Approx(std::sqrt(square / double(f.size() - 2))).epsilon(1e-4));
  CHECK(
      bytes_of(*fit("source_only", with(options_of(small), {{"seed", "5"}}), given.sets)).size() ==
      bytes_of(*model).size());
}

TEST_CASE("of the same property and unit the source is taken as it is", "[recipes]") {
  const bool small = GENERATE(true, false);
  CAPTURE(small);
  Given given(options_of(small));
  const Dataset test = set_of(50, 3, 5, 2);
  const auto source = given.source().predict(test, 1).mean;
  const auto near_source = [&](const char* property, const char* unit, const char* alignment) {
    given.sets.target->set_property(property, unit);
    const auto mean =
        fit("source_only", with(options_of(small), {{"alignment", alignment}}), given.sets)
            ->predict(test, 1)
            .mean;
    double apart = 0;
    for (std::size_t i = 0; i < mean.size(); ++i)
      apart = std::max(apart, std::abs(mean[i] - source[i]));
    return apart < 1e-4;
  };
  CHECK(near_source("gap", "eV", "auto"));
  CHECK_FALSE(near_source("gap", "meV", "auto"));
  CHECK_FALSE(near_source("band gap", "eV", "auto"));
  CHECK_FALSE(near_source("", "", "auto"));
  CHECK(near_source("band gap", "meV", "none"));
  CHECK_FALSE(near_source("gap", "eV", "affine"));
}

TEST_CASE("head_only moves the head and nothing else", "[recipes]") {
  const Given given(options_of(false));
  const auto model = fit("head_only", options_of(false), given.sets);
  const auto all = fit("finetune", options_of(false), given.sets);
  const auto slow = fit("finetune", with(options_of(false), {{"layer_decay", "1e-6"}}), given.sets);
  const auto& entries = model->network().layout().entries();
  int heads = 0;
  for (const auto& e : entries) {
    CAPTURE(e.name);
    const auto part = [&](const Model& m) {
      const Floats& values = m.content().members[0];
      return Floats(values.begin() + e.offset, values.begin() + e.offset + e.rows * e.cols);
    };
    const bool head = e.name.find(".head.") != std::string::npos;
    heads += head;
    CHECK((part(*model) == part(given.source())) == !head);
    CHECK(part(*all) != part(given.source()));
    if (!head)
      for (std::size_t i = 0; i < part(*slow).size(); ++i)
        CHECK(std::abs(part(*slow)[i] - part(given.source())[i]) < 1e-4);
  }
  CHECK(heads == 4);
}

TEST_CASE("layers that are not yet unfrozen stay the source's", "[recipes]") {
  const Given given(options_of(false));
  // One step: with unfreeze = 1 only the head has joined.
  const auto model = fit("finetune",
                         with(options_of(false), {{"unfreeze", "1"},
                                                  {"steps", "2"},
                                                  {"epoch_steps", "1"},
                                                  {"averaging", "0"},
                                                  {"valid_fraction", "0"}}),
                         given.sets);
  const auto& e = model->network().layout().entries()[0];
  const Floats &mine = model->content().members[0], &theirs = given.source().content().members[0];
  CHECK(std::equal(mine.begin() + e.offset, mine.begin() + e.offset + e.rows * e.cols,
                   theirs.begin() + e.offset));
  CHECK(mine != theirs);
}

TEST_CASE("a small head_only moves the last layer and nothing else", "[recipes]") {
  const Given given(options_of(true));
  const auto model = fit("head_only", options_of(true), given.sets);
  const auto before = given.source().content().posterior[0].draw(0);
  const auto after = model->content().posterior[0].draw(0);
  REQUIRE(before.size() == after.size());
  const std::size_t hidden = 6 * 4;  // six units of three inputs and a bias
  for (std::size_t i = 0; i < hidden; ++i) CHECK(after[i] == before[i]);
  CHECK(after != before);
}

TEST_CASE("a network that begins as the source's needs fewer rows", "[recipes]") {
  for (const bool small : {true, false}) {
    CAPTURE(small);
    const Given given(options_of(small));
    const Dataset test = set_of(200, 3, 5, 2, 0);
    FitSets alone = given.sets;
    alone.source_model.reset();
    const double scratch = rmse(*fit("scratch", options_of(small), alone), test);
    for (const char* method : {"finetune", "head_only"}) {
      CAPTURE(method, scratch);
      CHECK(rmse(*fit(method, options_of(small), given.sets), test) < 0.7 * scratch);
    }
  }
}

TEST_CASE("a source of the other sign serves as well", "[recipes]") {
  const std::string method = GENERATE("finetune", "head_only", "gate");
  CAPTURE(method);
  const Options options = with(options_of(false), {{"source_start", "1"}});
  const Dataset test = set_of(50, 3, 5, 2);
  FitSets s;
  s.target = set_of(24, 1, 5, 2);
  s.sources.push_back(set_of(300, 2, -1, 3));
  const auto means = [&](const char* alignment) {
    return fit(method, with(options, {{"alignment", alignment}}), s)->predict(test, 1).mean;
  };
  const auto with_source = means("auto"), as_it_is = means("none");
  CHECK(with_source == as_it_is);
  auto values = s.target->targets();
  for (double& y : values) y *= -1;
  s.target->set_targets(values);
  const auto against = means("auto");
  double worst = 0;
  for (std::size_t i = 0; i < against.size(); ++i)
    worst = std::max(worst, std::abs(against[i] + with_source[i]));
  CHECK(worst < 1e-4);
  CHECK(means("none") != against);
}

TEST_CASE("methods say which sources they take", "[recipes]") {
  const Dataset target = set_of(24, 1, 5, 2), source = set_of(60, 2, -1, 3);
  const auto thrown = [&](const char* method, int rows, bool model) {
    FitSets s;
    s.target = target;
    for (int i = 0; i < rows; ++i) s.sources.push_back(source);
    if (model) s.source_model = Given(options_of(false)).sets.source_model;
    return thrown_by([&] { fit(method, deep_options(), s); });
  };
  for (const char* method : {"pc_prior", "fixed_prior", "source_only", "finetune", "head_only"}) {
    CAPTURE(method);
    CHECK(thrown(method, 0, false).status == GRAFT_ERROR_STATE);
    CHECK(thrown(method, 0, false).says("needs a source"));
    CHECK(thrown(method, 2, false).says("one source, not 2"));
    CHECK(thrown(method, 1, true).says("one source, not 2"));
  }
  for (const char* method : {"scratch", "target_only"}) {
    CAPTURE(method);
    CHECK(thrown(method, 1, false).says("takes no source"));
    CHECK(thrown(method, 0, true).says("takes no source"));
  }
  for (const char* method : {"gate", "multitask"}) {
    CAPTURE(method);
    CHECK(thrown(method, 0, false).says("needs a source"));
    CHECK(thrown(method, 0, true).says("rows, not a model"));
  }
}
