// A density of one variable known up to a constant by its logarithm: mass, expectations, draws.
//
// The interval is bisected until, within each panel, the log density varies by less than 6 and is a
// polynomial of degree 7 to the tolerance (its last two Legendre coefficients and its ends tell),
// or the panel weighs less than e^-35 of the peak; each panel then takes 8 Gauss-Legendre nodes,
// through which the log density is interpolated when drawing. Peaks of any width are found as long
// as the log density leads towards them, which log posteriors do. The function is not kept. Source:
// ours; for posteriors of one scale this replaces a Markov chain by exact draws.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/rng.hpp"

namespace graft {

class Density1d {
 public:
  using Log = std::function<double(double)>;

  // On [low, infinity): `reach` (> low) is a point that may matter; the interval grows from there
  // until the density has died away.
  static Density1d half_line(const Log& log_density, double low, double reach,
                             double tolerance = 1e-7);
  // On the whole line, growing in both directions from [left, right].
  static Density1d line(const Log& log_density, double left, double right, double tolerance = 1e-7);

  double log_mass() const { return peak_ + std::log(mass_); }

  // The mean of f(x).
  template <class F>
  double mean(F&& f) const {
    double sum = 0;
    for (const auto& node : nodes_) sum += node.weight * f(node.x);
    return sum / mass_;
  }

  // A panel by its mass, then rejection within the panel: exact but for the interpolation.
  double draw(Rng& rng) const;

 private:
  static constexpr int order = 8;
  struct Node {
    double x, weight;  // weight: of quadrature times density, relative to the peak
  };
  struct Panel {
    double a, b, top;      // top: the largest log density at its nodes
    double values[order];  // log density relative to the peak
    double cumulative;     // mass up to its end
  };
  struct Draft;
  Density1d() = default;
  void tabulate(const Log& log_density, double a, double b, double tolerance);
  const Panel& panel_at(double mass) const;

  double peak_ = 0, mass_ = 0;
  std::vector<Node> nodes_;
  std::vector<Panel> panels_;
};

}  // namespace graft
