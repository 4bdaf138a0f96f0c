// How a fit is watched and stopped.
#include "transfer/fit/control.hpp"

#include <atomic>
#include <cmath>
#include <vector>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

FitSets related() {
  const auto y = [](const double* x, Rng&) { return x[0] - 0.5 * x[1]; };
  FitSets s;
  s.target = sets::features(24, 3, 1, y);
  s.sources.push_back(sets::features(60, 3, 2, y));
  return s;
}

// The stages a fit tells of, as often as it entered them.
std::vector<std::string> stages_of(const std::string& method, const Options& options) {
  Fitter fitter(method, options);
  fitter.sets = related();
  std::vector<std::string> stages;
  fitter.progress = [&](const Progress& now) {
    if (stages.empty() || stages.back() != now.stage) stages.push_back(now.stage);
    return 0;
  };
  fitter.fit();
  return stages;
}

}  // namespace

TEST_CASE("progress tells the stage of the fit in the user's words") {
  using Stages = std::vector<std::string>;
  const Options deep = with(deep_options(), {{"steps", "40"}, {"epoch_steps", "10"}});
  CHECK(stages_of("finetune", deep) == Stages{"source", "target"});
  CHECK(stages_of("gate", with(deep, {{"source_start", "1"}})) == Stages{"source", "target"});
  CHECK(stages_of("pc_prior", deep) == Stages{"source", "tuned", "alone"});
  const Options choice = with(deep, {{"candidates", "scratch,finetune"}, {"select_folds", "2"}});
  Stages told = stages_of("select", choice);
  CHECK(told.back() == "target");  // of the chosen method
  told.resize(4);
  CHECK(told == Stages{"candidate scratch", "candidate finetune", "candidate scratch",
                       "candidate finetune"});
}

TEST_CASE("progress counts a stage's members, its seconds and those that are left") {
  Fitter fitter("finetune", with(deep_options(), {{"steps", "40"}, {"epoch_steps", "10"}}));
  fitter.sets = related();
  std::vector<int64_t> members;
  double seconds = 0;
  bool fine = true;
  fitter.progress = [&](const Progress& now) {
    if (std::string(now.stage) == "target") members.push_back(now.member);
    fine = fine && now.members == 2 && now.seconds >= seconds && now.seconds_left >= 0;
    seconds = now.seconds;
    if (now.done == now.total) CHECK(now.seconds_left == 0);
    return 0;
  };
  fitter.fit();
  CHECK(fine);
  CHECK(members.front() == 0);
  CHECK(members.back() == 1);
}

TEST_CASE("what a checkpoint saves is not taken for speed") {
  const std::atomic<bool> cancelled{false};
  double left = 0;
  FitControl control([&](const Progress& now) { return left = now.seconds_left, 0; }, 0, cancelled);
  control.expect_steps(100);
  control.skip_steps(50);
  control.report(0, 0);
  control.poll();
  CHECK(std::isnan(left));
  control.count_steps(10);
  const double before = control.seconds();
  control.report(0, 0);
  control.poll();
  CHECK(left >= before * 4);  // 40 of 100 are to be done, 10 were
  CHECK(left <= control.seconds() * 4);
}

TEST_CASE("a cancel before a fit stops that fit and no other") {
  for (const char* method : {"gate", "ridge", "select"}) {
    CAPTURE(method);
    Fitter fitter(method, with(deep_options(), {{"steps", "20"}, {"candidates", "ridge"}}));
    fitter.cancel();
    CHECK(thrown_by([&] { fitter.fit(); }).status == GRAFT_ERROR_STATE);  // no target: not begun
    fitter.sets = related();
    if (std::string(method) == "ridge") fitter.sets.sources.clear();
    const Thrown error = thrown_by([&] { fitter.fit(); });
    CHECK(error.status == GRAFT_STOPPED);
    CHECK(error.says("cancelled"));
    CHECK(fitter.fit().model);
  }
}

TEST_CASE("a cancel that came while a fit was running does not outlive it") {
  Fitter fitter("scratch", with(deep_options(), {{"steps", "40"}, {"epoch_steps", "10"}}));
  fitter.sets = related();
  fitter.sets.sources.clear();
  int calls = 0;
  fitter.progress = [&](const Progress&) {
    if (++calls == 2) fitter.cancel();
    return 0;
  };
  CHECK(fitter.fit().model->content().info.find("\"ended\": \"cancelled\"") != std::string::npos);
  CHECK(fitter.fit().model->content().info.find("\"ended\": \"finished\"") != std::string::npos);
}
