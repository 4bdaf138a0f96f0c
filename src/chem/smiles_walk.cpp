#include "chem/smiles_walk.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "chem/elements.hpp"

namespace graft {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_bond(char c) { return c != '\0' && std::strchr("-=#$:~/\\", c); }

// A run of small letters that are no aromatic atoms: "ethanol", "benzene", "Aspirin".
bool is_name(const std::string& text) {
  std::size_t run = 0, strange = 0;
  for (const char c : text) {
    run = is_lower(c) ? run + 1 : 0;
    strange = is_lower(c) ? strange + !std::strchr("bcnops", c) : 0;
    if (run >= 4 && strange >= 2) return text.find('[') == std::string::npos;
  }
  return false;
}

// ---- Atoms ------------------------------------------------------------------------------------

constexpr const char* deuterium = "deuterium is written [2H], tritium [3H]";

// Why what stands in brackets is not an atom; "" if that is not seen here.
std::string bracket_fault(const std::string& inside) {
  if (inside.empty()) return "is empty";
  if (inside == "D" || inside == "T") return deuterium;
  if (inside.find_first_of("!&,;") != std::string::npos || inside[0] == '$')
    return "patterns (SMARTS) are not read";
  const std::size_t first = std::min(inside.find_first_not_of("0123456789"), inside.size());
  if (first == inside.size()) return "an element is missing";
  std::string symbol(1, inside[first]);
  std::size_t after = first + 1;
  if (is_upper(symbol[0]) && after < inside.size() && is_lower(inside[after]) &&
      find_element(symbol + inside[after]))
    symbol += inside[after++];
  if (symbol == "R" || symbol == "X" || symbol == "A" || symbol == "Q")
    if (after == inside.size() || is_digit(inside[after]) || inside[after] == '\'')
      return "an open place is written *, or [*:1]";
  if (is_upper(symbol[0]) &&
      (!find_element(symbol) || (after < inside.size() && is_lower(inside[after]))))
    return join("the elements are H to ", element(element_count).symbol,
                " and RDKit's further ones; groups such as Me or Ph are not read");
  if (inside.find('D', after) != std::string::npos) return deuterium;
  return "";
}

// Why a letter or sign outside of brackets means nothing.
std::string stray_fault(const std::string& text, std::size_t i) {
  const char c = text[i];
  const std::string here = place(text.substr(i, 1), i);
  if (is_name(text)) return here + " has no meaning here; this looks like a name, not a SMILES";
  if (i > 0 && is_lower(c) && is_upper(text[i - 1]) && find_element(text.substr(i - 1, 2)))
    return join(here, " has no meaning here; the element is written [", text.substr(i - 1, 2), "]");
  if (is_upper(c) && i + 1 < text.size() && is_lower(text[i + 1]) &&
      find_element(text.substr(i, 2)))
    return join(here, " has no meaning here; the element is written [", text.substr(i, 2), "]");
  if (c == 'D' || c == 'T') return join(here, ": ", deuterium);
  if (c == 'H')
    return here +
           ": hydrogens are left out or stand in brackets, as in [H]; a formula such as "
           "H2O is not a SMILES";
  if (c == 'R' || c == 'X' || c == 'A' || c == 'Q')
    return here + " has no meaning here; an open place is written *";
  if (c == '!' || c == '&' || c == ',' || c == ';')
    return here + ": patterns (SMARTS) are not read";
  if (c == ']') return here + " closes nothing";
  return here + " has no meaning here";
}

// ---- Structure --------------------------------------------------------------------------------

// Walks the text as a parser does, with the atoms' numbers instead of the atoms.
class Walk {
 public:
  explicit Walk(const std::string& text) : text_(text) {}

  std::string fault() {
    for (std::size_t i = 0; i < text_.size() && fault_.empty();) i += step(i);
    if (!fault_.empty()) return fault_;
    if (!branches_.empty()) return place("(", branches_.back().second) + " is not closed";
    if (!rings_.empty()) return join("unclosed ring ", rings_.begin()->first);
    if (waiting_ != '\0') return joins_nothing(bond_at_);
    return "";
  }

 private:
  std::string joins_nothing(std::size_t at) const {
    return place(text_.substr(at, 1), at) + " joins nothing";
  }
  std::size_t refuse(const std::string& fault) {
    fault_ = fault;
    return 1;
  }

