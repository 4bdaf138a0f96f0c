// A kernel model's process is made when it is first asked, once, by whichever thread comes first.
#include <thread>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"
#include "model/kernel_process.hpp"
#include "model/model.hpp"
#include "model/small_models.hpp"

using namespace graft;

namespace {

// A part whose covariance has no factor: values that two equal rows cannot have without noise.
ModelContent without_factor() {
  ModelContent content = small_models::process({Kernel::linear});
  KernelPart part = *content.kernel;
  part.parameters.noise = 1e-300;
  part.parameters.amplitude = {1e300};
  content.kernel = std::make_shared<const KernelPart>(part);
  return content;
}

}  // namespace

TEST_CASE("loading a kernel model costs no factor; the first prediction says when there is none",
          "[kernel]") {
  const Model model(read_model(write_model(without_factor()), "model"));
  for (int round = 0; round < 2; ++round)  // again and again
    CHECK(thrown_by([&] { model.predict(small_models::rows(2), 1); }).status ==
          GRAFT_ERROR_NUMERIC);
}

TEST_CASE("a process that a fit has made predicts as the one that is made from the file",
          "[kernel]") {
  ModelContent content = small_models::process();
  const Model later(content);
  content.process = std::make_shared<const KernelProcess>(content.kernel, 2);
  const Model at_once(content);
  const Dataset rows = small_models::rows(9);
  CHECK(later.predict(rows, 1).mean == at_once.predict(rows, 2).mean);
  CHECK(later.sample(rows, 3, true, 1, 2) == at_once.sample(rows, 3, true, 1, 1));
}

TEST_CASE("threads that ask a fresh kernel model at once get one answer", "[kernel]") {
  const Model model(small_models::process());
  const Dataset rows = small_models::rows(20);
  const auto expected = Model(small_models::process()).predict(rows, 1).mean;
  std::vector<std::vector<double>> answers(4);
  std::vector<std::thread> threads;
  for (auto& answer : answers)
    threads.emplace_back([&] { answer = model.predict(rows, 2).mean; });
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) CHECK(answer == expected);
}
