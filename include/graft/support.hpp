// What the other parts of graft.hpp stand on: errors, handles that free themselves, what a callback
// threw.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#if defined(__GLIBCXX__)
#include <cxxabi.h>
#endif

#include "../graft.h"

namespace graft_api {

// A call that failed. what() names the argument, the row and the value.
class Error : public std::runtime_error {
 public:
  // With what the library said last on this thread.
  explicit Error(graft_status status) : Error(status, graft_last_error()) {}
  Error(graft_status status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  graft_status status() const noexcept { return status_; }
  const char* name() const noexcept { return graft_status_name(status_); }

 private:
  graft_status status_;
};

inline void check(graft_status status) {
  if (status != GRAFT_OK) throw Error(status);
}

inline void expect(int64_t given, int64_t wanted, const char* argument) {
  if (given != wanted)
    throw Error(GRAFT_ERROR_ARGUMENT, std::string(argument) + ": " + std::to_string(given) +
                                          " given where there are " + std::to_string(wanted));
}

// A text for a function of graft.h, which takes the first zero for its end.
inline std::string c_text(std::string_view text, const char* argument) {
  if (text.find('\0') != std::string_view::npos)
    throw Error(GRAFT_ERROR_ARGUMENT, std::string(argument) + ": holds a zero");
  return std::string(text);
}

// The text that a function of graft.h gives to (buffer, capacity, needed), its last arguments.
template <class Function, class... Arguments>
std::string text_of(Function function, Arguments... arguments) {
  int64_t needed = 0;
  check(function(arguments..., nullptr, int64_t{0}, &needed));
  std::string text(static_cast<std::size_t>(needed) + 1, '\0');
  check(function(arguments..., text.data(), needed + 1, nullptr));
  text.pop_back();
  return text;
}

// The handle that a function of graft.h makes, its last argument.
template <class Handle, class Function, class... Arguments>
Handle made(Function function, Arguments... arguments) {
  typename Handle::Opaque* out = nullptr;
  check(function(arguments..., &out));
  return Handle(out);
}

// Owns a handle of the library; may be empty.
template <class T, void (*free)(T*)>
class Handle {
 public:
  using Opaque = T;
  Handle() = default;
  explicit Handle(T* owned) noexcept : handle_(owned) {}
  T* get() const noexcept { return handle_.get(); }
  T* release() noexcept { return handle_.release(); }
  explicit operator bool() const noexcept { return handle_ != nullptr; }

 private:
  struct Free {
    void operator()(T* handle) const noexcept { free(handle); }
  };
  std::unique_ptr<T, Free> handle_;
};

// Keeps what a callback threw until the call that it was for is over: no exception may pass through
// frames of the library.
class Caught {
 public:
  static constexpr int32_t thrown = -0x47524146;  // what a callback then returns

  template <class Body>
  int32_t run(Body&& body) {
    try {
      return error_ ? thrown : body();
#if defined(__GLIBCXX__)
    } catch (const abi::__forced_unwind&) {
      throw;  // pthread_cancel ends this thread, which the library lets through
#endif
    } catch (...) {
      error_ = std::current_exception();
      return thrown;
    }
  }
  // Ends the call that gave the status.
  void finish(graft_status status) {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    check(status);
  }

 private:
  std::exception_ptr error_;
};

// The library that runs; graft.h has the macros of the header.
inline std::string_view version() { return graft_version(); }
inline int64_t version_number() { return graft_version_number(); }

// "rdkit": SMILES can be read.
inline bool has_feature(std::string_view feature) {
  return graft_has_feature(c_text(feature, "feature").c_str()) == 1;
}

// The last failure on this thread, "" if there was none.
inline std::string last_error() { return text_of(graft_last_error_copy); }

}  // namespace graft_api
