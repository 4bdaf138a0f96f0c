// What is known of one value: a mixture of equally likely normals, one for each draw of a
// posterior. One normal is the plain predictive distribution of an ensemble.
#pragma once

#include <span>
#include <vector>

namespace graft {

class Predictive {
 public:
  // mean and sd [draws]; both must outlive this. sd > 0, or 0 for values known exactly.
  Predictive(std::span<const double> mean, std::span<const double> sd) : mean_(mean), sd_(sd) {}

  double mean() const;
  double model_sd() const;  // deviation of the means; 0 with one draw
  double noise_sd() const;  // root mean square of the deviations
  double cumulative(double y) const;
  double log_density(double y) const;
  // The y below which a share p lies; p in (0, 1). To 1e-12 of the mixture's width.
  double quantile(double p) const;
  // Continuous ranked probability score, integral of (F(x) - [x >= y])^2 (Gneiting and Raftery
  // 2007), wherever y is; to about 1e-6 of the mixture's width.
  double crps(double y) const;

 private:
  std::span<const double> mean_, sd_;
};

}  // namespace graft
