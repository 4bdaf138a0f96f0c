// The edge of the library: every C function runs inside guard(), which lets nothing but a status
// out.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include "base/caller.hpp"
#include "base/context.hpp"
#include "base/error.hpp"
#include "base/options.hpp"
#include "graft.h"

namespace graft::capi {

// Keeps the message for graft_last_error() and returns the status.
graft_status report(graft_status status, const char* message) noexcept;

// A function of its own, so that no arithmetic of the body moves out of the caller's hold.
template <class Body>
[[gnu::noinline]] GRAFT_CATCHES_UNWINDING graft_status status_of(Body& body) {
  try {
    body();
    return GRAFT_OK;
  } catch (const Error& error) {
    return report(error.status(), error.what());
  } catch (const std::bad_alloc&) {
    return report(GRAFT_ERROR_MEMORY, "out of memory");
  } catch (const ForcedUnwind&) {
    throw;  // the host cancels this thread: not ours to swallow
  } catch (const std::exception& error) {
    return report(GRAFT_ERROR_INTERNAL, error.what());
  } catch (...) {
    return report(GRAFT_ERROR_INTERNAL, "an unknown exception");
  }
}

template <class Body>
graft_status guard(Body&& body) {
  Caller caller;  // what the host has set for its thread is set aside
  const graft_status status = status_of(body);
  caller.end();
  return status;
}

// Frees a handle. What it holds may wait for threads to end, where a host's pthread_cancel would
// unwind out of a destructor and end the process.
template <class Handle>
void discard(Handle* handle) {
  Caller caller;
  delete handle;
  caller.end();
}

// The argument, which must not be NULL.
template <class T>
T& need(T* argument, const char* name) {
  if (!argument) fail(GRAFT_ERROR_ARGUMENT, name, ": is NULL");
  return *argument;
}

inline std::string text(const char* argument, const char* name) { return &need(argument, name); }
inline std::string text_or_empty(const char* argument) { return argument ? argument : ""; }

inline int64_t at_least(int64_t value, int64_t least, const char* name) {
  if (value < least) fail(GRAFT_ERROR_ARGUMENT, name, ": ", value, " is less than ", least);
  return value;
}

// An index into something of that size.
inline int64_t index_of(int64_t index, int64_t size, const char* name) {
  if (index < 0 || index >= size)
    fail(GRAFT_ERROR_ARGUMENT, name, ": ", index, " is not in [0, ", size, ")");
  return index;
}

inline void expect(int64_t value, int64_t expected, const char* name) {
  if (value != expected)
    fail(GRAFT_ERROR_ARGUMENT, name, ": ", value, " given where there are ", expected);
}

// Sets an output array to zero before anything else is done.
template <class T>
void clear(T* output, int64_t count) {
  if (output)
    for (int64_t i = 0; i < count; ++i) output[i] = T{};
}

// The same for a matrix with strides.
template <class T>
void clear(T* output, int64_t rows, int64_t cols, int64_t row_stride, int64_t col_stride) {
  if (output)
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j) output[i * row_stride + j * col_stride] = 0;
}

inline void check_strides(int64_t rows, int64_t cols, int64_t row_stride, int64_t col_stride) {
  if (rows > 1 && row_stride == 0) fail(GRAFT_ERROR_ARGUMENT, "row_stride: is 0");
  if (cols > 1 && col_stride == 0) fail(GRAFT_ERROR_ARGUMENT, "col_stride: is 0");
}

// [rows, cols], row-major, to a matrix of the caller's.
inline void fill(std::span<const double> from, double* values, int64_t rows, int64_t cols,
                 int64_t row_stride, int64_t col_stride) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < cols; ++j)
      values[i * row_stride + j * col_stride] = from[std::size_t(i * cols + j)];
}

// An array of the caller's; NULL is an error unless it is empty.
template <class T>
std::span<const T> array(const T* data, int64_t count, const char* name) {
  if (count > 0) need(data, name);
  return {data, std::size_t(count)};
}

inline std::span<const double> optional_array(const double* data, int64_t count) {
  return data ? std::span<const double>{data, std::size_t(count)} : std::span<const double>{};
}

// Writes a text to (buffer, capacity, needed).
void give(std::string_view text, char* buffer, int64_t capacity, int64_t* needed);
// What give() does first: an empty text.
void clear_text(char* buffer, int64_t capacity, int64_t* needed);

const Options& options_or_default(const graft_options* options);

// What stands behind a context of the caller's; NULL: one of its own.
std::shared_ptr<const Context> context_or_default(const graft_context* context);

// The threads of a call: what its options say, else its context.
inline int threads_of(const graft_options* options, const Context& context) {
  if (options && options_or_default(options).is_set("n_threads"))
    return int(options_or_default(options).integer("n_threads"));
  return context.threads();
}

}  // namespace graft::capi
