#include "chem/formula.hpp"

#include <array>
#include <charconv>

#include "base/error.hpp"
#include "chem/elements.hpp"

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

// One character of the text: code points that mean the same have one kind.
struct Character {
  char kind;  // the ASCII character it stands for; '^': a charge; '?': anything else
  bool subscript;
  std::string bytes;  // as given
};

char kind_of(char32_t c) {
  switch (c) {
    case 0xB7:
    case 0x2022:
    case 0x2219:
    case 0x22C5:
    case 0x30FB:
      return '*';  // dots
    case 0xA0:
    case 0x2009:
    case 0x202F:
    case '\t':
      return ' ';
    case 0xB2:
    case 0xB3:
    case 0xB9:
    case 0x2070:
    case 0x208A:
    case 0x208B:
      return '^';
    case 0x2012:
    case 0x2013:
    case 0x2212:
    case '+':
    case '-':
      return '^';
    default:
      break;
  }
  if (c >= 0x2074 && c <= 0x207B) return '^';  // superscripts
  if (c >= 0x2080 && c <= 0x2089) return char('0' + (c - 0x2080));
  return c > 0x20 && c < 0x7F ? char(c) : c == 0x20 ? ' ' : '?';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : 0; }

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {
    for (std::size_t i = 0; i < text.size();) {
      const unsigned char lead = static_cast<unsigned char>(text[i]);
      const std::size_t length = lead < 0x80   ? 1
                                 : lead < 0xC2 ? 0
                                 : lead < 0xE0 ? 2
                                 : lead < 0xF0 ? 3
                                 : lead < 0xF5 ? 4
                                               : 0;
      char32_t point = length > 1 ? lead & (0x7Fu >> length) : lead;
      bool valid = length > 0 && i + length <= text.size();
      for (std::size_t k = 1; valid && k < length; ++k) {
        valid = (text[i + k] & 0xC0) == 0x80;
        point = point << 6 | (text[i + k] & 0x3F);
      }
      if (!valid) refuse(characters_.size(), "this is not UTF-8");
      characters_.push_back(
          {kind_of(point), point >= 0x2080 && point <= 0x2089, text.substr(i, length)});
      i += length;
    }
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
    Amounts sum = part(depth);
    while (peek() == '*') {
      ++at_;
      add(sum, part(depth), 1);
    }
    return sum;
  }

  Amounts part(int depth) {
    skip_blanks();
    const double times = is_digit(peek()) ? amount() : 1;
    Amounts sum{};
    const std::size_t begin = after_blanks(at_);
    for (skip_blanks(); starts_item(); skip_blanks()) item(sum, depth);
    if (at_ == begin) refuse(begin, "an element is missing here");
    Amounts all{};
    add(all, sum, times);
    return all;
  }

  // Whether an item stands here; refuses what can neither be one nor end a part.
  bool starts_item() const {
    const char c = peek();
    if (is_upper(c) || closing(c)) return true;
    if (at_end() || c == '*' || c == ')' || c == ']' || c == '}') return false;
    const std::string shown = quoted(characters_[at_].bytes);
    if (is_digit(c))
      refuse(at_, join("an amount stands right behind its element or bracket, or after '*' in "
                       "front of a part"));
    if (is_lower(c)) refuse(at_, join(shown, ": symbols of elements begin with a capital letter"));
    if (c == '^') refuse(at_, join(shown, ": charges and variables are not read"));
    if (c == '.')
      refuse(at_,
             "'.' is a decimal point with digits on both sides, as in 0.5; '*' separates the "
             "parts of a hydrate");
    refuse(at_, join(shown, " does not belong in a formula"));
  }

  void item(Amounts& sum, int depth) {
    Amounts one{};
    if (const char close = closing(peek()))
      one = bracket(close, depth);
    else
      one[std::size_t(symbol())] = 1;
    add(sum, one, is_digit(peek()) ? item_amount() : 1);
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
    refuse(begin,
           join(quoted(name, 20), " is none of the elements H to ", element(element_count).symbol,
                "; the nearest is '", nearest_symbol(name), "'"));
  }

  double amount() {
    const std::size_t begin = at_;
    std::string digits;
    const auto is_next = [&](std::size_t at) {
      return is_digit(peek(at)) && characters_[at].subscript == characters_[begin].subscript;
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
    if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.')
      refuse(begin, "an amount begins with 0 (is the letter O meant?)");
    double value = largest_amount + 1.0;  // stands where there are too many digits
    if (digits.size() <= most_digits)
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value == 0) refuse(begin, "an amount is 0");
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
  std::vector<Character> characters_;
  std::size_t at_ = 0;
};

}  // namespace

Composition parse_formula(const std::string& text) { return Parser(text).read(); }

}  // namespace graft
