#include <map>

#include "base/thrown.hpp"
#include "catch.hpp"
#include "chem/elements.hpp"
#include "chem/formula.hpp"

using namespace graft;

namespace {

using Counts = std::map<std::string, double>;

Counts counts(const std::string& text) {
  INFO(text);
  Counts found;
  int before = 0;
  for (const auto& [number, amount] : parse_formula(text)) {
    CHECK(number > before);
    before = number;
    found[element(number).symbol] = amount;
  }
  return found;
}

// What the refusal says behind the text, "character 3: ...".
std::string refusal(const std::string& text) {
  const Thrown thrown = thrown_by([&] { parse_formula(text); });
  INFO(text);
  CHECK(thrown.status == GRAFT_ERROR_DATA);
  const std::string begin = "formula " + quoted(text) + ", ";
  CHECK(thrown.message.rfind(begin, 0) == 0);
  return thrown.message.substr(std::min(begin.size(), thrown.message.size()));
}

}  // namespace

TEST_CASE("elements and amounts, also decimal ones") {
  CHECK(counts("H2O") == Counts{{"H", 2}, {"O", 1}});
  CHECK(counts("Ba0.5Sr0.5TiO3") == Counts{{"Ba", 0.5}, {"Sr", 0.5}, {"Ti", 1}, {"O", 3}});
  CHECK(counts("Co") == Counts{{"Co", 1}});
  CHECK(counts("CO") == Counts{{"C", 1}, {"O", 1}});
  CHECK(counts("CH3COOH") == Counts{{"C", 2}, {"H", 4}, {"O", 2}});
  CHECK(counts("Fe0.998Al0.002") == Counts{{"Fe", 0.998}, {"Al", 0.002}});
  CHECK(counts("D2O") == counts("H2O"));
  CHECK(counts("T2O") == counts("H2O"));
  CHECK(counts("Lr") == Counts{{"Lr", 1}});
}

TEST_CASE("brackets of three kinds, within one another") {
  CHECK(counts("Ca(NO3)2") == Counts{{"Ca", 1}, {"N", 2}, {"O", 6}});
  CHECK(counts("[Co(NH3)6]Cl3") == Counts{{"Co", 1}, {"N", 6}, {"H", 18}, {"Cl", 3}});
  CHECK(counts("{K3[Fe(CN)6]}2") == Counts{{"K", 6}, {"Fe", 2}, {"C", 12}, {"N", 12}});
  CHECK(counts("(Ba0.5Sr0.5)TiO3") == counts("Ba0.5Sr0.5TiO3"));
  CHECK(counts("((((((((H))))))))2") == Counts{{"H", 2}});
}

TEST_CASE("hydrates with a star or a dot in the middle") {
  const Counts vitriol{{"Cu", 1}, {"S", 1}, {"O", 9}, {"H", 10}};
  for (const char* text : {"CuSO4*5H2O", "CuSO4·5H2O", "CuSO4 • 5H2O", "CuSO4⋅5 H2O", "CuSO4(H2O)5",
                           "5H2O*CuSO4", "CuSO4*2H2O*3H2O", "{CuSO4*5H2O}"})
    CHECK(counts(text) == vitriol);
  CHECK(counts("CaSO4*0.5H2O") == Counts{{"Ca", 1}, {"S", 1}, {"O", 4.5}, {"H", 1}});
  CHECK(counts("2H2O") == Counts{{"H", 4}, {"O", 2}});
  CHECK(counts("Ca(OH*2H2O)2") == Counts{{"Ca", 1}, {"O", 6}, {"H", 10}});
}

TEST_CASE("a point that could separate water is not guessed at") {
  for (const char* text : {"CuSO4.5H2O", "CuSO4.5 H2O", "CuSO4.5(H2O)", "CuSO₄.₅H₂O",
                           "[CuSO4.5H2O]", "CuSO4.5D2O*NaCl"}) {
    INFO(text);
    CHECK(refusal(text).find("decimal point or does it separate water") != std::string::npos);
  }
  CHECK(refusal("CuSO4.5H2O").rfind("character 6:", 0) == 0);
  CHECK(counts("H2OMnO1.5") == Counts{{"H", 2}, {"Mn", 1}, {"O", 2.5}});
  CHECK(counts("MnO1.5H2OCl") == Counts{{"H", 2}, {"Mn", 1}, {"O", 2.5}, {"Cl", 1}});
  for (const char* text : {"CuSO4.H2O", "CuSO₄.5H₂O", "Ba.5O", "O2.", "O1.5.5"})
    CHECK(refusal(text).find("digits on both sides") != std::string::npos);
}

