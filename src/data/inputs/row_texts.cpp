#include "data/inputs/row_texts.hpp"

#include <algorithm>
#include <cstdint>

#include "base/parallel.hpp"

namespace graft {

std::vector<const std::string*> RowTexts::of(
    std::span<const std::size_t> rows, std::size_t all, int threads,
    const std::function<std::string(std::size_t)>& make) const {
  const std::lock_guard lock(mutex_);
  texts_.resize(all);
  std::vector<std::size_t> unknown;
  for (const std::size_t row : rows)
    if (!texts_[row]) unknown.push_back(row);
  std::sort(unknown.begin(), unknown.end());
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  constexpr std::size_t block = 16;
  const auto blocks = int64_t((unknown.size() + block - 1) / block);
  ThreadPool pool(int(std::clamp<int64_t>(blocks, 1, threads)));
  pool.for_blocks(blocks, [&](int64_t b, int) {
    const std::size_t first = std::size_t(b) * block;
    for (std::size_t i = first; i < std::min(unknown.size(), first + block); ++i)
      texts_[unknown[i]] = std::make_unique<const std::string>(make(unknown[i]));
  });
  std::vector<const std::string*> found;
  for (const std::size_t row : rows) found.push_back(texts_[row].get());
  return found;
}

}  // namespace graft
