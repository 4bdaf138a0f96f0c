#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

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
  std::string line = "graft: " + message;
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  write_all(STDERR_FILENO, line + '\n');
}

void write_text(const std::string& path, const std::string& text) {
  if (path == "-") return print(text);
  struct stat info;
  const bool in_place = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  const std::string written = in_place ? path : path + "." + std::to_string(::getpid()) + ".part";
  const int file =
      ::open(written.c_str(),
             in_place ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) cannot_write(path, errno);
  int code = write_all(file, text);
  if (::close(file) != 0 && code == 0) code = errno;
  if (code == 0 && !in_place && ::rename(written.c_str(), path.c_str()) != 0) code = errno;
  if (code != 0 && !in_place) ::unlink(written.c_str());
  if (code != 0) cannot_write(path, code);
}

}  // namespace command
