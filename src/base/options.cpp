#include "base/options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"

namespace graft {
namespace {

const char* type_name(OptionType type) {
  return type == OptionType::integer ? "an integer"
         : type == OptionType::real  ? "a number"
                                     : "a text";
}

std::size_t index_of(const std::string& key) {
  const auto table = option_table();
  for (std::size_t i = 0; i < table.size(); ++i)
    if (key == table[i].key) return i;
  std::vector<std::string> keys;
  for (const auto& spec : table) keys.push_back(spec.key);
  fail(GRAFT_ERROR_OPTION, "unknown option ", quoted(key), "; the nearest is '", nearest(key, keys),
       "'");
}

void check_number(const OptionSpec& spec, double value) {
  if (!(value >= spec.least && value <= spec.most))
    fail(GRAFT_ERROR_OPTION, "option '", spec.key, "': ", format_number(value), " is not in ",
         option_range(spec));
}

[[noreturn]] void wrong_type(const OptionSpec& spec, const char* given) {
  fail(GRAFT_ERROR_OPTION, "option '", spec.key, "' is ", type_name(spec.type), ", not ", given);
}

bool is_choice(const OptionSpec& spec, const std::string& value) {
  if (!*spec.choices) return true;
  const std::string list = std::string(" | ") + spec.choices + " | ";
  return !value.empty() && value.find('|') == std::string::npos &&
         list.find(" | " + value + " | ") != std::string::npos;
}

}  // namespace

std::string option_range(const OptionSpec& spec) {
  if (spec.type == OptionType::text) return *spec.choices ? spec.choices : "any text";
  return join("[", format_number(spec.least), ", ", format_number(spec.most), "]");
}

Options::Options() {
  values_.resize(option_table().size());
  set_.resize(values_.size());
  for (const auto& spec : option_table()) set_text(spec.key, spec.initial);
  set_.assign(values_.size(), false);
}

void Options::set_integer(const std::string& key, int64_t value) {
  const std::size_t i = index_of(key);
  const OptionSpec& spec = option_table()[i];
  if (spec.type == OptionType::real) return set_real(key, double(value));
  if (spec.type == OptionType::text) wrong_type(spec, "an integer");
  check_number(spec, double(value));
  keep(i, value);
}

void Options::set_real(const std::string& key, double value) {
  const std::size_t i = index_of(key);
  const OptionSpec& spec = option_table()[i];
  if (spec.type != OptionType::real) wrong_type(spec, "a floating-point number");
  check_number(spec, value);
  keep(i, value);
}

void Options::set_string(const std::string& key, const std::string& value) {
  const std::size_t i = index_of(key);
  const OptionSpec& spec = option_table()[i];
  if (spec.type != OptionType::text) wrong_type(spec, "a text");
  if (!is_choice(spec, value))
    fail(GRAFT_ERROR_OPTION, "option '", spec.key, "': ", quoted(value), " is not one of ",
         spec.choices);
  keep(i, value);
}

void Options::set_text(const std::string& key, const std::string& text) {
  const OptionSpec& spec = option_table()[index_of(key)];
  if (spec.type == OptionType::text) return set_string(key, text);
  const char* end = text.data() + text.size();
  const auto read = [&](auto& value) {
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end)
      fail(GRAFT_ERROR_OPTION, "option '", spec.key, "': ", quoted(text), " is not ",
           type_name(spec.type), " in ", option_range(spec));
  };
  if (spec.type == OptionType::integer) {
    int64_t value = 0;
    read(value);
    set_integer(key, value);
  } else {
    double value = 0;
    read(value);
    set_real(key, value);
  }
}

void Options::keep(std::size_t index, std::variant<int64_t, double, std::string> value) {
  values_[index] = std::move(value);
  set_[index] = true;
}

bool Options::is_set(const std::string& key) const { return set_[index_of(key)]; }

int64_t Options::integer(const char* key) const {
  return std::get<int64_t>(values_[index_of(key)]);
}
double Options::real(const char* key) const { return std::get<double>(values_[index_of(key)]); }
const std::string& Options::string(const char* key) const {
  return std::get<std::string>(values_[index_of(key)]);
}

std::string Options::text(const std::string& key) const {
  const auto& value = values_[index_of(key)];
  if (const auto* i = std::get_if<int64_t>(&value)) return std::to_string(*i);
  if (const auto* r = std::get_if<double>(&value)) return format_number(*r);
  return std::get<std::string>(value);
}

}  // namespace graft