TEST_CASE("blanks and subscripts are read") {
  CHECK(counts("  Fe2 O3\t") == Counts{{"Fe", 2}, {"O", 3}});
  CHECK(counts("Ca ( N O3 )2") == counts("Ca(NO3)2"));
  CHECK(counts("Ba₀.₅Sr₀.₅TiO₃") == counts("Ba0.5Sr0.5TiO3"));
  CHECK(counts("C₁₂H₂₂O₁₁") == Counts{{"C", 12}, {"H", 22}, {"O", 11}});
  CHECK(refusal("Fe 2") ==
        "character 4: an amount stands right behind its element or bracket, or "
        "after '*' in front of a part");
  CHECK(refusal("MgCl₂6H2O").rfind("character 6: an amount", 0) == 0);
}

TEST_CASE("an unknown element is refused with the nearest one") {
  CHECK(refusal("Xx2O3") ==
        "character 1: 'Xx' is none of the elements H to Lr; the nearest is 'Xe'");
  CHECK(refusal("SiJ2").rfind("character 3: 'J' is none", 0) == 0);
  CHECK(refusal("FeAlloy").rfind("character 3: 'Alloy' is none", 0) == 0);
  CHECK(refusal("Rf").rfind("character 1: 'Rf' is none", 0) == 0);
  CHECK(refusal("fe2o3") == "character 1: 'f': symbols of elements begin with a capital letter");
  CHECK(refusal(std::string("A") + std::string(100000, 'a')).size() < 200);
}

TEST_CASE("charges and variables are refused") {
  CHECK(refusal("Fe+3") == "character 3: '+': charges and variables are not read");
  CHECK(refusal("Na⁺").rfind("character 3: '⁺'", 0) == 0);
  CHECK(refusal("SO4^2-").rfind("character 4: '^'", 0) == 0);
  CHECK(refusal("SO₄²⁻").rfind("character 4: '²'", 0) == 0);
  CHECK(refusal("La1-xSrxMnO3").rfind("character 4: '-'", 0) == 0);
  CHECK(refusal("La1−xSrxMnO3").rfind("character 4: '−'", 0) == 0);
  CHECK(refusal("FeOx") ==
        "character 4: 'x' behind O: variables are not read, amounts must be numbers");
  CHECK(refusal("(C2H4)n").rfind("character 7: 'n'", 0) == 0);
  CHECK(refusal("YBa2Cu3O7δ").rfind("character 10: 'δ'", 0) == 0);
}

TEST_CASE("brackets that do not match are refused") {
  CHECK(refusal("Fe2(SO4") == "character 4: '(' is not closed");
  CHECK(refusal("Fe2(SO4]3") == "character 8: ']' where ')' closes the bracket");
  CHECK(refusal("Fe)2") == "character 3: ')' closes no bracket");
  CHECK(refusal("Fe()") == "character 4: an element is missing here");
  CHECK(refusal("(((((((((H)))))))))").rfind("character 9: more than 8 brackets", 0) == 0);
  CHECK(refusal(std::string(1000000, '(')).rfind("character 9:", 0) == 0);
}

TEST_CASE("what is missing is refused") {
  for (const char* text : {"", " ", "\t"})
    CHECK(thrown_by([&] { parse_formula(text); }).message == "the formula is empty");
  for (const char* text : {"2", "*", "H2O*", "*H2O", "H2O**HCl", "H2O*5", "5*H2O"})
    CHECK(refusal(text).find("an element is missing here") != std::string::npos);
}

TEST_CASE("amounts that cannot be meant are refused") {
  CHECK(refusal("FeO0") == "character 4: the amount '0' is zero: what is not there is left out");
  CHECK(refusal("FeO0.0").rfind("character 4: the amount '0.0' is zero", 0) == 0);
  CHECK(refusal("H02") == "character 2: an amount begins with 0 (is the letter O meant?)");
  for (const char* text : {"O1000001", "O0.0000000001", "O0.0000000000000000000000001",
                           "O99999999999999999999999999999999"})
    CHECK(refusal(text).find("is not in [1e-09, 1000000]") != std::string::npos);
  CHECK(counts("C1000000") == Counts{{"C", 1e6}});
  CHECK(thrown_by([] { parse_formula("(H1000000)1000000O"); }).says("the share of O is less than"));
  CHECK(refusal("Fe1e3").rfind("character 4: 'e'", 0) == 0);
  CHECK(refusal("Fe1,5O").rfind("character 4: ','", 0) == 0);
  CHECK(refusal("Fe1/3O").rfind("character 4: '/'", 0) == 0);
}

