// Features of a composition, in the manner of Magpie (Ward et al., npj Comput. Mater. 2, 16028
// (2016)) over the properties of elements.hpp. With f the elements' fractions:
//   fraction_X               of each of the elements
//   elements, norm_2, norm_3 how many there are, (sum f^2)^(1/2), (sum f^3)^(1/3)
// and for each property v
//   mean_v  sum f v                 deviation_v  sum f |v - mean|
//   minimum_v, maximum_v, range_v   over the elements there are
//   mode_v                          of the element with the largest fraction; of several such, the
//                                   least value
// Fractions are rounded to multiples of 2^-40, so that Fe2O3 and Fe4O6, and La0.7Sr0.3MnO3 and
// La7Sr3Mn10O30, give the same bits.
#pragma once

#include <string>
#include <vector>

#include "chem/elements.hpp"
#include "chem/formula.hpp"

namespace graft {

constexpr int statistics_count = 6;
constexpr int composition_feature_count = element_count + 3 + property_count * statistics_count;

std::vector<double> composition_features(const Composition& composition);
std::vector<std::string> composition_feature_names();

}  // namespace graft
