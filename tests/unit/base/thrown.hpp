// What a call throws, for tests of errors.
#pragma once

#include <string>

#include "base/error.hpp"

namespace graft {

struct Thrown {
  graft_status status = GRAFT_OK;
  std::string message;
  bool says(const std::string& text) const { return message.find(text) != std::string::npos; }
};

template <class F>
Thrown thrown_by(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return {error.status(), error.what()};
  }
  return {};
}

}  // namespace graft
