#include "chem/structure_features.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "chem/lattice.hpp"
#include "chem/neighbours.hpp"

namespace graft {
namespace {

constexpr double farthest = 6;                       // angstrom, of what the histograms count
constexpr double whole_bond = 1.15, no_bond = 1.45;  // ratios
constexpr double no_bonds = 0.05;                    // of weight an atom: less is nearly none
constexpr double gram = 1.66053907;                  // u/angstrom^3 in g/cm^3

// 1 up to `from`, 0 from `to` on, with two derivatives.
double fading(double x, double from, double to) {
  const double u = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return 1 - u * u * u * (10 - u * (15 - 6 * u));
}

// Counts in bins that overlap, by a quadratic B-spline.
struct Bins {
  double first, width;
  std::size_t count;

  template <class Add>
  void count_in(double x, const Add& add) const {
    const double at = (x - first) / width;
    const auto nearest = std::llround(at);
    for (auto bin = nearest - 1; bin <= nearest + 1; ++bin) {
      const double t = std::abs(at - double(bin));
      if (bin >= 0 && bin < int64_t(count) && t < 1.5)
        add(std::size_t(bin), t < 0.5 ? 0.75 - t * t : 0.5 * (1.5 - t) * (1.5 - t));
    }
  }
  double centre(std::size_t bin) const { return first + width * double(bin); }
};
constexpr Bins radial{1.0, 0.5, 10}, reduced{0.7, 0.2, 8}, cosines{-1.0, 0.2, 11};

double radius(uint8_t number) { return 0.01 * element(number)[Property::covalent_radius]; }

struct Bond {
  std::size_t other;
  Vector3 direction;
  double length, ratio, weight;
};

struct OverAtoms {
  std::vector<double> values;

  double mean() const {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / double(values.size());
  }
  double deviation() const {
    const double centre = mean();
    double sum = 0;
    for (const double v : values) sum += std::abs(v - centre);
    return sum / double(values.size());
  }
  void add_statistics(std::vector<double>& to) const {
    const auto [least, most] = std::ranges::minmax(values);
    to.insert(to.end(), {mean(), deviation(), least, most});
  }
};

Composition composition_of(const Structure& s) {
  std::array<double, element_count + 1> amounts{};
  for (const uint8_t number : s.species) ++amounts[number];
  Composition composition;
  for (int number = 1; number <= element_count; ++number)
    if (amounts[std::size_t(number)] > 0)
      composition.push_back({number, amounts[std::size_t(number)]});
  return composition;
}

void add_volume(const Structure& s, std::vector<double>& to) {
  const Lattice lattice = lattice_of(s);
  double mass = 0, filled = 0;
  for (const uint8_t number : s.species) {
    mass += element(number)[Property::atomic_weight];
    filled += 4 * std::numbers::pi / 3 * std::pow(radius(number), 3);
  }
  const bool solid = lattice.periods == 3;
  to.push_back(lattice.periods);
  to.push_back(lattice.periods == 0 ? double(s.atoms()) : 0);
  to.push_back(solid ? gram * mass / lattice.content : 0);
  to.push_back(solid ? lattice.content / double(s.atoms()) : 0);
  to.push_back(solid ? filled / lattice.content : 0);
}

// What stands around the atoms, gathered in one pass over the neighbours.
class Surroundings {
 public:
  explicit Surroundings(const Structure& s) : s_(s), atoms_(double(s.atoms())) {
    double largest = 0;
    for (const uint8_t number : s.species) largest = std::max(largest, radius(number));
    const Neighbours n = neighbours_within(s, std::max(farthest, no_bond * 2 * largest));
    for (std::size_t i = 0; i < s.species.size(); ++i) add_atom(n, i);
  }

  void add_to(std::vector<double>& to) const {
    for (const std::span<const double> histogram :
         {std::span<const double>(radial_), std::span<const double>(reduced_)})
      for (const double count : histogram) to.push_back(count / atoms_);
    nearest_.add_statistics(to);
    coordination_.add_statistics(to);
    const double ratio = over_bonds(ratios_);
    double off = 0;
    for (const Bond& bond : bonds_) off += bond.weight * std::abs(bond.ratio - ratio);
    to.insert(to.end(), {over_bonds(lengths_), ratio, over_bonds(off)});
    for (const double share : angles_) to.push_back(share / (angle_weight_ + no_bonds * atoms_));
    to.insert(to.end(), {over_bonds(ionic_), over_bonds(stiffness_), stiffest_});
    for (const OverAtoms& difference : differences_) to.push_back(difference.mean());
    for (const OverAtoms& difference : differences_) to.push_back(difference.deviation());
  }

 private:
  double over_bonds(double sum) const { return sum / (weight_ + no_bonds * atoms_); }

