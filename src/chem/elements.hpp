// Facts about the elements hydrogen to lawrencium, for models of compositions.
//
// The table was written by elements.py from the Python package mendeleev 1.3.0 (MIT licence), which
// gathers published values. Its sources, by property:
//   number, group, period       lanthanides and actinides stand in group 3
//   mendeleev_number            Villars et al., J. Alloys Compd. 367, 167 (2004), extended
//   atomic_weight               IUPAC; the longest-lived or usual isotope of radioactive elements
//   melting_point               K; CRC Handbook; white P and Sn, monoclinic S, gray Se; He and C,
//                               which do not melt at normal pressure: where they boil or sublime
//   covalent_radius             pm; Cordero et al., Dalton Trans. 2008, 2832; C, Mn, Fe and Co: the
//                               mean over their states
//   polarizability              bohr^3; Schwerdtfeger and Nagle, Mol. Phys. 117, 1200 (2019),
//                               update of 2023
//   electronegativity           Pauling's scale; CRC Handbook
//   ionisation_energy           eV, the first; NIST Atomic Spectra Database
//   electron_affinity           eV; CRC Handbook; 0 where no stable negative ion exists
//   atomisation_enthalpy        kJ/mol at 298 K; CRC Handbook; 0 for the noble gases
//   s_electrons .. valence      of the free atom's ground state, outside of the noble gas core
//   s_unfilled .. unfilled      free places in those of the shells that hold an electron
//
// What is not known is filled, and marked: among the f rows (La to Lu, Ac to Lr) by a straight line
// in the atomic number between the nearest known elements of the row, elsewhere by the mean of the
// nearest known ones above and below in the group; with one neighbour, by its value. That concerns
// electronegativities of noble gases, atomisation enthalpies of Po, At and Fr, and lanthanides and
// actinides.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace graft {

enum class Property {
  number,
  mendeleev_number,
  atomic_weight,
  group,
  period,
  melting_point,
  covalent_radius,
  polarizability,
  electronegativity,
  ionisation_energy,
  electron_affinity,
  atomisation_enthalpy,
  s_electrons,
  p_electrons,
  d_electrons,
  f_electrons,
  valence,
  s_unfilled,
  p_unfilled,
  d_unfilled,
  f_unfilled,
  unfilled
};
constexpr int element_count = 103;
constexpr int property_count = int(Property::unfilled) + 1;

struct Element {
  const char* symbol;
  std::array<double, property_count> values;  // all finite
  uint32_t filled;                            // bit p: value p is not known but filled

  double operator[](Property p) const { return values[std::size_t(p)]; }
  bool is_filled(Property p) const { return filled >> int(p) & 1; }
};

const Element& element(int number);  // 1 .. element_count
const char* name_of(Property property);

// The number of the element, 0 if there is none. D and T are hydrogen.
int find_element(std::string_view symbol);
std::string nearest_symbol(const std::string& text);

}  // namespace graft
