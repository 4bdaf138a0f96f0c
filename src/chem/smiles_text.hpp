// SMILES as text: what can be said without knowing chemistry. RDKit tells only its log why it could
// not parse a text, and a log cannot be read without disturbing those threads of the host that use
// RDKit too; so the reason is looked for here.
#pragma once

#include <string>

#include "base/error.hpp"

namespace graft {

// GRAFT_ERROR_DATA: "cannot read SMILES '...': reason".
Error refusal(const std::string& smiles, const std::string& reason);
[[noreturn]] void refuse_smiles(const std::string& smiles, const std::string& reason);

// The text without spaces around it. Refuses what no SMILES holds, and what RDKit would cut off or
// take for a name: text after a space, characters that are not ASCII.
std::string trimmed_smiles(const std::string& smiles);

// What is wrong with a trimmed text that could not be parsed, with the place counted from 1: an
// unclosed ring, a reaction, a pattern, a name ... ; "" if nothing is found.
std::string smiles_fault(const std::string& text);

}  // namespace graft
