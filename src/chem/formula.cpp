#include "chem/formula.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "base/error.hpp"
#include "chem/elements.hpp"
#include "chem/formula_signs.hpp"

namespace graft {
namespace {

constexpr int largest_amount = 1000000;
constexpr double least_amount = 1e-9, least_share = 1e-9;
constexpr std::size_t most_digits = 24;
constexpr int deepest = 8;  // brackets within brackets: no product of amounts leaves the doubles

using Amounts = std::array<double, element_count + 1>;  // by atomic number

void add(Amounts& sum, const Amounts& part, double times) {
  for (std::size_t z = 1; z < sum.size(); ++z) sum[z] += times * part[z];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : 0; }

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {
    if (!read_signs(text, characters_)) refuse(characters_.size(), "this is not UTF-8");
  }

  Composition read() {
    skip_blanks();
    if (at_end()) fail(GRAFT_ERROR_DATA, "the formula is empty");
    const Amounts amounts = formula(0);
    if (!at_end()) refuse(at_, join("'", characters_[at_].bytes, "' closes no bracket"));
    double total = 0;
    for (const double amount : amounts) total += amount;
    Composition composition;
    for (int z = 1; z <= element_count; ++z) {
      const double amount = amounts[std::size_t(z)];
      if (amount == 0) continue;
      if (amount < least_share * total)
        fail(GRAFT_ERROR_DATA, "formula ", quoted(text_), ": the share of ", element(z).symbol,
             " is less than ", least_share);
      composition.push_back({z, amount});
    }
    return composition;
  }

 private:
  [[noreturn]] void refuse(std::size_t at, const std::string& reason) const {
    fail(GRAFT_ERROR_DATA, "formula ", quoted(text_), ", character ", at + 1, ": ", reason);
  }
  bool at_end() const { return at_ == characters_.size(); }
  char peek(std::size_t at) const { return at < characters_.size() ? characters_[at].kind : '\0'; }
  char peek() const { return peek(at_); }
  std::size_t after_blanks(std::size_t at) const {
    while (peek(at) == ' ') ++at;
    return at;
  }
  void skip_blanks() { at_ = after_blanks(at_); }

  Amounts formula(int depth) {
    Part first = part(depth);
    Amounts sum = first.amounts;
    bool alone = true;
    for (; peek() == '*'; alone = false) {
      ++at_;
      const Part next = part(depth);
      if (next.bracket_share) refuse_share(*next.bracket_share);
      add(sum, next.amounts, 1);
    }
    if (first.bracket_share) refuse_share(*first.bracket_share);
    if (alone && first.share) refuse_share(*first.share);
    return sum;
  }

  // A mixture without separators: in 0.9(PbTiO3)0.1(BiScO3) each amount belongs to what follows it,
  // while the grammar takes 0.9 for the whole and 0.1 for the bracket before it. Of a part that
  // begins with an amount, the places of amounts within that may be meant so.
  struct Part {
    Amounts amounts{};
    std::optional<std::size_t> bracket_share = {};  // a decimal one, between a bracket and more
    std::optional<std::size_t> share = {};          // any that is doubtful if the part is alone
  };

  [[noreturn]] void refuse_share(std::size_t at) const {
    refuse(at,
           "does this amount belong to what stands before it or behind it? write '*' between the "
           "parts of a mixture, as in 0.9PbTiO3*0.1BiScO3, or no amount in front of the formula");
  }

  Part part(int depth) {
    skip_blanks();
    const bool has_amount = is_digit(peek());
    const double times = has_amount ? amount() : 1;
    Part read;
    Amounts sum{};
    const std::size_t begin = after_blanks(at_);
    for (skip_blanks(); starts_item();) {
      const ItemAmount last = item(sum, depth);
      skip_blanks();
      if (!has_amount || !last.at || !(is_upper(peek()) || closing(peek()))) continue;
      if (last.of_bracket && last.decimal && !read.bracket_share) read.bracket_share = last.at;
      if ((last.decimal || (last.of_bracket && closing(peek()))) && !read.share)
        read.share = last.at;
    }
    if (at_ == begin) refuse(begin, "an element is missing here");
    add(read.amounts, sum, times);
    return read;
  }

  [[noreturn]] void refuse_point() const {
    const char next = peek(at_ + 1);
    refuse(at_, join("'.' is a decimal point with digits on both sides, as in 0.5; '*' separates "
                     "the parts of a hydrate",
                     at_ > 0 && peek(at_ - 1) == 'O' ? " (is the letter O a zero?)"
                     : next == 'O' || next == 'o' || next == 'I' || next == 'l'
                         ? " (is the letter behind it a digit?)"
                         : ""));
  }

  // Whether the sign, a dash or plus, stands between two parts: "0.5Li2O-0.5SiO2".
  bool joins_parts() const {
    std::size_t at = after_blanks(at_ + 1);
    while (is_digit(peek(at)) || peek(at) == '.') ++at;
    return at_ > 0 && (is_upper(peek(at)) || closing(peek(at)));
  }

