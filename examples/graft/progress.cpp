#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "output.hpp"

namespace command {

std::string duration_text(double seconds) {
  const auto whole = (long long)(std::ceil(std::max(seconds, 0.0)));
  if (whole < 120) return std::to_string(whole) + " s";
  const long long minutes = (whole + 59) / 60;
  if (minutes < 120) return std::to_string(minutes) + " min";
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

Progress::Progress(std::string label)
    : label_(std::move(label)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_(start_) {}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::show(double share, double seconds_left, const std::string& note) {
  const auto now = Clock::now();
  const auto interval = terminal_ ? std::chrono::milliseconds(100) : std::chrono::minutes(1);
  if (now - last_ < interval) return;
  last_ = now;
  share = std::clamp(share, 0.0, 1.0);
  if (seconds_left < 0 && share > 0) seconds_left = seconds() * (1 - share) / share;
  const int filled = int(24 * share);
  std::string line = label_ + " [" + std::string(std::size_t(filled), '#') +
                     std::string(std::size_t(24 - filled), '.') + "] " +
                     std::to_string(int(100 * share)) + " %";
  if (seconds_left >= 0) line += ", " + duration_text(seconds_left) + " left";
  if (!note.empty()) line += ", " + note;
  if (!terminal_) {
    write_all(STDERR_FILENO, line + '\n');
    return;
  }
  struct winsize size {};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  line.resize(std::min(line.size(), std::size_t(known ? size.ws_col - 1 : 79)));
  write_all(STDERR_FILENO, "\r\033[K" + line);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) write_all(STDERR_FILENO, "\r\033[K");
  drawn_ = false;
}

}  // namespace command
