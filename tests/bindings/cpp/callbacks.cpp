// Functions of the program that a fit calls: what they are told, what they answer, what they throw.
#include <string>
#include <thread>

#include "../../unit/catch.hpp"
#include "samples.hpp"

using namespace samples;

namespace {

struct Mine {
  int number;
};

graft::Fitter scratch(const graft::Context& context = {}) {
  graft::Fitter fitter("scratch", quick(), context);
  fitter.set_target(Sample(40, 1).set());
  return fitter;
}

}  // namespace

TEST_CASE("a progress callback is told how far the fit is") {
  graft::Fitter fitter = scratch();
  std::string stage;
  int64_t calls = 0, done = 0, total = 0;
  fitter.set_progress([&](const graft::Progress& now) {
    ++calls;
    stage = now.stage;
    done = now.done;
    total = now.total;
    CHECK(now.size >= int64_t(sizeof now));
  });
  fitter.fit();
  CHECK(calls > 1);
  CHECK(!stage.empty());
  CHECK(done <= total);
  CHECK(fitter.history().rows > 0);
  const auto names = fitter.history_names();
  CHECK(int64_t(names.size()) == fitter.history().cols);
  CHECK(names.at(0) == "member");
  const int64_t before = calls;
  fitter.clear_progress().fit();
  CHECK(calls == before);
}

TEST_CASE("it may stop the fit and keep the best model so far") {
  graft::Fitter fitter = scratch();
  fitter.set_progress([](const graft::Progress& now) {
    return now.done >= 20 ? graft::Next::stop : graft::Next::go_on;
  });
  CHECK(fitter.fit().text("ended").find("callback") != std::string::npos);
}

TEST_CASE("what it throws comes out of the fit, which can be made again") {
  graft::Fitter fitter = scratch();
  int calls = 0;
  fitter.set_progress([&](const graft::Progress&) {
    if (++calls == 2) throw Mine{7};
  });
  try {
    fitter.fit();
    FAIL("nothing was thrown");
  } catch (const Mine& mine) {
    CHECK(mine.number == 7);
  }
  CHECK(calls == 2);
  CHECK(fitter.fit().text("ended") == "finished");
}

TEST_CASE("what a log throws ends the fit, too") {
  graft::Fitter fitter = scratch();
  int lines = 0, told = 0;
  fitter.set_log([&](std::string_view) {
    ++lines;
    throw Mine{8};
  });
  fitter.set_progress([&](const graft::Progress&) { ++told; });
  CHECK_THROWS_AS(fitter.fit(), Mine);
  CHECK(lines == 1);
  CHECK(told == 0);
  fitter.set_log(nullptr);
  fitter.fit();
  CHECK(lines == 1);
}

TEST_CASE("a library error inside a callback is the same error outside") {
  graft::Fitter fitter = scratch();
  fitter.set_progress([&](const graft::Progress&) { fitter.set_validation({}); });
  CHECK(failure([&] { fitter.fit(); }).status == GRAFT_ERROR_STATE);
  fitter.set_progress([&](const graft::Progress&) { fitter.fit(); });
  CHECK(failure([&] { fitter.fit(); }).status == GRAFT_ERROR_STATE);
}

TEST_CASE("callbacks stay with a fitter that moves") {
  int calls = 0;
  graft::Fitter fitter = [&] {
    graft::Fitter made = scratch();
    made.set_progress([&calls](const graft::Progress&) { ++calls; });
    return made;
  }();
  graft::Fitter moved = std::move(fitter);
  moved.fit();
  CHECK(calls > 0);
}

TEST_CASE("a cancel waits for its fit, from any thread") {
  graft::Fitter fitter = scratch();
  std::thread([&] { fitter.cancel(); }).join();
  CHECK(failure([&] { fitter.fit(); }).status == GRAFT_STOPPED);
  CHECK(fitter.fit().text("ended") == "finished");
}

TEST_CASE("a context's log is that of its fitters, also when the context is gone") {
  int lines = 0;
  graft::Context context;
  context.set_log([&](std::string_view) { ++lines; });
  graft::Fitter fitter = scratch(context);
  context = {};
  fitter.fit();
  CHECK(lines > 0);
  int others = 0;
  const int before = lines;
  fitter.set_log([&](std::string_view) { ++others; }).fit();
  CHECK(others > 0);
  CHECK(lines == before);
  fitter.set_log(nullptr).fit();  // the context's again
  CHECK(lines > before);
}

TEST_CASE("what a context's log throws comes out of the fit") {
  graft::Context context;
  context.set_log([](std::string_view) { throw Mine{9}; });
  graft::Fitter fitter = scratch(context);
  CHECK_THROWS_AS(fitter.fit(), Mine);
  context.set_log(nullptr);
  CHECK(scratch(context).fit().text("ended") == "finished");
  // A fitter that is made with graft.h has no one to tell, and is left alone.
  context.set_log([](std::string_view) { throw Mine{9}; });
  graft_fitter* raw = nullptr;
  REQUIRE(graft_fitter_create(context.get(), "scratch", quick().get(), &raw) == GRAFT_OK);
  REQUIRE(graft_fitter_set_target(raw, Sample(40, 1).set().get()) == GRAFT_OK);
  graft_model* model = nullptr;
  CHECK(graft_fitter_fit(raw, &model) == GRAFT_OK);
  graft_model_free(model);
  graft_fitter_free(raw);
}

TEST_CASE("what a writer throws comes out of the writing") {
  const graft::Model model = fitted("ridge");
  CHECK_THROWS_AS(model.write([](std::string_view) { throw Mine{1}; }), Mine);
  std::string bytes;
  model.write([&](std::string_view part) { bytes += part; });
  CHECK(bytes == model.to_bytes());
}
