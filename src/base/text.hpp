// Small pieces of text: numbers without the locale, the nearest of several names, JSON.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace graft {

// The shortest text that reads back as the same double; "nan", "inf".
std::string format_number(double value);

// The candidate with the fewest insertions, deletions and changes of a letter (Levenshtein), less
// the letters that both begin with; upper and lower case are alike.
std::string nearest(const std::string& name, const std::vector<std::string>& candidates);

// A JSON value under construction: an object keeps the order in which members are added. Numbers
// that are not finite become null, as JSON has no other word for them; bytes that are no UTF-8
// become U+FFFD.
class Json {
 public:
  static Json object() { return Json("{", "}"); }
  static Json array() { return Json("[", "]"); }
  Json& add(const std::string& key, const std::string& text) { return put(key, string(text)); }
  Json& add(const std::string& key, const char* text) { return put(key, string(text)); }
  Json& add(const std::string& key, double value) { return put(key, number(value)); }
  Json& add(const std::string& key, int64_t value) { return put(key, std::to_string(value)); }
  Json& add(const std::string& key, const Json& value) { return put(key, value.str()); }
  Json& add(const Json& value) { return put("", value.str()); }
  std::string str() const { return open_ + body_ + close_; }

  static std::string string(const std::string& text);
  static std::string number(double value);

 private:
  Json(std::string open, std::string close) : open_(std::move(open)), close_(std::move(close)) {}
  Json& put(const std::string& key, const std::string& value) {
    if (!body_.empty()) body_ += ", ";
    if (open_ == "{") body_ += string(key) + ": ";
    body_ += value;
    return *this;
  }
  std::string open_, body_, close_;
};

}  // namespace graft
