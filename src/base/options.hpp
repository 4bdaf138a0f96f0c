// The one table of options: key, type, default, range, meaning. Everything that speaks of options
// (setters, messages, the listing through the C API, the model's info) reads it from here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace graft {

enum class OptionType { integer, real, text };

struct OptionSpec {
  const char* key;
  OptionType type;
  const char* initial;  // the default, as text
  double least, most;   // inclusive range of a number
  const char* choices;  // "a | b | c" for a text with a fixed set of values, else ""
  const char* meaning;
};

std::span<const OptionSpec> option_table();
std::string option_range(const OptionSpec& spec);  // "[1, 12]", "relu | silu", "any text"

class Options {
 public:
  Options();

  // All throw GRAFT_ERROR_OPTION: an unknown key names the nearest one, a value of the wrong type
  // or out of range states what is allowed.
  void set_integer(const std::string& key, int64_t value);
  void set_real(const std::string& key, double value);
  void set_string(const std::string& key, const std::string& value);
  void set_text(const std::string& key, const std::string& text);  // from the value's text

  int64_t integer(const char* key) const;
  double real(const char* key) const;
  bool flag(const char* key) const { return integer(key) != 0; }
  const std::string& string(const char* key) const;
  std::string text(const std::string& key) const;  // the value's text, exact to the last bit
  bool is_set(const std::string& key) const;       // by a setter, were it to the default

 private:
  void keep(std::size_t index, std::variant<int64_t, double, std::string> value);
  std::vector<std::variant<int64_t, double, std::string>> values_;  // in the table's order
  std::vector<bool> set_;                                           // likewise
};

}  // namespace graft
