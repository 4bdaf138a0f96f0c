// The two ways in which operations share work between threads. Neither changes a result: a row, or
// a column of a sum over rows, is computed by one thread in the order of the rows.
#pragma once

#include "base/parallel.hpp"

namespace graft {

// body(begin, end) over blocks of 64 rows.
template <class Body>
void for_rows(ThreadPool& pool, int64_t rows, Body&& body) {
  constexpr int64_t block = 64;
  pool.for_blocks((rows + block - 1) / block, [&](int64_t b, int) {
    body(b * block, rows < (b + 1) * block ? rows : (b + 1) * block);
  });
}

// body(begin, end) over blocks of columns: for sums whose target rows are scattered.
template <class Body>
void for_cols(ThreadPool& pool, int64_t cols, Body&& body) {
  const int64_t share = (cols + pool.threads() - 1) / pool.threads();
  const int64_t block = (share + 15) / 16 * 16;
  pool.for_blocks((cols + block - 1) / block, [&](int64_t b, int) {
    body(b * block, cols < (b + 1) * block ? cols : (b + 1) * block);
  });
}

}  // namespace graft
