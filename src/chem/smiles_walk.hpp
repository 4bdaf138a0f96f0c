// The structure of a SMILES, walked as a parser does, to tell where it breaks.
#pragma once

#include <cstddef>
#include <string>

namespace graft {

// "'=' at character 3": what stands at text[at], counted from 1 for the reader.
std::string place(const std::string& shown, std::size_t at);

// What is wrong with the text: an unclosed ring or branch, a dot or bond that joins nothing, what
// is no atom; "" if nothing is found.
std::string structure_fault(const std::string& text);

}  // namespace graft
