#include "arguments.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "csv.hpp"
#include "failure.hpp"

namespace command {
namespace {

bool has(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

std::vector<Flag> read_flags(const std::vector<std::string>& words,
                             const std::vector<std::string>& with_value,
                             const std::vector<std::string>& switches) {
  std::vector<Flag> flags;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.rfind("--", 0) != 0)
      wrong_usage("'" + word + "' stands where a flag is wanted (see --help)");
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    if (has(switches, name)) {
      if (equals != std::string::npos) wrong_usage(name + " takes no value");
      flags.push_back({name, ""});
    } else if (!has(with_value, name)) {
      auto all = with_value;
      all.insert(all.end(), switches.begin(), switches.end());
      wrong_usage("unknown flag '" + name + "'; the nearest is " + graft::nearest(name, all) +
                  " (see --help)");
    } else if (equals != std::string::npos) {
      flags.push_back({name, word.substr(equals + 1)});
    } else if (i + 1 == words.size()) {
      wrong_usage(name + " wants a value");
    } else {
      flags.push_back({name, words[++i]});
    }
  }
  return flags;
}

std::vector<std::string> list_of(const Flag& flag) {
  std::vector<std::string> parts(1);
  for (const char c : flag.value) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (const auto& part : parts)
    if (part.empty()) wrong_usage(flag.name + " '" + flag.value + "' has an empty entry");
  return parts;
}

double number_of(const Flag& flag, double least, double most) {
  double value;
  if (!parse(flag.value, value) || !(value >= least && value <= most))
    wrong_usage(flag.name + " '" + flag.value + "' is not a number in [" + number_text(least) +
                ", " + number_text(most) + "]");
  return value;
}

long long count_of(const Flag& flag, long long least, long long most) {
  long long value;
  if (!parse(flag.value, value) || value < least || value > most)
    wrong_usage(flag.name + " '" + flag.value + "' is not a whole number in [" +
                std::to_string(least) + ", " + std::to_string(most) + "]");
  return value;
}

Setting setting_of(const Flag& flag, bool may_name_method) {
  const auto equals = flag.value.find('=');
  if (equals == std::string::npos || equals == 0)
    wrong_usage(flag.name + " '" + flag.value + "' is not key=value (keys: graft options)");
  Setting setting{"", flag.value.substr(0, equals), flag.value.substr(equals + 1)};
  const auto colon = setting.key.find(':');
  if (may_name_method && colon != std::string::npos) {
    setting.method = setting.key.substr(0, colon);
    setting.key.erase(0, colon + 1);
  }
  return setting;
}

}  // namespace command
