// What the functions that make and read data sets share.
#pragma once

#include "capi/guard.hpp"
#include "capi/handles.hpp"

namespace graft::capi {

// A new set in a context: make(context) gives it.
template <class Make>
graft_status make_dataset(const graft_context* context, graft_dataset** out, Make&& make) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const auto shared = context_or_default(context);
    *out = new graft_dataset{make(*shared), shared};
  });
}

// A set made from another one, in its context: make(other) gives it.
template <class Make>
graft_status derive_dataset(const graft_dataset* dataset, const char* name, graft_dataset** out,
                            Make&& make) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const graft_dataset& from = need(dataset, name);
    *out = new graft_dataset{make(from.value), from.context};
  });
}

inline bool strict_of(const graft_options* options) {
  return options_or_default(options).flag("strict");
}

// The caller's texts, as pointers or as bytes and offsets [count + 1]. Both name the text that is
// NULL, out of order or holds a zero.
std::vector<std::string> texts_of(const char* const* texts, int64_t count, const char* name);
std::vector<std::string> texts_of(const char* bytes, const int64_t* offsets, int64_t count);

// A caller's matrix: pointer, shape and strides checked.
template <class T>
StridedMatrix matrix_of(const T* x, int64_t rows, int64_t cols, int64_t row_stride,
                        int64_t col_stride) {
  at_least(rows, 0, "rows");
  at_least(cols, 1, "cols");
  if (rows > 0) need(x, "x");
  check_strides(rows, cols, row_stride, col_stride);
  return {x, rows, cols, row_stride, col_stride};
}

// A caller's structures, in the length unit of the options: pointers and strides checked, offsets as
// far as an array must be there for them.
StructureArrays structures_of(int64_t rows, const int64_t* atom_offsets, const int32_t* species,
                              const double* positions, int64_t atom_stride, int64_t axis_stride,
                              const double* cells, const int32_t* periodic,
                              const graft_options* options);

}  // namespace graft::capi
