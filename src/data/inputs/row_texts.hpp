// Texts that cost something and are not always needed, such as canonical SMILES: worked out once
// for each row, when one is first asked for, and kept.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace graft {

// May be asked from several threads at once; a text that was given out stays where it is.
class RowTexts {
 public:
  // The texts of these rows of `all`; those that are not known yet are made in parallel. What
  // `make` throws is rethrown here; the rows made until then stay known.
  std::vector<const std::string*> of(std::span<const std::size_t> rows, std::size_t all,
                                     int threads,
                                     const std::function<std::string(std::size_t)>& make) const;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<const std::string>> texts_;  // by row
};

}  // namespace graft
