// The words of a command line: flags with a value, flags without, in the order in which they stand,
// because a data set's flags follow it. What a command accepts is one table, so that a flag it does
// not know is named together with the nearest one that it does.
#pragma once

#include <string>
#include <vector>

namespace command {

struct Flag {
  std::string name;   // "--target"
  std::string value;  // "" for a switch
};

// Splits the words after the command's name. `with_value` and `switches` are the flags it takes;
// "--flag=value" is the same as "--flag value". Throws Failure(exit_usage).
std::vector<Flag> read_flags(const std::vector<std::string>& words,
                             const std::vector<std::string>& with_value,
                             const std::vector<std::string>& switches);

// "a,b,c". Throws Failure(exit_usage) for an empty part, naming the flag.
std::vector<std::string> list_of(const Flag& flag);

// A number in [least, most], or Failure(exit_usage) that names the flag and the value.
double number_of(const Flag& flag, double least, double most);
long long count_of(const Flag& flag, long long least, long long most);

// An option of the library: "key=value", in evaluate also "method:key=value".
struct Setting {
  std::string method;  // "": of every method
  std::string key, value;
};
Setting setting_of(const Flag& flag, bool may_name_method);

}  // namespace command
