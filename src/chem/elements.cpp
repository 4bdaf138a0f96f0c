#include "chem/elements.hpp"

#include "base/text.hpp"

namespace graft {
namespace {

constexpr Element table[element_count] = {
#include "chem/elements_table.inc"
};

}  // namespace

const Element& element(int number) { return table[number - 1]; }

const char* name_of(Property property) {
  static constexpr const char* names[property_count] = {"number",
                                                        "mendeleev_number",
                                                        "atomic_weight",
                                                        "group",
                                                        "period",
                                                        "melting_point",
                                                        "covalent_radius",
                                                        "polarizability",
                                                        "electronegativity",
                                                        "ionisation_energy",
                                                        "electron_affinity",
                                                        "atomisation_enthalpy",
                                                        "s_electrons",
                                                        "p_electrons",
                                                        "d_electrons",
                                                        "f_electrons",
                                                        "valence",
                                                        "s_unfilled",
                                                        "p_unfilled",
                                                        "d_unfilled",
                                                        "f_unfilled",
                                                        "unfilled"};
  return names[int(property)];
}

int find_element(std::string_view symbol) {
  if (symbol == "D" || symbol == "T") return 1;
  for (int number = 1; number <= element_count; ++number)
    if (symbol == element(number).symbol) return number;
  return 0;
}

std::string nearest_symbol(const std::string& text) {
  std::vector<std::string> symbols;
  for (const Element& e : table) symbols.push_back(e.symbol);
  return nearest(text, symbols);
}

}  // namespace graft
