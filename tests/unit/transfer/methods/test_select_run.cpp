// The course of a fit by "select": candidates that fail, progress, stopping, threads.
#include <cmath>
#include <semaphore>
#include <thread>

#include "base/thrown.hpp"
#include "transfer/fits.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x) { return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]); }

FitSets given() {
  FitSets s;
  s.target = sets::features(24, 3, 1, [](const double* x, Rng&) { return 5 - 2 * known(x); });
  s.sources.push_back(sets::features(100, 3, 2, [](const double* x, Rng&) { return known(x); }));
  return s;
}

Options choosing(const std::string& candidates) {
  return with(
      deep_options(),
      {{"members", "1"}, {"steps", "60"}, {"epoch_steps", "10"}, {"candidates", candidates}});
}

constexpr const char* all = "scratch,gaussian_process,stacked,finetune,gate";

Thrown thrown_with(const Options& options) {
  return thrown_by([&] { fit("select", options, given()); });
}

}  // namespace

TEST_CASE("a candidate that fails is passed over", "[select]") {
  // Without validation rows the source's noise is not known, which pc_prior needs.
  const Options options = with(choosing("pc_prior,scratch"), {{"valid_fraction", "0"}});
  for (const char* threads : {"1", "2"}) {
    const auto model = fit("select", with(options, {{"n_threads", threads}}), given());
    CHECK(model->content().info.find("\"method\": \"scratch\"") != std::string::npos);
    CHECK(has_diagnostic(*model, "select.scratch.rmse"));
    CHECK_FALSE(has_diagnostic(*model, "select.pc_prior.rmse"));
  }
}

TEST_CASE("a source model that no candidate supports is not passed over in silence", "[select]") {
  FitSets sets = given();
  FitSets alone;
  alone.target = sets.sources[0];
  sets.sources.clear();
  sets.source_model = fit("gaussian_process", choosing("scratch"), alone);
  const auto thrown = thrown_by([&] { fit("select", choosing("scratch,stacked,finetune"), sets); });
  CHECK(thrown.status == GRAFT_ERROR_UNSUPPORTED);
  CHECK(thrown.message.find("kernel model") != std::string::npos);
}

TEST_CASE("a candidate whose training diverges is passed over with any number of threads",
          "[select]") {
  const Options options = with(choosing("gate,gaussian_process"), {{"depth", "12"},
                                                                   {"width", "64"},
                                                                   {"steps", "400"},
                                                                   {"learning_rate", "1"},
                                                                   {"warmup", "0"},
                                                                   {"clip", "0"},
                                                                   {"source_start", "1"},
                                                                   {"source_members", "2"}});
  for (const char* threads : {"1", "2"}) {
    CAPTURE(threads);
    FitSets direct = given();
    CHECK(thrown_by([&] { fit("gate", options, direct); }).says("diverged"));
    const auto model = fit("select", with(options, {{"n_threads", threads}}), given());
    CHECK(model->content().info.find("\"method\": \"gaussian_process\"") != std::string::npos);
    CHECK_FALSE(has_diagnostic(*model, "select.gate.rmse"));
  }
}

TEST_CASE("when every candidate fails, the first failure is told", "[select]") {
  const Thrown error =
      thrown_with(with(choosing("pc_prior,fixed_prior"), {{"valid_fraction", "0"}}));
  CHECK(error.status == GRAFT_ERROR_DATA);
  CHECK(error.says("the noise of its predictions is not known"));
}

TEST_CASE("candidates that are no methods are refused before anything is fitted", "[select]") {
  for (const auto& [candidates, named] :
       {std::pair{"scratch,gat", "'gat'"}, {"scratch, gate", "' gate'"}, {"scratch,,gate", "''"}}) {
    CAPTURE(candidates);
    int calls = 0;
    Fitter fitter("select", choosing(candidates));
    fitter.sets = given();
    fitter.progress = [&](const Progress&) { return ++calls, 0; };
    const Thrown error = thrown_by([&] { fitter.fit(); });
    CHECK(error.status == GRAFT_ERROR_ARGUMENT);
    for (const char* text : {"candidates", named, "gaussian_process"}) CHECK(error.says(text));
    CHECK(calls == 0);
  }
  for (const char* candidates : {"", "select"}) {
    CHECK(thrown_with(choosing(candidates)).status == GRAFT_ERROR_ARGUMENT);
    CHECK(thrown_with(choosing(candidates)).says("names no method that these data"));
  }
}

TEST_CASE("a candidate named twice is tried once", "[select]") {
  const auto steps = [&](const char* candidates) {
    int64_t total = 0;
    Fitter fitter("select", choosing(candidates));
    fitter.sets = given();
    fitter.progress = [&](const Progress& now) { return total = now.total, 0; };
    fitter.fit();
    return total;
  };
  CHECK(steps("scratch") == (4 + 1) * 60);
  CHECK(steps("scratch,scratch") == (4 + 1) * 60);
}

