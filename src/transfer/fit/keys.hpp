// Lists of option keys: each piece of a fit names those that it reads, a method those of its
// pieces.
#pragma once

#include <array>
#include <cstddef>

namespace graft {

template <std::size_t count>
using Keys = std::array<const char*, count>;

// One list out of several. A key may stand in more than one of them.
template <std::size_t... counts>
constexpr auto all_keys(const Keys<counts>&... groups) {
  Keys<(counts + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& group) {
    for (const char* key : group) all[at++] = key;
  };
  (append(groups), ...);
  return all;
}

// Of every fit.
inline constexpr Keys<2> fit_keys{"n_threads", "time_limit"};

}  // namespace graft
