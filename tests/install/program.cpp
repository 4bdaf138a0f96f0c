// What a C++ user writes first.
#include <cstdio>
#include <graft.hpp>
#include <string>
#include <vector>

int main() {
  std::vector<double> x(40), y(40);
  for (std::size_t i = 0; i < 40; ++i) y[i] = 2 * (x[i] = double(i % 8));
  try {
    graft::Fitter fitter("ridge");
    fitter.set_target(graft::Dataset::from_features({x, 40, 1}, y));
    const graft::Model model = fitter.fit();
    const double mean = model.predict(graft::MatrixView<const double>(x, 40, 1)).mean[0];
    std::printf("graft %s predicts %g\n", std::string(graft::version()).c_str(), mean);
  } catch (const graft::Error& error) {
    return std::puts(error.what()), 1;
  }
}
