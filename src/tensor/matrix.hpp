// Row-major float matrices without padding between rows, and the row tiles that products run on.
#pragma once

#include <algorithm>
#include <cstdint>

namespace graft {

// Products run on tiles of 64 rows, and on tiles of 16 for what is left: one oneDNN primitive per
// (tile, inputs, outputs) instead of one per batch size, and a row's bits depend neither on its
// neighbours nor on the batch. Storage is therefore padded to a multiple of 16 rows.
// The padding rows of values are finite, those of gradients zero.
constexpr int64_t big_tile = 64;
constexpr int64_t small_tile = 16;

constexpr int64_t padded_rows(int64_t rows) {
  return (rows + small_tile - 1) / small_tile * small_tile;
}

struct Matrix {
  float* data = nullptr;
  int64_t rows = 0;
  int64_t cols = 0;

  float* row(int64_t i) const { return data + i * cols; }
  int64_t size() const { return rows * cols; }
  int64_t padded_size() const { return padded_rows(rows) * cols; }
};

// The tiles that cover `rows` rows, the big ones first.
class Tiles {
 public:
  explicit Tiles(int64_t rows)
      : rows_(rows),
        big_(padded_rows(rows) / big_tile),
        small_(padded_rows(rows) % big_tile / small_tile) {}
  int64_t count() const { return big_ + small_; }
  bool is_big(int64_t tile) const { return tile < big_; }
  int64_t begin(int64_t tile) const {
    return is_big(tile) ? tile * big_tile : big_ * big_tile + (tile - big_) * small_tile;
  }
  // The first tile that begins at or after this row; count() when there is none.
  int64_t first_at(int64_t row) const {
    const int64_t bigs = (row + big_tile - 1) / big_tile;
    if (bigs <= big_ && (bigs < big_ || row <= big_ * big_tile)) return bigs;
    return std::min(count(), big_ + (row - big_ * big_tile + small_tile - 1) / small_tile);
  }
  int64_t end(int64_t tile) const {  // of the rows that hold data
    return std::min(rows_, begin(tile) + (is_big(tile) ? big_tile : small_tile));
  }

 private:
  int64_t rows_, big_, small_;
};

}  // namespace graft
