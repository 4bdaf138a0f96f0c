#include "tensor/arena.hpp"

#include <algorithm>
#include <cstring>

namespace graft {

void Arena::add_block(std::size_t size) {
  auto* bytes = static_cast<std::byte*>(::operator new[](size, std::align_val_t{64}));
  blocks_.push_back({std::unique_ptr<std::byte[], Free>(bytes), size});
  used_ = 0;
}

void* Arena::allocate(std::size_t bytes) {
  bytes = (bytes + 63) / 64 * 64;
  if (blocks_.empty() || blocks_.back().size - used_ < bytes)
    add_block(std::max(bytes, std::max(std::size_t{1} << 20, total_)));
  void* place = blocks_.back().bytes.get() + used_;
  used_ += bytes;
  total_ += bytes;
  return place;
}

Matrix Arena::matrix(int64_t rows, int64_t cols) {
  Matrix m{array<float>(padded_rows(rows) * cols), rows, cols};
  std::memset(m.row(rows), 0, sizeof(float) * std::size_t(m.padded_size() - m.size()));
  return m;
}

void Arena::reset() {
  if (blocks_.size() > 1) {  // one block that would have held it all
    const std::size_t size = total_ + total_ / 4;
    blocks_.clear();
    add_block(size);
  }
  used_ = total_ = 0;
}

}  // namespace graft
