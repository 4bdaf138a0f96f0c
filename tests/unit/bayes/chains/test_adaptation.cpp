#include "bayes/chains/adaptation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/rng.hpp"
#include "catch.hpp"

using namespace graft;

TEST_CASE("dual averaging finds the step whose acceptance is the target", "[bayes]") {
  for (double target : {0.6, 0.8, 0.95})
    for (double scale : {1e-3, 1.0, 50.0}) {
      // Acceptance falls with the step, e^{-step / scale}, and is seen with noise.
      DualAveraging adaptation(target);
      const double first = 0.1 * scale;
      adaptation.restart(first);
      Rng rng(1, 1);
      double step = first;
      for (int i = 0; i < 2000; ++i)
        step = adaptation.update(
            std::clamp(std::exp(-step / scale) + 0.1 * (rng.uniform() - 0.5), 0.0, 1.0));
      CAPTURE(target, scale);
      CHECK(std::exp(-adaptation.averaged() / scale) == Approx(target).margin(0.02));
    }
}

TEST_CASE("dual averaging follows its recurrence, and keeps the first step when asked at once",
          "[bayes]") {
  DualAveraging adaptation(0.8);
  adaptation.restart(0.5);
  CHECK(adaptation.averaged() == Approx(0.5));
  // Hoffman and Gelman, section 3.2.1, by hand: H_1 = (0.8 - 0.3) / 11, x_1 = log 5 - H_1 / 0.05.
  const double h = 0.5 / 11, x = std::log(5.0) - h / 0.05;
  CHECK(adaptation.update(0.3) == Approx(std::exp(x)));
  CHECK(adaptation.averaged() == Approx(std::exp(x)));
  const double h2 = (1 - 1 / 12.0) * h + (0.8 - 1) / 12;
  const double x2 = std::log(5.0) - std::sqrt(2.0) / 0.05 * h2, share = std::pow(2.0, -0.75);
  CHECK(adaptation.update(7) == Approx(std::exp(x2)));  // an acceptance is at most 1
  CHECK(adaptation.averaged() == Approx(std::exp(share * x2 + (1 - share) * x)));
}

TEST_CASE("the running variance is that of two passes, shrunk as Stan shrinks it", "[bayes]") {
  Rng rng(2, 1);
  RunningVariance running(2);
  for (int start : {0, 1}) {
    const int n = start ? 7 : 50;
    std::vector<Eigen::Vector2d> x;
    Eigen::Vector2d mean = Eigen::Vector2d::Zero(), square = mean;
    running.restart();
    for (int i = 0; i < n; ++i) {
      x.emplace_back(1e6 + rng.normal(), 3 * rng.normal());  // a mean far above the deviation
      mean += x.back() / n;
      running.add(x.back());
    }
    for (const auto& v : x) square += (v - mean).cwiseAbs2() / (n - 1);
    Eigen::VectorXd shrunk;
    running.shrunk(shrunk);
    CHECK(running.count() == n);
    for (int j = 0; j < 2; ++j)
      CHECK(shrunk[j] == Approx((n * square[j] + 5e-3) / (n + 5)).epsilon(1e-6));
  }
}

TEST_CASE("the schedule of warm-up is Stan's", "[bayes]") {
  const auto ends = [](int64_t warmup) {
    WindowSchedule schedule(warmup);
    std::vector<int64_t> at;
    for (int64_t i = 0; i < warmup; ++i)
      if (schedule.ends_window(i)) at.push_back(i + 1);
    return at;
  };
  CHECK(ends(1000) == std::vector<int64_t>{100, 150, 250, 450, 950});
  CHECK(ends(150) == std::vector<int64_t>{100});
  CHECK(ends(100) == std::vector<int64_t>{90});
  CHECK(ends(10).empty());
}

TEST_CASE("windows lie between the two fast intervals", "[bayes]") {
  const WindowSchedule schedule(1000);
  CHECK_FALSE(schedule.in_window(74));
  CHECK(schedule.in_window(75));
  CHECK(schedule.in_window(949));
  CHECK_FALSE(schedule.in_window(950));
  const WindowSchedule none(19);
  for (int64_t i = 0; i < 19; ++i) CHECK_FALSE(none.in_window(i));
}
