// What a C++ user writes first.
#include <cstdio>
#include <graft.hpp>
#include <vector>

int main() {
  std::vector<double> x(40), y(40);
  for (int i = 0; i < 40; ++i) y[i] = 2 * (x[i] = i % 8);
  graft_dataset* target = nullptr;
  graft_fitter* fitter = nullptr;
  graft_model* model = nullptr;
  double mean = 0;
  if (graft_dataset_from_features(nullptr, x.data(), 40, 1, 1, 1, y.data(), nullptr, &target) ||
      graft_fitter_create(nullptr, "ridge", nullptr, &fitter) ||
      graft_fitter_set_target(fitter, target) || graft_fitter_fit(fitter, &model) ||
      graft_model_predict_features(model, x.data(), 1, 1, 1, 1, nullptr, &mean, nullptr, nullptr))
    return std::puts(graft_last_error()), 1;
  std::printf("graft %s predicts %g\n", graft_version(), mean);
  graft_model_free(model);
  graft_fitter_free(fitter);
  graft_dataset_free(target);
}
