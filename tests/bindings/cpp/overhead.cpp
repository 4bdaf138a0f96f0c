// What graft.hpp costs: the time of predicting one row of features by it, over that of the C call,
// in turns within one run; the median of many turns. Time of this thread: others may be at work.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "samples.hpp"

namespace {

constexpr int turns = 401, calls = 100;

double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

template <class Call>
double seconds(Call&& call) {
  const double start = now();
  for (int i = 0; i < calls; ++i) call();
  return now() - start;
}

}  // namespace

int main() {
  graft::Fitter fitter("scratch", samples::quick().set("members", 1));
  const graft::Model model = fitter.set_target(samples::Sample(16, 1).set()).fit();
  const samples::Sample one(1, 3);
  std::vector<double> mean(1), model_sd(1), noise_sd(1);
  const auto by_c = [&] {
    graft::check(graft_model_predict_features(model.get(), one.x.data(), 1, samples::cols,
                                              samples::cols, 1, nullptr, mean.data(),
                                              model_sd.data(), noise_sd.data()));
  };
  const auto into = [&] { model.predict_into(one.view(), {mean, model_sd, noise_sd}); };
  const auto whole = [&] { model.predict(one.view()); };
  std::vector<double> ratios[2];
  for (int turn = 0; turn < turns; ++turn) {
    ratios[0].push_back(seconds(into) / seconds(by_c));
    ratios[1].push_back(seconds(whole) / seconds(by_c));
  }
  for (auto& r : ratios) {
    std::sort(r.begin(), r.end());
    std::printf("one row by C++ over C%s: %.3f, quartiles %.3f and %.3f\n",
                &r == ratios ? "" : ", in vectors of its own", r[turns / 2], r[turns / 4],
                r[3 * turns / 4]);
  }
}
