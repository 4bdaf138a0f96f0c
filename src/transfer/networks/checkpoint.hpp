// The state of a whole fit on disk: every member's last finished epoch. Sealed like a model file
// and bound to its data and options, so that a fit never goes on from another fit's state.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "transfer/fit/control.hpp"
#include "transfer/networks/member_state.hpp"

namespace graft {

class Checkpoint {
 public:
  // An empty path: keeps nothing. Otherwise takes up the file if there is one. Throws
  // GRAFT_ERROR_DATA when the file belongs to other data or options, GRAFT_ERROR_FORMAT when it is
  // damaged. `plan`: of the members, whose number it leaves open.
  Checkpoint(std::string path, double every, uint32_t fingerprint, int64_t members,
             MemberPlan plan);

  // Throws GRAFT_ERROR_FORMAT for a state that no training can have left.
  std::optional<MemberState> state(int64_t member) const;
  // Keeps the state, and writes the file when it is due. Thread-safe.
  void put(int64_t member, const MemberState& state);
  void flush();  // writes what is not yet on disk

 private:
  void write_file_locked();
  std::string path_;
  double every_;
  uint32_t fingerprint_;
  MemberPlan plan_;
  std::vector<std::vector<uint8_t>> members_;  // serialised; empty: not begun
  bool dirty_ = false;
  FitControl::Clock::time_point written_ = FitControl::Clock::now();
  std::mutex mutex_;
};

}  // namespace graft
