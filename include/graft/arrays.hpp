// Arrays and texts on their way to the library and back.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "support.hpp"

namespace graft_api {

// An array of the caller's. One type for C++17 and C++20, which std::span converts to.
template <class T>
class Span {
  template <class C>
  using Element = std::remove_pointer_t<decltype(std::data(std::declval<C&>()))>;

 public:
  constexpr Span() = default;
  constexpr Span(T* data, std::size_t size) : data_(data), size_(static_cast<int64_t>(size)) {}
  template <class C, class = std::enable_if_t<std::is_convertible_v<Element<C> (*)[], T (*)[]>>>
  constexpr Span(C&& container)
      : data_(std::data(container)), size_(static_cast<int64_t>(std::size(container))) {}
  // For arguments: {0.025, 0.975} lives until the call is over.
  template <class U = T, class = std::enable_if_t<std::is_const_v<U>>>
  constexpr Span(std::initializer_list<std::remove_const_t<U>> list)
      : Span(std::data(list), list.size()) {}

  constexpr T* data() const { return data_; }
  constexpr int64_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  int64_t size_ = 0;
};

// What may be left out: nothing, or as many as there are rows.
template <class T>
T* optional(Span<T> values, int64_t rows, const char* argument) {
  if (values.size() == 0) return nullptr;
  expect(values.size(), rows, argument);
  return values.data();
}

// A matrix of the caller's: element (i, j) is data[i * row_stride + j * col_stride].
template <class T>
class MatrixView {
 public:
  MatrixView(T* first, int64_t row_count, int64_t col_count, int64_t next_row, int64_t next_col)
      : data(first), rows(row_count), cols(col_count), row_stride(next_row), col_stride(next_col) {}
  // Row after row, without gaps.
  MatrixView(Span<T> values, int64_t row_count, int64_t col_count)
      : MatrixView(values.data(), row_count, col_count, col_count, 1) {
    expect(values.size(), row_count * col_count, "matrix: values");
  }
  // Column after column: a Fortran or Eigen matrix.
  static MatrixView by_columns(Span<T> values, int64_t row_count, int64_t col_count) {
    const MatrixView plain(values, row_count, col_count);
    return {plain.data, row_count, col_count, 1, row_count};
  }
  template <class U, class = std::enable_if_t<std::is_convertible_v<U (*)[], T (*)[]>>>
  MatrixView(const MatrixView<U>& other)
      : MatrixView(other.data, other.rows, other.cols, other.row_stride, other.col_stride) {}

  T& operator()(int64_t row, int64_t col) const {
    return data[row * row_stride + col * col_stride];
  }
  void expect_shape(int64_t wanted_rows, int64_t wanted_cols) const {
    expect(rows, wanted_rows, "matrix: rows");
    expect(cols, wanted_cols, "matrix: columns");
  }

  T* data;
  int64_t rows, cols, row_stride, col_stride;
};
template <class C>
MatrixView(C&&, int64_t, int64_t)
    -> MatrixView<std::remove_pointer_t<decltype(std::data(std::declval<C&>()))>>;

// A matrix that a call gave, row after row.
struct Matrix {
  Matrix(int64_t row_count, int64_t col_count)
      : values(static_cast<std::size_t>(row_count * col_count)), rows(row_count), cols(col_count) {}
  double operator()(int64_t row, int64_t col) const {
    return values[static_cast<std::size_t>(row * cols + col)];
  }
  MatrixView<double> view() { return {values, rows, cols}; }

  std::vector<double> values;
  int64_t rows, cols;
};

// Many texts as bytes and offsets, from any range of what a std::string_view can be made of.
class Texts {
  template <class Range>
  using Item = decltype(*std::begin(std::declval<const Range&>()));

 public:
  template <class Range,
            class = std::enable_if_t<std::is_convertible_v<Item<Range>, std::string_view>>>
  Texts(const Range& texts) {
    for (const auto& text : texts) add(text);
  }
  Texts(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) add(text);
  }
  int64_t size() const { return static_cast<int64_t>(offsets_.size()) - 1; }
  const char* bytes() const { return bytes_.data(); }
  const int64_t* offsets() const { return offsets_.data(); }

 private:
  std::string place() const { return "texts[" + std::to_string(size()) + "]"; }
  void add(std::string_view text) {
    bytes_ += c_text(text, place().c_str());
    offsets_.push_back(static_cast<int64_t>(bytes_.size()));
  }
  void add(const char* text) {
    if (!text) throw Error(GRAFT_ERROR_ARGUMENT, place() + ": is NULL");
    add(std::string_view(text));
  }
  std::string bytes_;
  std::vector<int64_t> offsets_ = {0};
};

// For functions of graft.h that take an array of pointers.
class TextPointers {
 public:
  explicit TextPointers(const Texts& texts) {
    for (int64_t i = 0; i < texts.size(); ++i)
      texts_.emplace_back(texts.bytes() + texts.offsets()[i],
                          texts.bytes() + texts.offsets()[i + 1]);
    for (const std::string& text : texts_) pointers_.push_back(text.c_str());
  }
  const char* const* data() const { return pointers_.data(); }
  int64_t size() const { return static_cast<int64_t>(pointers_.size()); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

}  // namespace graft_api
