#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

#include "base/error.hpp"

namespace graft {
namespace {

// strerror is not thread-safe; the standard category is.
std::string reason(int code) { return std::generic_category().message(code); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int close() {
    const int result = ::close(fd_);
    fd_ = -1;
    return result;
  }

 private:
  int fd_;
};

void write_all(int fd, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::system_error(errno, std::generic_category());
    bytes = bytes.subspan(std::size_t(n));
  }
}

void check(int result) {
  if (result != 0) throw std::system_error(errno, std::generic_category());
}

// A name in the same folder, so that the rename stays within one file system.
std::string name_beside(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return join(path, ".", ::getpid(), "-", counter++, ".part");
}

bool is_special(const std::string& path) {  // a pipe, a terminal, a device
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info;
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
    fail(GRAFT_ERROR_IO, "cannot read ", quoted(path), ": ", reason(errno));
  if (S_ISDIR(info.st_mode)) fail(GRAFT_ERROR_IO, "cannot read ", quoted(path), ": a directory");
  std::vector<uint8_t> bytes;
  bytes.reserve(std::size_t(info.st_size > 0 ? info.st_size : 0) + 1);
  uint8_t block[1 << 16];
  for (;;) {
    const ssize_t n = ::read(file.get(), block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(GRAFT_ERROR_IO, "cannot read ", quoted(path), ": ", reason(errno));
    if (n == 0) return bytes;
    bytes.insert(bytes.end(), block, block + n);
  }
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  const bool in_place = is_special(path);
  const std::string written = in_place ? path : name_beside(path);
  const int flags = in_place ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  Descriptor file(::open(written.c_str(), flags, 0666));
  if (file.get() < 0) fail(GRAFT_ERROR_IO, "cannot write ", quoted(path), ": ", reason(errno));
  try {
    write_all(file.get(), bytes);
    if (!in_place) check(::fsync(file.get()));
    check(file.close());
    if (!in_place) check(::rename(written.c_str(), path.c_str()));
  } catch (const std::system_error& error) {
    if (!in_place) ::unlink(written.c_str());
    fail(GRAFT_ERROR_IO, "cannot write ", quoted(path), ": ", error.code().message());
  }
}

}  // namespace graft