  std::size_t step(std::size_t i) {
    const char c = text_[i];
    if (c == '[') return bracket(i);
    if (text_.compare(i, 2, "Cl") == 0 || text_.compare(i, 2, "Br") == 0) return atom(2);
    if (std::strchr("BCNOPSFIbcnops*", c)) return atom(1);
    if (c == '(') return open(i);
    if (c == ')') return close(i);
    if (c == '%' || is_digit(c)) return ring(i);
    if (text_.compare(i, 2, "->") == 0 || text_.compare(i, 2, "<-") == 0) return bond(i, 2);
    if (is_bond(c) || c == '.') return bond(i, 1);
    return refuse(stray_fault(text_, i));
  }

  std::size_t atom(std::size_t length) {
    const int number = atoms_++;
    if (current_ >= 0 && waiting_ != '.') bonds_.insert(std::minmax(current_, number));
    current_ = number;
    waiting_ = '\0';
    fresh_branch_ = false;
    return length;
  }

  std::size_t bracket(std::size_t i) {
    const std::size_t end = text_.find(']', i);
    if (end == std::string::npos) return refuse(place("[", i) + " is not closed");
    const std::string inside = text_.substr(i + 1, end - i - 1);
    const std::string reason = bracket_fault(inside);
    if (!reason.empty())
      return refuse(join(place(text_.substr(i, end + 1 - i), i), " is not an atom: ", reason));
    return atom(end + 1 - i);
  }

  std::size_t open(std::size_t i) {
    if (current_ < 0) return refuse(place("(", i) + " has no atom in front of it");
    if (waiting_ != '\0') return refuse(joins_nothing(bond_at_));
    branches_.emplace_back(current_, i);
    fresh_branch_ = true;
    return 1;
  }

  std::size_t close(std::size_t i) {
    if (branches_.empty()) return refuse(place(")", i) + " closes nothing");
    if (waiting_ != '\0') return refuse(joins_nothing(bond_at_));
    if (fresh_branch_) return refuse(place(")", i) + " closes an empty branch");
    current_ = branches_.back().first;
    branches_.pop_back();
    return 1;
  }

  std::size_t bond(std::size_t i, std::size_t length) {
    if (waiting_ != '\0') {
      if (waiting_ == '.' || text_[i] == '.')
        return refuse(joins_nothing(text_[i] == '.' ? i : bond_at_));
      return refuse(place(text_.substr(i, length), i) + " follows another bond");
    }
    if (current_ < 0) return refuse(joins_nothing(i));
    waiting_ = text_[i];
    bond_at_ = i;
    return length;
  }

  std::size_t ring(std::size_t i) {
    int number = 0;
    const std::size_t length = ring_number(i, number);
    if (length == 0) return refuse(place("%", i) + " is not followed by a ring's number");
    const std::string shown = text_.substr(i, length);
    if (current_ < 0 || fresh_branch_ || waiting_ == '.')
      return refuse(place(shown, i) + " has no atom in front of it");
    waiting_ = '\0';
    const auto opened = rings_.find(number);
    if (opened == rings_.end()) {
      rings_.emplace(number, current_);
      return length;
    }
    const int from = opened->second;
    rings_.erase(opened);
    if (from == current_)
      return refuse(place(shown, i) + " closes a ring at the atom where it begins");
    if (!bonds_.insert(std::minmax(from, current_)).second)
      return refuse(place(shown, i) + " joins two atoms that are bound already");
    return length;
  }

  // The length of the ring's number at text[i], 5, %05 or %(5), or 0 if there is none.
  std::size_t ring_number(std::size_t i, int& number) const {
    std::size_t first = i, last = i + 1, after = i + 1;
    if (text_.compare(i, 2, "%(") == 0) {
      first = i + 2;
      last = std::min(text_.find(')', i), text_.size());
      after = last + 1;
    } else if (text_[i] == '%') {
      first = i + 1;
      last = after = i + 3;
    }
    if (after > text_.size()) return 0;
    const char* end = text_.data() + last;
    const auto [stop, error] = std::from_chars(text_.data() + first, end, number);
    return stop == end && error == std::errc{} ? after - i : 0;
  }

  const std::string& text_;
  std::string fault_;
  int atoms_ = 0, current_ = -1;
  char waiting_ = '\0';  // a bond or dot that has no second atom yet
  std::size_t bond_at_ = 0;
  bool fresh_branch_ = false;                          // nothing stands in the branch yet
  std::vector<std::pair<int, std::size_t>> branches_;  // atom to return to, place of the bracket
  std::map<int, int> rings_;                           // open ones: number, atom
  std::set<std::pair<int, int>> bonds_;
};

}  // namespace

std::string place(const std::string& shown, std::size_t at) {
  return join(quoted(shown, 20), " at character ", at + 1);
}

std::string structure_fault(const std::string& text) { return Walk(text).fault(); }

}  // namespace graft
