// Memory for one step: handed out by moving a pointer, taken back all at once. After the first few
// steps the arena is one block of the right size and a step allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "tensor/matrix.hpp"

namespace graft {

class Arena {
 public:
  void* allocate(std::size_t bytes);  // 64-byte aligned, not initialised

  template <class T>
  T* array(int64_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(allocate(sizeof(T) * std::size_t(count)));
  }
  template <class T>
  T* make(T value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T))) T(std::move(value));
  }
  // Not initialised but for the padding rows, which are zero.
  Matrix matrix(int64_t rows, int64_t cols);

  void reset();

 private:
  struct Free {
    void operator()(std::byte* p) const { ::operator delete[](p, std::align_val_t{64}); }
  };
  struct Block {
    std::unique_ptr<std::byte[], Free> bytes;
    std::size_t size;
  };
  void add_block(std::size_t size);
  std::vector<Block> blocks_;
  std::size_t used_ = 0;   // of the last block
  std::size_t total_ = 0;  // handed out since the last reset
};

}  // namespace graft