  void add_atom(const Neighbours& n, std::size_t i) {
    const auto begin = std::size_t(n.start[i]), end = std::size_t(n.start[i + 1]);
    const double own = radius(s_.species[i]);
    const std::size_t first = bonds_.size();
    for (std::size_t e = begin; e < end; ++e) {
      const auto j = std::size_t(n.index[e]);
      const double r = n.distance[e], ratio = r / (own + radius(s_.species[j]));
      const double seen = fading(r, farthest - 1, farthest);
      radial.count_in(r, [&](std::size_t bin, double v) { radial_[bin] += seen * v; });
      reduced.count_in(ratio, [&](std::size_t bin, double v) { reduced_[bin] += seen * v; });
      if (const double weight = fading(ratio, whole_bond, no_bond); weight > 0) {
        const Vector3& v = n.vector[e];
        bonds_.push_back({j, {v[0] / r, v[1] / r, v[2] / r}, r, ratio, weight});
      }
    }
    nearest_.values.push_back(begin < end ? std::min(n.distance[begin], farthest) : farthest);
    const std::span<const Bond> bonds(bonds_.data() + first, bonds_.size() - first);
    add_bonds(i, bonds);
    add_angles(bonds);
  }

  void add_bonds(std::size_t i, std::span<const Bond> bonds) {
    const Element& own = element(s_.species[i]);
    double weight = 0;
    std::array<double, property_count> differences{};
    for (const Bond& bond : bonds) {
      const Element& other = element(s_.species[bond.other]);
      for (std::size_t p = 0; p < property_count; ++p)
        differences[p] += bond.weight * std::abs(own.values[p] - other.values[p]);
      const double polarity = own[Property::electronegativity] - other[Property::electronegativity];
      const double mass = own[Property::atomic_weight] * other[Property::atomic_weight] /
                          (own[Property::atomic_weight] + other[Property::atomic_weight]);
      const double stiffness = bond.weight / (std::pow(bond.ratio, 3) * std::sqrt(mass));
      weight += bond.weight;
      lengths_ += bond.weight * bond.length;
      ratios_ += bond.weight * bond.ratio;
      ionic_ += bond.weight * (1 - std::exp(-0.25 * polarity * polarity));
      stiffness_ += stiffness;
      stiffest_ = std::max(stiffest_, stiffness);
    }
    weight_ += weight;
    coordination_.values.push_back(weight);
    for (std::size_t p = 0; p < property_count; ++p)
      differences_[p].values.push_back(differences[p] / (weight + no_bonds));
  }

  void add_angles(std::span<const Bond> bonds) {
    for (std::size_t a = 0; a < bonds.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) {
        const double weight = bonds[a].weight * bonds[b].weight;
        angle_weight_ += weight;
        cosines.count_in(dot(bonds[a].direction, bonds[b].direction),
                         [&](std::size_t bin, double v) { angles_[bin] += weight * v; });
      }
  }

  const Structure& s_;
  double atoms_;
  std::vector<Bond> bonds_;  // each from both ends
  std::array<double, radial.count> radial_{};
  std::array<double, reduced.count> reduced_{};
  std::array<double, cosines.count> angles_{};
  OverAtoms nearest_, coordination_;
  std::array<OverAtoms, property_count> differences_;
  double weight_ = 0, lengths_ = 0, ratios_ = 0, ionic_ = 0, stiffness_ = 0, stiffest_ = 0,
         angle_weight_ = 0;
};

std::string numbered(const std::string& name, double value) {
  const long tenths = std::lround(10 * value);
  return name + (tenths < 0 ? "-" : "") + std::to_string(std::labs(tenths) / 10) + "." +
         std::to_string(std::labs(tenths) % 10);
}

}  // namespace

std::vector<double> structure_features(const Structure& structure) {
  std::vector<double> features = composition_features(composition_of(structure));
  add_volume(structure, features);
  Surroundings(structure).add_to(features);
  for (double& v : features) v = std::ldexp(std::round(std::ldexp(v, 30)), -30);
  return features;
}

std::vector<std::string> structure_feature_names() {
  std::vector<std::string> names = composition_feature_names();
  names.insert(names.end(),
               {"periodic_directions", "finite_atoms", "density", "volume_per_atom", "packing"});
  const auto add_bins = [&](const char* name, const Bins& bins) {
    for (std::size_t bin = 0; bin < bins.count; ++bin)
      names.push_back(numbered(name, bins.centre(bin)));
  };
  add_bins("radial_", radial);
  add_bins("reduced_", reduced);
  for (const std::string what : {"nearest_", "coordination_"})
    for (const char* statistic : {"mean", "deviation", "minimum", "maximum"})
      names.push_back(what + statistic);
  names.insert(names.end(), {"bond_length", "bond_ratio", "bond_ratio_deviation"});
  add_bins("angle_", cosines);
  names.insert(names.end(), {"ionic_character", "stiffness", "stiffness_maximum"});
  for (const std::string what : {"difference_", "difference_deviation_"})
    for (int p = 0; p < property_count; ++p) names.push_back(what + name_of(Property(p)));
  return names;
}

}  // namespace graft
