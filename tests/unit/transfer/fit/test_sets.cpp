// Sets that no method learns from are refused at the door, and what is said names the right one.
#include "transfer/fit/sets.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/methods/methods.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double sum(const double* x, Rng&) { return x[0] + x[1]; }
double difference(const double* x, Rng&) { return x[0] - x[1]; }

FitSets good_sets() {
  FitSets s;
  s.target = sets::features(12, 3, 1, sum);
  s.sources.push_back(sets::features(12, 3, 2, difference));
  return s;
}

Dataset with_values(const Dataset& set, std::vector<double> values) {
  Dataset other = set;
  values.resize(std::size_t(set.rows()), missing);
  other.set_targets(std::move(values));
  return other;
}

// What every method that takes a source says of these sets.
void check_all_say(const FitSets& s, const std::string& text) {
  for (const MethodInfo* method : method_table())
    if (method->takes_source()) {
      CAPTURE(method->name);
      const Thrown thrown = thrown_by([&] {
        fit(method->name, with(deep_options(), {{"steps", "20"}}), s);
      });
      CHECK(thrown.status == GRAFT_ERROR_DATA);
      CHECK(thrown.says(text));
      CAPTURE(thrown.message);
    }
}

}  // namespace

TEST_CASE("a constant source is called a source by every method") {
  FitSets s = good_sets();
  s.sources[0] = with_values(s.sources[0], std::vector<double>(12, 5.0));
  check_all_say(s, "source 0 is constant: every value is 5");
}

TEST_CASE("a source with one value is called a source by every method") {
  FitSets s = good_sets();
  s.sources[0] = with_values(s.sources[0], {1});
  check_all_say(s, "source 0: 1 of its 12 rows have a value");
}

TEST_CASE("a source that is the target is refused by every method") {
  FitSets s = good_sets();
  s.sources[0] = *s.target;
  check_all_say(s, "source 0 is the target itself: the same rows with the same values");
}

TEST_CASE("a source that is given twice is refused by every method that takes several") {
  FitSets s = good_sets();
  s.sources.push_back(sets::features(9, 3, 5, sum));
  s.sources.push_back(s.sources[0]);
  for (const MethodInfo* method : method_table())
    if (method->most_sources < 0) {
      CAPTURE(method->name);
      const Thrown thrown = thrown_by([&] {
        fit(method->name, with(deep_options(), {{"steps", "20"}}), s);
      });
      CHECK(thrown.status == GRAFT_ERROR_DATA);
      CHECK(thrown.says("source 2 is source 0 once more: the same rows with the same values"));
    }
  auto other = s.sources[0].targets();  // another property of the same inputs is a source
  other[3] += 0.5;
  s.sources[2].set_targets(other);
  CHECK(fit("multitask", with(deep_options(), {{"steps", "20"}}), s)->content().shape.tasks == 4);
}

TEST_CASE("a constant target is called the target by every method") {
  FitSets s = good_sets();
  s.target = with_values(*s.target, std::vector<double>(12, 2.5));
  check_all_say(s, "target is constant: every value is 2.5");
}

TEST_CASE("a source of another kind is called a source by every method") {
  FitSets s = good_sets();
  s.sources[0] = sets::graphs(20, 1);
  check_all_say(s, "source 0 holds graphs, the target features");
}

TEST_CASE("a value too large to standardise is named with its row") {
  FitSets s = good_sets();
  s.sources[0] = with_values(s.sources[0], {1, 2, 3, 4, -1e308, 5, 6});
  check_all_say(s, "source 0 has values too large for a mean and a deviation: row 4 holds -1e+308");
}

TEST_CASE("a feature too large to standardise is named with its column and row") {
  FitSets s = good_sets();
  std::vector<double> x(24, 1.0);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = double(i * i % 7);
  x[2 * 3 + 1] = 1e300;
  s.sources.clear();
  s.target = dataset_from_features({x.data(), 12, 2, 2, 1},
                                   std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3}, true);
  s.target->set_columns({"mass", "logP, exp"});
  for (const char* method : {"ridge", "scratch", "target_only"}) {
    CAPTURE(method);
    CHECK(thrown_by([&] { fit(method, deep_options(), s); })
              .says("target: feature 1 ('logP, exp') has values too large for a mean and a "
                    "deviation: row 3 holds 1e+300"));
  }
}

TEST_CASE("a source too small to be learned alone is called a source") {
  FitSets s = good_sets();
  s.sources[0] = with_values(s.sources[0], {1, 2, 3});
  for (const char* method : {"finetune", "source_only", "distill", "pc_prior", "stacked"}) {
    CAPTURE(method);
    CHECK(thrown_by([&] {
            fit(method, deep_options(), s);
          }).says("source 0: 3 of its 12 rows have a value; at least 4 are needed"));
  }
}

TEST_CASE("a source too small without the target's rows is called a source") {
  FitSets s = good_sets();
  s.sources[0] = with_values(*s.target, {5, 1, 4, 2});
  CHECK(thrown_by([&] {
          fit("stacked", deep_options(), s);
        }).says("source 0 without rows of the target: 3 of its 12 rows have a value"));
}

TEST_CASE("networks that see all sets at once need the same columns in all") {
  FitSets s = good_sets();
  s.sources.push_back(sets::features(12, 2, 3, sum));
  for (const char* method : {"gate", "multitask"})
    CHECK(thrown_by([&] {
            fit(method, deep_options(), s);
          }).says("source 1 has 2 features, the target 3"));
}

TEST_CASE("validation and unlabelled rows are checked by methods that do not read them, too") {
  FitSets s = without_sources(good_sets());
  s.validation = sets::features(5, 2, 4, sum);
  CHECK(thrown_by([&] {
          fit("ridge", Options(), s);
        }).says("validation has 2 features, the target 3"));
  s.validation.reset();
  s.unlabelled = sets::graphs(5, 4);
  CHECK(thrown_by([&] {
          fit("ridge", Options(), s);
        }).says("unlabelled holds graphs, the target features"));
}

TEST_CASE("a source's rows in another order, or with other values, are not the target itself") {
  FitSets s = good_sets();
  s.sources[0] = *s.target;
  std::vector<int64_t> rows;
  for (int64_t row = 11; row >= 0; --row) rows.push_back(row);
  s.sources[0] = s.target->select(rows);
  check_sets(s);
  std::vector<double> values = s.target->targets();
  values[3] += 1;
  s.sources[0] = with_values(*s.target, values);
  check_sets(s);
}

TEST_CASE("a checkpoint that cannot be written is found out before anything is learned") {
  const Folder folder;
  const std::string path = (folder.path / "absent" / "state").string();
  FitSets s = good_sets();
  int64_t asked = 0;
  Fitter fitter("finetune", with(deep_options(), {{"checkpoint", path}}));
  fitter.sets = s;
  fitter.progress = [&](const Progress&) { return ++asked, 0; };
  const Thrown thrown = thrown_by([&] { fitter.fit(); });
  CHECK(thrown.status == GRAFT_ERROR_IO);
  CHECK(thrown.says(path));
  CHECK(fitter.history().empty());
  CHECK(asked == 0);
  // What no network is trained by keeps no state.
  CHECK(thrown_by([&] {
          fit("ridge", with(Options(), {{"checkpoint", path}}), without_sources(s));
        }).status == GRAFT_OK);
}

TEST_CASE("a method that is not known is refused with the ones that are") {
  const Thrown thrown = thrown_by([&] { Fitter("gaet", Options()); });
  CHECK(thrown.status == GRAFT_ERROR_ARGUMENT);
  CHECK(thrown.says("gate"));
}
