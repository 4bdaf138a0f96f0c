#include "output.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/utf8.hpp"
#include "failure.hpp"

namespace command {

int write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(descriptor, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += std::size_t(n);
  }
  return 0;
}

void cannot_write(const std::string& path, int code) {
  throw Failure(exit_io, "cannot write '" + path + "': " + std::generic_category().message(code));
}

void print(const std::string& text) {
  static bool reader_gone = false;
  if (reader_gone) return;
  const int code = write_all(STDOUT_FILENO, text);
  if (code == EPIPE)
    reader_gone = true;
  else if (code != 0)
    cannot_write("standard output", code);
}

void complain(const std::string& message) {
  std::string line(7 + message.size() + 1, '\0');  // a table's bytes may be no UTF-8
  graft::copy_valid("graft: " + message, line.data(), line.size());
  line.resize(line.find('\0'));
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  write_all(STDERR_FILENO, line + '\n');
}

namespace {

// The library's errors of files, as the command's.
template <class Call>
void with_exit_code(Call call) {
  try {
    call();
  } catch (const graft::Error& error) {
    throw Failure(exit_io, error.what());
  }
}

}  // namespace

void write_text(const std::string& path, const std::string& text) {
  if (path == "-") return print(text);
  with_exit_code([&] {
    graft::write_file(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  });
}

void check_writable(const std::string& path) {
  if (path != "-") with_exit_code([&] { graft::check_writable(path); });
}

}  // namespace command
