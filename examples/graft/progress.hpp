// A bar on standard error with the time that is left: redrawn in place on a terminal, a line a
// minute elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace command {

class Progress {
 public:
  explicit Progress(std::string label);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // share in [0, 1]; seconds_left < 0: from the share and the time that has passed. The note stands
  // at the end of the line. Draws at most ten times a second.
  void show(double share, double seconds_left, const std::string& note);
  void clear();  // takes the bar away, so that other lines can be written
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  bool terminal_, drawn_ = false;
  Clock::time_point start_, last_;
};

// "12 s", "3 min", "2 h 10 min".
std::string duration_text(double seconds);

}  // namespace command
