// What costs something and is not always needed, such as canonical SMILES or the descriptors of a
// structure: worked out once for each row, when one is first asked for, and kept.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/parallel.hpp"

namespace graft {

// May be asked from several threads at once; a value that was given out stays where it is.
template <class Value>
class RowValues {
 public:
  // The values of these rows of `all`; those that are not known yet are made in parallel, by
  // make(row). What it throws is rethrown here; the rows made until then stay known.
  template <class Make>
  std::vector<const Value*> of(std::span<const std::size_t> rows, std::size_t all, int threads,
                               const Make& make) const {
    const std::lock_guard lock(mutex_);
    values_.resize(all);
    std::vector<std::size_t> unknown;
    for (const std::size_t row : rows)
      if (!values_[row]) unknown.push_back(row);
    std::sort(unknown.begin(), unknown.end());
    unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
    constexpr std::size_t block = 16;
    const auto blocks = int64_t((unknown.size() + block - 1) / block);
    ThreadPool pool(int(std::clamp<int64_t>(blocks, 1, threads)));
    pool.for_blocks(blocks, [&](int64_t b, int) {
      const std::size_t first = std::size_t(b) * block;
      for (std::size_t i = first; i < std::min(unknown.size(), first + block); ++i)
        values_[unknown[i]] = std::make_unique<const Value>(make(unknown[i]));
    });
    std::vector<const Value*> found;
    for (const std::size_t row : rows) found.push_back(values_[row].get());
    return found;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<const Value>> values_;  // by row
};

}  // namespace graft
