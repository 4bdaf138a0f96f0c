// Signals that ask the program to end. While an Interrupts lives they end the work at its next
// step, and what was reached is kept; a signal that comes again ends the program.
#pragma once

#include <signal.h>

#include <array>
#include <string>

namespace command {

class Interrupts {
 public:
  // Ctrl-C, what batch systems send when the time is up, and the loss of the terminal. A signal
  // that the program was started to ignore (nohup) stays ignored.
  static constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};

  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  std::array<struct sigaction, signals.size()> before_ = {};
};

// The signal that came, or 0.
int interrupted();

// "interrupted by SIGTERM".
std::string interrupted_text();

// The exit code of a program that a signal ended, as shells show it: 128 and its number.
int interrupted_code();

}  // namespace command
