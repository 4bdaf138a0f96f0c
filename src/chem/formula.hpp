// Chemical formulas.
//
//   formula := part ( separator part )*       separator: * or a middle dot: "CuSO4*5H2O"
//   part    := [ amount ] item+               the amount multiplies the whole part
//   item    := ( symbol | bracket ) [ amount ]
//   bracket := "(" formula ")", also with [ ] or { }
//   amount  := digits [ "." digits ]          digits may be subscripts: "H₂O"
//
// "." is a decimal point and never a separator. So that no hydrate is misread, a decimal amount
// followed by water alone ("CuSO4.5H2O") is refused. So that no mixture is misread, "*" has to
// separate its parts: where a part begins with an amount, one that could belong to what follows it
// ("0.9(PbTiO3)0.1(BiScO3)", "0.5Li2O0.5SiO2") is refused; (PbTiO3)0.9(BiScO3)0.1 can be read in
// one way. Blanks may stand before an item, bracket or
// separator, not before an amount that follows an item. D and T are read as hydrogen. Refused are
// charges, variables ("Ox", "1-x"), amounts outside of 10^-9 .. 10^6 or with leading zeros, other
// elements, an element with a share under 10^-9, and more than 8 brackets within one another.
#pragma once

#include <string>
#include <vector>

namespace graft {

struct ElementAmount {
  int number;     // atomic number
  double amount;  // > 0
};
using Composition = std::vector<ElementAmount>;  // by number, each element once

// Throws GRAFT_ERROR_DATA with the text and the character, counted from 1.
Composition parse_formula(const std::string& text);

}  // namespace graft
