// The source's predictions carried to the target's scale: y ~ a + b f_S by least squares, and the
// prior and the noise scale that a posterior around the carried source starts from.
// Source: ours; least squares is textbook, the prior is that of unit information (Kass and
// Wasserman, JASA 90 (1995)) without its mean.
#pragma once

#include <Eigen/Core>

namespace graft {

// Of the base model a + b (f_S - level): a ~ N(a_mean, a_sd^2), b ~ N(b_mean, b_sd^2).
struct AffinePrior {
  double a_mean = 0, a_sd = 1;
  double b_mean = 0, b_sd = 1;
  double level = 0;
};

struct AffineAlignment {
  double a = 0, b = 0;     // y ~ a + b f
  double a_error = 0;      // standard error of the level a + b f_mean, independent of b's
  double b_error = 0;      // standard error of b
  double residual_sd = 0;  // n - 2 degrees of freedom
  double f_mean = 0, f_sd = 0;
  double y_mean = 0, y_sd = 0;

  // Of y and f in standard units: level and slope ~ N(0, 1) each. The slope is there a correlation,
  // so that this is broad, and weighs as one row against n. The data give the units only and not
  // the means: centred at the estimate the prior would count them twice, worst where n is small,
  // and centred at 0 it shrinks the slope by residual variance / n only, nothing for a good source
  // and the right thing for an unrelated one.
  AffinePrior prior() const;

  // The unit of the distance: the source's noise on the target's scale, |b| sigma_S, and at least
  // half of what the alignment leaves unexplained: b of an unrelated source is near 0, and a
  // vanishing unit would forbid any departure from it.
  double sigma(double source_sigma) const;
};

// y [n], f [n]: the source's predictions at the target's rows. Throws GRAFT_ERROR_ARGUMENT for
// other sizes or n < 3, GRAFT_ERROR_NUMERIC where y or f are all the same or not finite.
AffineAlignment align_affine(const Eigen::VectorXd& y, const Eigen::VectorXd& f);

}  // namespace graft
