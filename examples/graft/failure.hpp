// How the command ends: its exit codes, and the exceptions that lead to them. main() turns each
// into one line on standard error.
#pragma once

#include <stdexcept>
#include <string>

namespace command {

enum Exit : int {
  exit_ok = 0,
  exit_refused = 1,      // the library refused: its message is printed
  exit_usage = 2,        // wrong usage of the command line
  exit_io = 3,           // the system refused to read or write
  exit_unconverged = 4,  // finished, but chains have not mixed: the model is written all the same
};

class Failure : public std::runtime_error {
 public:
  Failure(Exit code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Exit code() const noexcept { return code_; }

 private:
  Exit code_;
};

[[noreturn]] inline void wrong_usage(const std::string& message) {
  throw Failure(exit_usage, message);
}

}  // namespace command