TEST_CASE("progress grows through all candidates to its total", "[select]") {
  for (const char* threads : {"1", "2"}) {
    Fitter fitter("select", with(choosing(all), {{"n_threads", threads}, {"members", "2"}}));
    fitter.sets = given();
    const auto thread = std::this_thread::get_id();
    int64_t last = 0, expected = 0;
    bool fine = true;
    fitter.progress = [&](const Progress& now) {
      fine = fine && now.done >= last && now.total >= expected && now.done <= now.total &&
             std::this_thread::get_id() == thread;
      last = now.done;
      expected = now.total;
      return 0;
    };
    fitter.fit();
    CHECK(fine);
    CHECK(last > 60 * 4 * 4);
  }
}

TEST_CASE("a choice that is stopped has no model", "[select]") {
  const Options endless = with(choosing(all), {{"steps", "1000000000"}});
  Fitter fitter("select", choosing(all));
  fitter.sets = given();
  for (const int stop : {1, 3, 12}) {
    int calls = 0;
    fitter.progress = [&](const Progress&) { return ++calls == stop ? 1 : 0; };
    const Thrown error = thrown_by([&] { fitter.fit(); });
    CHECK(error.status == GRAFT_STOPPED);
    CHECK(error.says("before a method was chosen"));
    CHECK(error.says("progress callback"));
  }
  int32_t aborted = 0;
  fitter.progress = [](const Progress&) { return -42; };
  try {
    fitter.fit();
  } catch (const Aborted& a) {
    aborted = a.status;
  }
  CHECK(aborted == -42);
  fitter.progress = {};
  CHECK(fitter.fit().model);  // and the fitter is as good as new

  const Thrown late = thrown_with(with(endless, {{"time_limit", "0.3"}}));
  CHECK(late.status == GRAFT_STOPPED);
  CHECK(late.says("time_limit"));

  Fitter running("select", endless);
  running.sets = given();
  std::binary_semaphore begun(0);
  int calls = 0;
  running.progress = [&](const Progress&) {
    if (++calls == 1) begun.release();
    return 0;
  };
  std::thread other([&] {
    begun.acquire();
    running.cancel();
  });
  const Thrown cancelled = thrown_by([&] { running.fit(); });
  other.join();
  CHECK(cancelled.status == GRAFT_STOPPED);
  CHECK(cancelled.says("cancelled"));
}

TEST_CASE("a fit that is stopped after the choice keeps the best so far", "[select]") {
  Fitter fitter("select", choosing("scratch"));
  fitter.sets = given();
  bool chosen = false;
  int64_t begin = -1;  // steps done before the chosen fit
  fitter.log = [&](const std::string& line) { chosen = chosen || line.starts_with("select: "); };
  fitter.progress = [&](const Progress& now) {
    if (chosen && begin < 0) begin = now.done;
    return chosen && now.done >= begin + 30 ? 1 : 0;
  };
  const auto model = fitter.fit().model;
  CHECK(model->content().info.find("stopped by the progress callback") != std::string::npos);
  CHECK(has_diagnostic(*model, "select.scratch.rmse"));
}

TEST_CASE("the history and the checkpoint are the chosen fit's alone", "[select]") {
  const Folder folder;
  const std::string path = (folder.path / "state").string();
  const Options options =
      with(choosing("scratch"), {{"checkpoint", path}, {"checkpoint_every", "0"}});
  Fitter fitter("select", options);
  fitter.sets = given();
  bool chosen = false, early = false;
  int64_t begin = -1;  // steps done before the chosen fit
  fitter.log = [&](const std::string& line) { chosen = chosen || line.starts_with("select: "); };
  fitter.progress = [&](const Progress& now) {
    early = early || (!chosen && std::filesystem::exists(path));
    if (chosen && begin < 0) begin = now.done;
    return chosen && now.done >= begin + 30 ? 1 : 0;
  };
  fitter.fit();
  CHECK_FALSE(early);
  CHECK(std::filesystem::exists(path));
  fitter.progress = {};
  const auto resumed = fitter.fit().model;
  CHECK(fitter.history().size() == 6);
  CHECK(std::filesystem::is_empty(folder.path));
  CHECK(bytes_of(*resumed) == bytes_of(*fit("select", choosing("scratch"), given())));
}

TEST_CASE("the choice and the model are the same for any number of threads", "[select]") {
  const Options options =
      with(choosing(all), {{"members", "2"}, {"source_members", "2"}, {"select_folds", "3"}});
  const auto one = bytes_of(*fit("select", options, given()));
  for (const char* threads : {"2", "3"})
    CHECK(bytes_of(*fit("select", with(options, {{"n_threads", threads}}), given())) == one);
}
