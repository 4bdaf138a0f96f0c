// How far beyond its training values a network's prediction may lie. Ours: networks extrapolate
// without limit, and one molecule unlike all others is otherwise predicted at several times any
// value that was ever measured.
#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace graft {

struct Bounds {
  // Of the training values, in the target's unit; everything unless a fit says otherwise.
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  double give = 0;  // the most by which a prediction leaves them

  // The range of the values, and `overshoot` times its length on either side.
  static Bounds of(std::span<const double> values, double overshoot);

  // Of the values a + b y.
  Bounds carried(double a, double b) const;

  // y itself inside; outside a rising function of y with slope 1 at the edge that ends at `give`
  // beyond it, so that the order of predictions is kept.
  double hold(double y) const {
    if (y > upper) return upper + excess(y - upper);
    if (y < lower) return lower - excess(lower - y);
    return y;
  }

 private:
  double excess(double beyond) const { return give > 0 ? give * std::tanh(beyond / give) : 0; }
};

// What members say of one value: their mean and spread when held within the bounds. What holding
// took off the mean is added to the spread: that a value lies beyond the bounds is known no better.
struct HeldMembers {
  HeldMembers(std::span<const double> members, const Bounds& bounds);
  double mean, model_sd;
  double taken;  // off the mean
};

}  // namespace graft