  // Whether an item stands here; refuses what can neither be one nor end a part.
  bool starts_item() const {
    const char c = peek();
    if (is_upper(c) || closing(c)) return true;
    if (at_end() || c == '*' || c == ')' || c == ']' || c == '}') return false;
    const std::string shown = quoted(characters_[at_].bytes);
    if (!at_end() && characters_[at_].is_comma())
      refuse(at_, join(shown, ": a decimal comma? amounts have a point, 0.5"));
    if (characters_[at_].wide())
      refuse(at_, join(shown, " is of East Asian width: write ",
                       quoted(std::string(1, characters_[at_].narrow()))));
    if (is_digit(c))
      refuse(at_, join("an amount stands right behind its element or bracket, or after '*' in "
                       "front of a part"));
    if (is_lower(c)) refuse(at_, join(shown, ": symbols of elements begin with a capital letter"));
    if (c == '^')
      refuse(at_, join(shown, ": charges and variables are not read",
                       joins_parts() ? "; '*' separates the parts of a mixture" : ""));
    if (c == '.') refuse_point();
    refuse(at_, join(shown, " does not belong in a formula"));
  }

  struct ItemAmount {
    std::optional<std::size_t> at = {};  // where it stands, if there is one
    bool of_bracket = false, decimal = false;
  };

  ItemAmount item(Amounts& sum, int depth) {
    Amounts one{};
    ItemAmount read;
    if (const char close = closing(peek())) {
      one = bracket(close, depth);
      read.of_bracket = true;
    } else {
      one[std::size_t(symbol())] = 1;
    }
    double times = 1;
    if (is_digit(peek())) {
      read.at = at_;
      times = item_amount();
      for (std::size_t i = *read.at; i < at_; ++i) read.decimal |= peek(i) == '.';
    }
    add(sum, one, times);
    return read;
  }

  Amounts bracket(char close, int depth) {
    const std::size_t open = at_++;
    if (depth == deepest) refuse(open, join("more than ", deepest, " brackets within another"));
    const Amounts inner = formula(depth + 1);
    if (at_end()) refuse(open, join("'", characters_[open].bytes, "' is not closed"));
    if (peek() != close)
      refuse(at_, join("'", characters_[at_].bytes, "' where '", close, "' closes the bracket"));
    ++at_;
    return inner;
  }

  int symbol() {
    const std::size_t begin = at_;
    std::string name(1, peek());
    while (is_lower(peek(++at_))) name += peek();
    if (const int number = find_element(name)) return number;
    if (name.size() > 1 && std::string("nxyz").find(name.back()) != std::string::npos &&
        find_element(name.substr(0, name.size() - 1)))
      refuse(at_ - 1, join("'", name.back(), "' behind ", name.substr(0, name.size() - 1),
                           ": variables are not read, amounts must be numbers"));
    if (name.size() > 1 && name.back() == 'l' && find_element(name.substr(0, name.size() - 1)))
      refuse(at_ - 1,
             join("'l' behind ", name.substr(0, name.size() - 1), ": is the digit 1 meant?"));
    refuse(begin,
           join(quoted(name, 20), " is none of the elements H to ", element(element_count).symbol,
                "; the nearest is '", nearest_symbol(name), "'"));
  }

  double amount() {
    const std::size_t begin = at_;
    std::string digits;
    const auto is_next = [&](std::size_t at) {
      return is_digit(peek(at)) && characters_[at].subscript() == characters_[begin].subscript();
    };
    const auto run = [&] {
      while (is_next(at_)) digits += characters_[at_++].kind;
    };
    run();
    if (peek() == '.' && is_next(at_ + 1)) {
      ++at_;
      digits += '.';
      run();
    }
    if (!at_end() && characters_[at_].is_comma())
      refuse(at_,
             join(quoted(characters_[at_].bytes), ": a decimal comma? amounts have a point, 0.5"));
    if (digits == "0" && peek() == '.') refuse_point();
    if (digits == "0" && peek() == '*' && is_digit(peek(at_ + 1)))
      refuse(at_, join(quoted(characters_[at_].bytes),
                       " separates parts: is a decimal point meant? write '.'"));
    if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.')
      refuse(begin, "an amount begins with 0 (is the letter O meant?)");
    double value = largest_amount + 1.0;  // stands where there are too many digits
    if (digits.size() <= most_digits)
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value == 0)
      refuse(begin, join("the amount ", quoted(digits, most_digits),
                         " is zero: what is not there is left out"));
    if (value < least_amount || value > largest_amount)
      refuse(begin, join("the amount ", quoted(digits, most_digits), " is not in [", least_amount,
                         ", ", largest_amount, "] or has more than ", most_digits, " digits"));
    return value;
  }

  double item_amount() {
    const std::size_t begin = at_;
    const double value = amount();
    for (std::size_t i = begin; i < at_; ++i)
      if (peek(i) == '.' && followed_by_water())
        refuse(i,
               "is this '.' a decimal point or does it separate water? write '*' between the "
               "parts of a hydrate, or water in front of a decimal amount");
    return value;
  }

  // Whether water, "H2O" or "(D2O)", is all that is left of the part.
  bool followed_by_water() const {
    std::size_t at = after_blanks(at_);
    const char close = closing(peek(at));
    if (close) ++at;
    if ((peek(at) != 'H' && peek(at) != 'D') || peek(at + 1) != '2' || peek(at + 2) != 'O')
      return false;
    at += 3;
    if (close && peek(at++) != close) return false;
    const char next = peek(after_blanks(at));
    return next == '\0' || next == '*' || next == ')' || next == ']' || next == '}';
  }

  const std::string& text_;
  std::vector<Sign> characters_;
  std::size_t at_ = 0;
};

}  // namespace

Composition parse_formula(const std::string& text) { return Parser(text).read(); }

}  // namespace graft
