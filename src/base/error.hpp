// Errors inside the library are exceptions that already carry the caller's status; the C layer
// turns them into a code and a message at one place (capi/guard.hpp).
#pragma once

#include <cstdint>
#include <exception>
#include <locale>
#include <sstream>
#include <string>

#include "base/utf8.hpp"
#include "graft.h"

namespace graft {

class Error : public std::exception {
 public:
  Error(graft_status status, std::string message) : status_(status), message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  graft_status status() const noexcept { return status_; }

 private:
  graft_status status_;
  std::string message_;
};

// Joins its arguments into one message: join("row ", 3, ": value ", x).
template <class... Parts>
std::string join(const Parts&... parts) {
  std::ostringstream text;
  text.exceptions(std::ios::badbit);  // without memory it would be cut, and nobody told
  text.imbue(std::locale::classic());  // a host may have set another for the process
  (text << ... << parts);
  return text.str();
}

template <class... Parts>
[[noreturn]] void fail(graft_status status, const Parts&... parts) {
  throw Error(status, join(parts...));
}

// The text as a message may show it: cut to `limit` bytes of whole characters, control characters
// replaced.
inline std::string quoted(const std::string& text, std::size_t limit = 120) {
  std::string shown = "'";
  for (unsigned char c : cut(text, limit)) shown += c < 0x20 || c == 0x7f ? '?' : char(c);
  return shown + (text.size() > limit ? "...'" : "'");
}

}  // namespace graft