TEST_CASE("bytes that are not UTF-8 are refused") {
  for (const char* text : {"H2O\xC2", "H2O\xFF", "H2O\x80", "H2O\xE2\x82", "H2O\xC0\x80"})
    CHECK(refusal(text) == "character 4: this is not UTF-8");
  CHECK(refusal("H2\x01O").find("'?'") != std::string::npos);
}

TEST_CASE("a mixture whose amounts could belong to either neighbour is refused") {
  // The first doubtful amount is named.
  const std::pair<const char*, int> doubtful[] = {{"0.9(PbTiO3)0.1(BiScO3)", 12},
                                                  {"0.9(PbTiO3) 0.1 (BiScO3)", 0},
                                                  {"0.5Li2O0.5SiO2", 8},
                                                  {"2(PbTiO3)3(BiScO3)", 10},
                                                  {"0.1PbTiO30.9BiScO3", 9},
                                                  {"0.9[PbTiO3]0.1BiScO3", 12},
                                                  {"(0.9(PbTiO3)0.1(BiScO3))2", 13}};
  for (const auto& [text, place] : doubtful) {
    INFO(text);
    const std::string reason = refusal(text);
    if (place == 0) continue;
    CHECK(reason.rfind("character " + std::to_string(place) + ": does this amount belong", 0) == 0);
  }
  CHECK(refusal("0.9(PbTiO3)0.1(BiScO3)*H2O").find("does this amount") != std::string::npos);
}

TEST_CASE("a mixture that can be read in one way is read") {
  const Counts mixture{{"Pb", 0.5}, {"Bi", 0.5}, {"Ti", 0.5}, {"Sc", 0.5}, {"O", 3}};
  for (const char* text : {"0.5PbTiO3*0.5BiScO3", "(PbTiO3)0.5(BiScO3)0.5",
                           "0.5(PbTiO3)*0.5(BiScO3)", "0.5{PbTiO3}·0.5{BiScO3}"})
    CHECK(counts(text) == mixture);
  // What follows an amount is another part's, or the amount is a whole one of an element.
  CHECK(counts("0.5Bi0.5Na0.5TiO3*0.5BaTiO3") ==
        Counts{{"Bi", 0.25}, {"Na", 0.25}, {"Ba", 0.5}, {"Ti", 1}, {"O", 3}});
  CHECK(counts("2Al(OH)3") == Counts{{"Al", 2}, {"O", 6}, {"H", 6}});
  CHECK(counts("0.5Ba0.5") == Counts{{"Ba", 0.25}});
  CHECK(counts("2Na2SO4") == Counts{{"Na", 4}, {"S", 2}, {"O", 8}});
}

TEST_CASE("decimal commas are named") {
  CHECK(refusal("CuIn0,65Ga0,35Se2") ==
        "character 6: ',': a decimal comma? amounts have a point, 0.5");
  CHECK(refusal("Ba0，5Sr0.5TiO3").rfind("character 4: '，': a decimal comma", 0) == 0);
  CHECK(refusal("0,5Li2O").rfind("character 2: ','", 0) == 0);
  CHECK(refusal("Fe,O").rfind("character 3: ','", 0) == 0);
  CHECK(refusal("Ba0·5Sr0·5TiO3") ==
        "character 4: '·' separates parts: is a decimal point meant? write '.'");
}

TEST_CASE("letters and widths that stand for digits are named") {
  CHECK(refusal("Al2Ol") == "character 5: 'l' behind O: is the digit 1 meant?");
  CHECK(refusal("BaO.5SrTiO3").find("is the letter O a zero?") != std::string::npos);
  CHECK(refusal("Ba0.lSr").find("is the letter behind it a digit?") != std::string::npos);
  CHECK(refusal("Fe２O３") == "character 3: '２' is of East Asian width: write '2'");
  CHECK(counts("Cl2") == Counts{{"Cl", 2}});
}

TEST_CASE("a dash between parts is told from a charge") {
  CHECK(refusal("0.5Li2O-0.5SiO2") ==
        "character 8: '-': charges and variables are not read; '*' separates the parts of a "
        "mixture");
  CHECK(refusal("NaCl–KCl").find("'*' separates") != std::string::npos);
  CHECK(refusal("SO4-2").find("'*' separates") == std::string::npos);
}
