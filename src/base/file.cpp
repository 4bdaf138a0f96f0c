#include "base/file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "base/file_limit.hpp"

namespace graft {
namespace {

[[noreturn]] void refuse(int code) { throw std::system_error(code, std::generic_category()); }

// Runs a system call again when a signal interrupts it. close() is never repeated: the descriptor
// is gone all the same, and another thread may have got its number.
template <class Call>
auto repeated(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

void check(int result) {
  if (result != 0) refuse(errno);
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0)
      : fd_(repeated([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); })) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void close() {  // with what the system found out late, as over a network
    const int result = ::close(fd_);
    fd_ = -1;
    if (result != 0 && errno != EINTR) refuse(errno);
  }

 private:
  int fd_;
};

void write_all(int fd, std::span<const uint8_t> bytes) {
  const FileLimitHeld held;
  while (!bytes.empty()) {
    const ssize_t n = repeated([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (n < 0) refuse(errno);
    bytes = bytes.subspan(std::size_t(n));
  }
}

// ---- Where ----------------------------------------------------------------------------------

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string in_folder(const std::string& folder, const std::string& name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

// The path behind the symlinks at its end, which need not lead to a file yet. The links of /proc
// (/dev/stdout is one) are not followed: they lead to an open file, whatever has its name now.
std::string behind_links(std::string path) {
  for (int links = 0;; ++links) {
    struct stat info;
    if (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return path;
    if (path.starts_with("/proc/")) return path;
    if (links == 40) refuse(ELOOP);
    std::string to(4096, '\0');
    const ssize_t size = ::readlink(path.c_str(), to.data(), to.size());
    if (size < 0) refuse(errno);
    to.resize(std::size_t(size));
    path = to.starts_with('/') ? to : in_folder(folder_of(path), to);
  }
}

struct Place {
  std::string path;       // behind the symlinks
  bool there = false;     // a file that is to be replaced
  bool in_place = false;  // a pipe, a terminal, a device, an open file of /proc
  struct stat before {};  // when it is there
};

Place place_of(const std::string& path) {
  Place place;
  if (path.empty()) refuse(ENOENT);
  place.path = behind_links(path);
  if (::stat(path.c_str(), &place.before) != 0) {
    if (errno != ENOENT) refuse(errno);
    if (name_of(place.path).empty()) refuse(EISDIR);
    return place;
  }
  if (S_ISDIR(place.before.st_mode)) refuse(EISDIR);
  struct stat found;
  place.there = S_ISREG(place.before.st_mode) && ::lstat(place.path.c_str(), &found) == 0 &&
                S_ISREG(found.st_mode);
  place.in_place = !place.there;
  return place;
}

void check_place(const std::string& path, const Place& place) {
  const auto allowed = [](const std::string& path, int how) {
    if (::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) != 0) refuse(errno);
  };
  // A file that is write-protected is not replaced either, though the folder would allow it.
  if (place.in_place) return allowed(path, W_OK);
  if (place.there) allowed(place.path, W_OK);
  const std::string folder = folder_of(place.path);
  struct stat info;
  check(::stat(folder.c_str(), &info));
  if (!S_ISDIR(info.st_mode)) refuse(ENOTDIR);
  allowed(folder, W_OK | X_OK);
  const uid_t self = ::geteuid();
  if (place.there && (info.st_mode & S_ISVTX) != 0 && self != 0 && self != info.st_uid &&
      self != place.before.st_uid)
    refuse(EPERM);  // another's file in a folder like /tmp
}

// ---- The part file --------------------------------------------------------------------------

// NAME.PID-N.part, the name cut so that all of it may be a file's name.
std::string stem_of(const std::string& name) {
  std::size_t size = std::min<std::size_t>(name.size(), 200);
  while (size < name.size() && size > 0 && (uint8_t(name[size]) & 0xC0) == 0x80) --size;
  return name.substr(0, size) + ".";
}

bool is_part_of(std::string_view name, const std::string& stem) {
  constexpr std::string_view end = ".part";
  if (!name.starts_with(stem) || !name.ends_with(end) || name.size() <= stem.size() + end.size())
    return false;
  name = name.substr(stem.size(), name.size() - stem.size() - end.size());
  return name.find_first_not_of("0123456789-") == name.npos && name.find('-') != name.npos;
}

// Removes the part files of processes that are gone. A writer holds a lock on its part file, which
// the system gives back when the process ends: unlike a process's number it does not come again
// and holds across containers that share a folder. Where there are no locks, nothing is removed.
void remove_left_parts(const std::string& folder, const std::string& stem) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
  if (!listing) return;
  while (const dirent* entry = ::readdir(listing.get())) {
    if (!is_part_of(entry->d_name, stem)) continue;
    const std::string path = in_folder(folder, entry->d_name);
    const Descriptor part(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
    struct stat info;
    if (part.get() >= 0 && ::fstat(part.get(), &info) == 0 && S_ISREG(info.st_mode) &&
        ::flock(part.get(), LOCK_EX | LOCK_NB) == 0)
      ::unlink(path.c_str());
  }
}

// A new, locked file beside the path's; removed unless it has been renamed.
class Part {
 public:
  Part(const std::string& folder, const std::string& stem, mode_t mode) {
    static std::atomic<unsigned> counter{0};
    for (;;) {
      path_ = in_folder(folder, join(stem, ::getpid(), "-", counter++, ".part"));
      file_ = std::make_unique<Descriptor>(path_, O_WRONLY | O_CREAT | O_EXCL, mode);
      if (file_->get() < 0 && errno == EEXIST) continue;  // of a process that had our number
      if (file_->get() < 0) refuse(errno);
      // Another writer may have taken it for a left one before it was locked: then the next name.
      struct stat info;
      const bool locked = ::flock(file_->get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
      if (locked && ::fstat(file_->get(), &info) == 0 && info.st_nlink > 0) return;
    }
  }
  ~Part() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  int get() const { return file_->get(); }
  void rename_to(const std::string& path) {
    check(repeated([&] { return ::fsync(get()); }));
    check(::rename(path_.c_str(), path.c_str()));
    path_.clear();
    file_->close();
  }

 private:
  std::string path_;
  std::unique_ptr<Descriptor> file_;
};

// The new file as accessible as the old one was, never more: where its owner or group cannot be
// kept, what they alone were allowed is not given to others.
void keep_owner_and_mode(int fd, const struct stat& before) {
  struct stat now;
  check(::fstat(fd, &now));
  mode_t mode = before.st_mode & 07777;
  if (now.st_uid != before.st_uid || now.st_gid != before.st_gid) {
    const bool whole = ::fchown(fd, before.st_uid, before.st_gid) == 0;
    if (!whole && ::fchown(fd, uid_t(-1), before.st_gid) != 0) mode &= ~mode_t{070};
    if (!whole) mode &= 0777;
  }
  if ((now.st_mode & 07777) != mode) check(::fchmod(fd, mode));
}

// The rename itself is only on the disk when the folder is. Not every system lets a folder be
// opened or synced; that is then as good as it gets.
void sync_folder(const std::string& folder) {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
  if (opened.get() < 0) return;
  if (repeated([&] { return ::fsync(opened.get()); }) != 0 && errno == EIO) refuse(errno);
}

void replace(const Place& place, std::span<const uint8_t> bytes) {
  const std::string folder = folder_of(place.path), stem = stem_of(name_of(place.path));
  remove_left_parts(folder, stem);
  Part part(folder, stem, place.there ? 0600 : 0666);
  write_all(part.get(), bytes);
  if (place.there) keep_owner_and_mode(part.get(), place.before);
  part.rename_to(place.path);
  sync_folder(folder);
}

void overwrite(const std::string& path, std::span<const uint8_t> bytes) {
  Descriptor file(path, O_WRONLY | O_TRUNC);
  if (file.get() < 0) refuse(errno);
  write_all(file.get(), bytes);
  file.close();
}

// Runs `work`; what the system refuses leaves as an Error with the path.
template <class Work>
auto with_path(const char* what, const std::string& path, Work work) {
  try {
    return work();
  } catch (const std::system_error& error) {
    // strerror is not thread-safe; the standard category's message is.
    fail(GRAFT_ERROR_IO, "cannot ", what, " ", quoted(path), ": ", error.code().message());
  }
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path) {
  return with_path("read", path, [&] {
    const Descriptor file(path, O_RDONLY);
    struct stat info;
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) refuse(errno);
    if (S_ISDIR(info.st_mode)) refuse(EISDIR);
    std::vector<uint8_t> bytes;
    bytes.reserve(std::size_t(info.st_size > 0 ? info.st_size : 0) + 1);
    std::vector<uint8_t> block(std::size_t{1} << 16);  // more than a small stack has to spare
    for (;;) {
      const ssize_t n = repeated([&] { return ::read(file.get(), block.data(), block.size()); });
      if (n < 0) refuse(errno);
      if (n == 0) return bytes;
      bytes.insert(bytes.end(), block.begin(), block.begin() + n);
    }
  });
}

void write_file(const std::string& path, std::span<const uint8_t> bytes) {
  with_path("write", path, [&] {
    const Place place = place_of(path);
    check_place(path, place);
    if (place.in_place)
      overwrite(path, bytes);
    else
      replace(place, bytes);
  });
}

void check_writable(const std::string& path) {
  with_path("write", path, [&] { check_place(path, place_of(path)); });
}

}  // namespace graft
