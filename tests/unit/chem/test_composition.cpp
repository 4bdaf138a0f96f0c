#include <cmath>
#include <set>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/composition.hpp"

using namespace graft;

namespace {

const Element& named(const char* symbol) { return element(find_element(symbol)); }

std::vector<double> features(const std::string& formula) {
  return composition_features(parse_formula(formula));
}

// A feature by its name.
double feature(const std::string& formula, const std::string& name) {
  const auto names = composition_feature_names();
  const auto found = std::find(names.begin(), names.end(), name);
  REQUIRE(found != names.end());
  return features(formula)[std::size_t(found - names.begin())];
}

Approx about(double value) { return Approx(value).epsilon(1e-10).margin(1e-11); }

}  // namespace

TEST_CASE("facts about elements are those of the handbooks") {
  CHECK(named("H")[Property::atomic_weight] == 1.008);
  CHECK(named("Fe")[Property::atomic_weight] == 55.845);
  CHECK(named("U")[Property::atomic_weight] == Approx(238.029).epsilon(1e-5));
  CHECK(named("F")[Property::electronegativity] == 3.98);
  CHECK(named("Cs")[Property::electronegativity] == 0.79);
  CHECK(named("O")[Property::electronegativity] == 3.44);
  CHECK(named("Si")[Property::covalent_radius] == 111);
  CHECK(named("Cs")[Property::covalent_radius] == 244);
  CHECK(named("H")[Property::ionisation_energy] == Approx(13.5984).epsilon(1e-5));
  CHECK(named("He")[Property::ionisation_energy] == Approx(24.5874).epsilon(1e-5));
  CHECK(named("Cl")[Property::electron_affinity] == Approx(3.6127).epsilon(1e-4));
  CHECK(named("N")[Property::electron_affinity] == 0);
  CHECK(named("Fe")[Property::melting_point] == Approx(1811).margin(1));
  CHECK(named("Hg")[Property::melting_point] == Approx(234.3).margin(0.1));
  CHECK(named("Ga")[Property::melting_point] == Approx(302.9).margin(0.1));
  CHECK(named("S")[Property::melting_point] == Approx(388.4).margin(0.1));
  CHECK(named("C")[Property::atomisation_enthalpy] == Approx(716.9).margin(0.5));
  CHECK(named("He")[Property::polarizability] == Approx(1.384).margin(0.001));
  CHECK(named("O")[Property::group] == 16);
  CHECK(named("Gd")[Property::group] == 3);
  CHECK(named("Gd")[Property::period] == 6);
}

TEST_CASE("valence electrons are those outside of the noble gas core") {
  const auto electrons = [](const char* symbol) {
    const Element& e = named(symbol);
    return std::vector<double>{e[Property::s_electrons], e[Property::p_electrons],
                               e[Property::d_electrons], e[Property::f_electrons],
                               e[Property::valence],     e[Property::unfilled]};
  };
  CHECK(electrons("H") == std::vector<double>{1, 0, 0, 0, 1, 1});
  CHECK(electrons("O") == std::vector<double>{2, 4, 0, 0, 6, 2});
  CHECK(electrons("Ne") == std::vector<double>{2, 6, 0, 0, 8, 0});
  CHECK(electrons("Cr") == std::vector<double>{1, 0, 5, 0, 6, 6});
  CHECK(electrons("Cu") == std::vector<double>{1, 0, 10, 0, 11, 1});
  CHECK(electrons("Pd") == std::vector<double>{0, 0, 10, 0, 10, 0});
  CHECK(electrons("Gd") == std::vector<double>{2, 0, 1, 7, 10, 16});
  CHECK(electrons("Pb") == std::vector<double>{2, 2, 10, 14, 28, 4});
}

TEST_CASE("the table is whole and consistent") {
  std::set<std::string> symbols;
  for (int number = 1; number <= element_count; ++number) {
    const Element& e = element(number);
    INFO(e.symbol);
    CHECK(symbols.insert(e.symbol).second);
    CHECK(find_element(e.symbol) == number);
    CHECK(e[Property::number] == number);
    for (const double v : e.values) CHECK((std::isfinite(v) && v >= 0));
    for (const Property p : {Property::covalent_radius, Property::electronegativity,
                             Property::melting_point, Property::ionisation_energy})
      CHECK(e[p] > 0);
    CHECK(e[Property::valence] == e[Property::s_electrons] + e[Property::p_electrons] +
                                      e[Property::d_electrons] + e[Property::f_electrons]);
    CHECK((e[Property::group] >= 1 && e[Property::group] <= 18));
    CHECK(e.filled >> property_count == 0);
    if (number <= 56 && e[Property::group] != 18) CHECK(e.filled == 0);
  }
  CHECK(find_element("") == 0);
  CHECK(find_element("Xx") == 0);
  CHECK(find_element("fe") == 0);
}

