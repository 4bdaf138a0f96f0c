#include "chem/smiles_text.hpp"

#include <algorithm>
#include <cstring>

#include "base/characters.hpp"
#include "base/error.hpp"
#include "chem/smiles_walk.hpp"

namespace graft {
namespace {

constexpr std::size_t longest_smiles = 20000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// ---- Texts that are something else ------------------------------------------------------------

// Whether each character is a digit where the shape has 0, a capital where it has A, or the same.
bool has_shape(const std::string& text, const std::string& shape) {
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char form) {
    return form == '0' ? is_digit(c) : form == 'A' ? is_upper(c) : c == form;
  });
}

bool is_cas_number(const std::string& text) {
  for (std::size_t first = 2; first <= 7; ++first)
    if (has_shape(text, std::string(first, '0') + "-00-0")) return true;
  return false;
}

std::string foreign_notation(const std::string& text) {
  if (text.rfind("InChI=", 0) == 0) return "this is an InChI, not a SMILES";
  if (has_shape(text, "AAAAAAAAAAAAAA-AAAAAAAAAA-A"))
    return "this looks like an InChIKey, from which no molecule can be made";
  if (is_cas_number(text)) return "this looks like a CAS number, not a SMILES";
  if (const std::size_t bar = text.find('|'); bar != std::string::npos)
    return place("|", bar) +
           " begins an extension (CXSMILES, or the weights of a copolymer), which is not read";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '>' && (i == 0 || text[i - 1] != '-'))  // -> is a dative bond
      return place(text.compare(i, 2, ">>") == 0 ? ">>" : ">", i) +
             ": a reaction is not a molecule";
    if (text[i] == '"' || text[i] == '\'' || text[i] == '`')
      return place(text.substr(i, 1), i) + ": quotes are no part of a SMILES";
  }
  return "";
}

}  // namespace

Error refusal(const std::string& smiles, const std::string& reason) {
  return {GRAFT_ERROR_DATA, join("cannot read SMILES ", quoted(smiles), ": ", reason)};
}

void refuse_smiles(const std::string& smiles, const std::string& reason) {
  throw refusal(smiles, reason);
}

std::string trimmed_smiles(const std::string& smiles) {
  constexpr const char* spaces = " \t\r\n\v\f";
  const std::size_t first = smiles.find_first_not_of(spaces);
  if (first == std::string::npos) refuse_smiles(smiles, "no atom");
  const std::string text = smiles.substr(first, smiles.find_last_not_of(spaces) - first + 1);
  if (text.size() > longest_smiles)
    refuse_smiles(text, join(text.size(), " characters, more than ", longest_smiles));
  std::size_t number = 1;  // of the character, where bytes may be more
  for (std::size_t i = 0; i < text.size(); ++number) {
    const char c = text[i];
    if (c > ' ' && c <= '~') {
      ++i;
      continue;
    }
    if (std::strchr(spaces, c) && c != '\0') {
      const std::size_t next = text.find_first_not_of(spaces, i);
      refuse_smiles(text, text[next] == '|'
                              ? join("'|' at character ", next + 1,
                                     " begins an extension (CXSMILES), which is not read")
                              : join("there is text after a space, at character ", next + 1,
                                     ": a name or a second molecule is not read"));
    }
    const auto character = character_at(text, i);
    if (!character) refuse_smiles(text, join("character ", number, " is not UTF-8"));
    const std::string name = code_point_name(character->point);
    refuse_smiles(text, c >= 0 ? join("character ", number, " (", name, ") is not printable")
                               : join("'", character->bytes, "' (", name, ") at character ", number,
                                      " is not ASCII"));
  }
  return text;
}

std::string smiles_fault(const std::string& text) {
  const std::string foreign = foreign_notation(text);
  return foreign.empty() ? structure_fault(text) : foreign;
}

}  // namespace graft
