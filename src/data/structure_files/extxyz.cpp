#include <algorithm>

#include "chem/elements.hpp"
#include "data/structure_files/frames.hpp"
#include "data/structure_files/lines.hpp"

namespace graft {
namespace {

// key=value pairs of a comment line. A value is a word, or anything within "", '', {} or []; a key
// without one is true. What cannot be read so is text that no one asks for.
std::map<std::string, std::string> pairs_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\v\f";
  std::map<std::string, std::string> pairs;
  std::size_t at = 0;
  const auto take = [&](std::string_view ends) {
    std::string text;
    const char open = at < line.size() ? line[at] : ' ';
    const char close = open == '"' || open == '\'' ? open
                       : open == '{'               ? '}'
                       : open == '['               ? ']'
                                                   : ' ';
    if (close != ' ') {
      int64_t depth = 1;
      for (++at; at < line.size(); ++at) {
        if (line[at] == '\\' && at + 1 < line.size()) {
          text += line[++at];
          continue;
        }
        if (line[at] == close && --depth == 0) break;
        if (line[at] == open && open != close) ++depth;
        text += line[at];
      }
      at = std::min(at + 1, line.size());
      return text;
    }
    while (at < line.size() && ends.find(line[at]) == ends.npos) text += line[at++];
    return text;
  };
  while ((at = line.find_first_not_of(blanks, at)) < line.size()) {
    const std::string key = take(" \t\v\f=");
    const std::size_t next = std::min(line.find_first_not_of(blanks, at), line.size());
    if (next < line.size() && line[next] == '=') {
      at = std::min(line.find_first_not_of(blanks, next + 1), line.size());
      pairs[key] = take(blanks);
    } else if (!key.empty()) {
      pairs.emplace(key, "T");
    }
  }
  return pairs;
}

// Where species and positions stand on an atom's line.
struct Columns {
  std::size_t species = 0, positions = 1, count = 4;
  bool exact = false;  // no more columns than these
};

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

Columns columns_of(const std::map<std::string, std::string>& values) {
  Columns columns;
  const auto properties = values.find("Properties");
  if (properties == values.end()) return columns;
  const std::vector<std::string> parts = parts_of(properties->second, ':');
  const auto refuse = [&](const auto&... why) {
    fail(GRAFT_ERROR_DATA, "Properties=", quoted(properties->second), why...);
  };
  std::optional<std::size_t> species, numbers, positions;
  columns.count = 0;
  columns.exact = true;
  if (parts.size() % 3 != 0) refuse(" is not a list of name:type:columns");
  for (std::size_t p = 0; p < parts.size(); p += 3) {
    const auto width = integer_of(parts[p + 2]);
    if (!width || *width < 1 || *width > 1000000)
      refuse(": ", quoted(parts[p]), " has ", quoted(parts[p + 2]), " columns");
    const bool one = *width == 1;
    if (parts[p] == "species" && one) species = columns.count;
    if ((parts[p] == "Z" || parts[p] == "numbers") && one) numbers = columns.count;
    if (parts[p] == "pos" && *width == 3) positions = columns.count;
    columns.count += std::size_t(*width);
  }
  if (!species) species = numbers;
  if (!species) refuse(" names neither species:S:1 nor Z:I:1");
  if (!positions) refuse(" does not name pos:R:3");
  columns.species = *species;
  columns.positions = *positions;
  return columns;
}

bool flag_of(std::string_view word) {
  for (const char* yes : {"T", "t", "True", "true", "TRUE", "1"})
    if (word == yes) return true;
  for (const char* no : {"F", "f", "False", "false", "FALSE", "0"})
    if (word == no) return false;
  fail(GRAFT_ERROR_DATA, "pbc: ", quoted(std::string(word)), " is neither T nor F");
}

std::vector<std::string_view> words_in(const std::string& text) {
  static constexpr std::string_view marks = ",[]{}";
  std::vector<std::string_view> words;
  for (std::string_view word : words_of(text))
    while (!word.empty()) {
      const std::size_t end = std::min(word.find_first_of(marks), word.size());
      if (end > 0) words.push_back(word.substr(0, end));
      word.remove_prefix(std::min(end + 1, word.size()));
    }
  return words;
}

void read_cell(const std::map<std::string, std::string>& values, Structure& s) {
  const auto lattice = values.find("Lattice"), pbc = values.find("pbc");
  if (lattice != values.end()) {
    const auto words = words_in(lattice->second);
    if (words.size() != 9) fail(GRAFT_ERROR_DATA, "Lattice: ", words.size(), " numbers, not 9");
    for (std::size_t k = 0; k < 9; ++k) s.cell[k / 3][k % 3] = real_of(words[k], "Lattice");
    s.periodic = {true, true, true};
  }
  if (pbc == values.end()) return;
  const auto words = words_in(pbc->second);
  if (words.size() != 3) fail(GRAFT_ERROR_DATA, "pbc: ", words.size(), " flags, not 3");
  for (std::size_t d = 0; d < 3; ++d) {
    s.periodic[d] = flag_of(words[d]);
    if (s.periodic[d] && lattice == values.end())
      fail(GRAFT_ERROR_DATA, "is periodic (pbc) and has no Lattice");
  }
}

uint8_t species_of(std::string_view word) {
  if (const int number = find_element(word)) return uint8_t(number);
  const auto number = integer_of(word);
  if (number && *number >= 1 && *number <= element_count) return uint8_t(*number);
  fail(GRAFT_ERROR_DATA, quoted(std::string(word)), " is not an element");
}

void read_atom(std::string_view line, const Columns& columns, Structure& s) {
  const auto words = words_of(line);
  if (words.size() < columns.count || (columns.exact && words.size() > columns.count))
    fail(GRAFT_ERROR_DATA, words.size(), " columns, not ", columns.count);
  const uint8_t species = species_of(words[columns.species]);
  Vector3 position;
  for (std::size_t k = 0; k < 3; ++k)
    position[k] = real_of(words[columns.positions + k], "position");
  s.species.push_back(species);
  s.positions.push_back(position);
}

}  // namespace

std::vector<Frame> read_extxyz(std::string_view text) {
  std::vector<Frame> frames;
  Lines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    const auto words = words_of(line);
    if (words.empty()) continue;  // between frames, and at the end
    const auto atoms = words.size() == 1 ? integer_of(words[0]) : std::nullopt;
    if (!atoms || *atoms < 0)
      fail(GRAFT_ERROR_DATA, "line ", lines.number(), ": ", quoted(std::string(line)),
           " is not a number of atoms, with which frame ", frames.size(), " should begin");
    Frame& frame = frames.emplace_back();
    frame.line = lines.number();
    const auto blame = [&](const std::string& why) {
      if (frame.fault.empty()) frame.fault = why;
    };
    line = {};
    lines.next(line);
    frame.values = pairs_of(line);
    Columns columns;
    try {
      columns = columns_of(frame.values);
      read_cell(frame.values, frame.structure);
    } catch (const Error& error) {
      blame(join("line ", lines.number(), ": ", error.what()));
    }
    for (int64_t i = 0; i < *atoms; ++i) {
      if (!lines.next(line))
        fail(GRAFT_ERROR_DATA, "line ", lines.number(), ": the text ends after ", i, " of the ",
             *atoms, " atoms of frame ", frames.size() - 1);
      if (!frame.fault.empty()) continue;
      try {
        read_atom(line, columns, frame.structure);
      } catch (const Error& error) {
        blame(join("line ", lines.number(), ": atom ", i, ": ", error.what()));
      }
    }
  }
  return frames;
}

}  // namespace graft