TEST_CASE("what is not known lies between its neighbours and is marked") {
  CHECK(named("Pm").is_filled(Property::electronegativity));
  CHECK(named("Pm")[Property::electronegativity] == Approx((1.14 + 1.17) / 2));
  CHECK(named("Ne").is_filled(Property::electronegativity));
  CHECK(named("Ne")[Property::electronegativity] == named("Xe")[Property::electronegativity]);
  CHECK_FALSE(named("Xe").is_filled(Property::electronegativity));
  CHECK(named("No")[Property::covalent_radius] == named("Cm")[Property::covalent_radius]);
}

TEST_CASE("each feature has a name of its own") {
  const auto names = composition_feature_names();
  CHECK(int(names.size()) == composition_feature_count);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(int(features("H2O").size()) == composition_feature_count);
  CHECK(names[0] == "fraction_H");
  CHECK(composition_feature_count == 238);  // graft.h tells so
}

TEST_CASE("the features of Fe2O3 are those of a calculation by hand") {
  CHECK(feature("Fe2O3", "fraction_Fe") == about(0.4));
  CHECK(feature("Fe2O3", "fraction_O") == about(0.6));
  CHECK(feature("Fe2O3", "fraction_H") == 0);
  CHECK(feature("Fe2O3", "elements") == 2);
  CHECK(feature("Fe2O3", "norm_2") == about(std::sqrt(0.52)));
  CHECK(feature("Fe2O3", "norm_3") == about(std::cbrt(0.28)));
  CHECK(feature("Fe2O3", "mean_number") == about(0.4 * 26 + 0.6 * 8));
  CHECK(feature("Fe2O3", "deviation_number") == about(0.4 * 10.8 + 0.6 * 7.2));
  CHECK(feature("Fe2O3", "minimum_number") == 8);
  CHECK(feature("Fe2O3", "maximum_number") == 26);
  CHECK(feature("Fe2O3", "range_number") == 18);
  CHECK(feature("Fe2O3", "mode_number") == 8);
  CHECK(feature("Fe2O3", "mean_electronegativity") == about(0.4 * 1.83 + 0.6 * 3.44));
  CHECK(feature("Fe2O3", "range_electronegativity") == about(1.61));
  CHECK(feature("Fe2O3", "mean_d_electrons") == about(2.4));
  CHECK(feature("NaCl", "mode_number") == 11);
  CHECK(feature("NaCl", "mode_electron_affinity") == named("Na")[Property::electron_affinity]);
}

TEST_CASE("an element has its own properties and no spread") {
  for (const char* text : {"Cu", "Cu3", "(Cu0.1)7"}) {
    CHECK(feature(text, "fraction_Cu") == 1);
    CHECK(feature(text, "mean_melting_point") == named("Cu")[Property::melting_point]);
    CHECK(feature(text, "deviation_melting_point") == 0);
    CHECK(feature(text, "range_melting_point") == 0);
    CHECK(feature(text, "norm_3") == 1);
  }
  CHECK(feature("C0.3N0.3O0.3F", "deviation_period") == 0);  // all in one period
}

TEST_CASE("features depend on the fractions alone, to the last bit") {
  const std::vector<std::vector<std::string>> alike = {
      {"Fe2O3", "Fe4O6", "O3Fe2", "(FeO1.5)2", "FeO*FeO2", "Fe0.4O0.6"},
      {"La0.7Sr0.3MnO3", "La7Sr3Mn10O30", "MnO3Sr0.3La0.7", "La0.35Sr0.15Mn0.5O1.5",
       "(La0.7Sr0.3)MnO3"},
      {"CuSO4*5H2O", "CuSH10O9", "Cu3S3H30O27", "CuSO4(D2O)5"},
      {"CaTiO3", "Ca0.333Ti0.333O0.999", "CaOTiO2", "CaO*TiO2"}};
  for (const auto& formulas : alike)
    for (const auto& formula : formulas) {
      INFO(formula);
      CHECK(features(formula) == features(formulas[0]));
    }
  CHECK(features("Fe2O3") != features("Fe3O4"));
}
