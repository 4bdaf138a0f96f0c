#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"

using namespace graft;
namespace fs = std::filesystem;

namespace {

struct Folder {  // a new empty folder, removed at the end
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "graft-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
  int entries() const {
    return int(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

// Files of this process end at `bytes` as long as it lives: a full disk, also for the superuser.
struct FullDisk {
  rlimit before{};
  void (*handler)(int);
  explicit FullDisk(rlim_t bytes) {
    handler = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
  }
};

std::vector<uint8_t> numbers(std::size_t count) {
  std::vector<uint8_t> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = uint8_t(i * 7 + i / 256);
  return bytes;
}

struct stat info_of(const std::string& path) {
  struct stat info;
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info;
}

// The superuser may write anywhere; as anyone else the checks of permissions are seen. Gives back
// what the child said.
template <class Work>
bool holds_for_nobody(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
    ::_exit(work() ? 0 : 1);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a file is read back as it was written, and nothing stays beside it") {
  const Folder folder;
  for (const std::size_t size : {0, 1, 65536, 200001}) {
    write_file(folder / "file", numbers(size));
    CHECK(read_file(folder / "file") == numbers(size));
    CHECK(folder.entries() == 1);
  }
}

TEST_CASE("a write that fails leaves the old file as it was and nothing beside it") {
  const Folder folder;
  const std::string path = folder / "file";
  write_file(path, numbers(10));
  Thrown error;
  {
    const FullDisk full(4096);
    error = thrown_by([&] { write_file(path, numbers(100000)); });
  }
  CHECK(error.status == GRAFT_ERROR_IO);
  CHECK(error.says(path));
  CHECK(read_file(path) == numbers(10));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a path that cannot be a file is an error that names it") {
  const Folder folder;
  fs::create_directory(folder.path / "sub");
  for (const std::string& path : {folder / "none/file", folder / "sub"}) {
    const Thrown writing = thrown_by([&] { write_file(path, numbers(10)); });
    CHECK(writing.status == GRAFT_ERROR_IO);
    CHECK(writing.says(path));
    const Thrown reading = thrown_by([&] { read_file(path); });
    CHECK(reading.status == GRAFT_ERROR_IO);
    CHECK(reading.says(path));
  }
  CHECK(thrown_by([&] { read_file(""); }).status == GRAFT_ERROR_IO);
  CHECK(thrown_by([&] { write_file("", numbers(1)); }).status == GRAFT_ERROR_IO);
  CHECK(folder.entries() == 1);
  CHECK(fs::is_empty(folder.path / "sub"));
}

TEST_CASE("a device is written in place") {
  CHECK_NOTHROW(write_file("/dev/null", numbers(100)));
  struct stat info;
  REQUIRE(::stat("/dev/null", &info) == 0);
  CHECK(S_ISCHR(info.st_mode));
  if (::access("/dev/full", W_OK) == 0)
    CHECK(thrown_by([&] { write_file("/dev/full", numbers(100)); }).status == GRAFT_ERROR_IO);
}

TEST_CASE("an open file by its number is written in place") {
  const Folder folder;
  write_file(folder / "file", numbers(100));
  const int fd = ::open((folder / "file").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(fd >= 0);
  const ino_t before = info_of(folder / "file").st_ino;
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  CHECK_NOTHROW(check_writable(path));
  write_file(path, numbers(7));
  CHECK(info_of(folder / "file").st_ino == before);
  CHECK(read_file(folder / "file") == numbers(7));
  ::close(fd);
}

TEST_CASE("a symlink is followed and kept") {
  const Folder folder;
  fs::create_directory(folder.path / "real");
  fs::create_symlink("real/file", folder.path / "link");
  fs::create_symlink(folder.path / "link", folder.path / "link to it");
  for (const std::size_t size : {10, 20}) {  // first one that leads nowhere yet
    CHECK_NOTHROW(check_writable(folder / "link to it"));
    write_file(folder / "link to it", numbers(size));
    CHECK(fs::is_symlink(folder.path / "link"));
    CHECK(fs::is_symlink(folder.path / "link to it"));
    CHECK(read_file(folder / "real/file") == numbers(size));
  }
  CHECK(folder.entries() == 3);
  fs::create_symlink("ring", folder.path / "ring");
  CHECK(thrown_by([&] { check_writable(folder / "ring"); }).status == GRAFT_ERROR_IO);
  CHECK(thrown_by([&] { write_file(folder / "ring", numbers(1)); }).status == GRAFT_ERROR_IO);
}

TEST_CASE("a file keeps its mode, and a new one gets what the umask leaves") {
  const Folder folder;
  const mode_t mask = ::umask(027);
  write_file(folder / "new", numbers(1));
  CHECK((info_of(folder / "new").st_mode & 07777) == 0640);
  for (const mode_t mode : {0600u, 0666u, 0755u}) {
    REQUIRE(::chmod((folder / "new").c_str(), mode) == 0);
    write_file(folder / "new", numbers(2));
    CHECK((info_of(folder / "new").st_mode & 07777) == mode);
  }
  ::umask(mask);
}

TEST_CASE("a file keeps its owner where the system allows it") {
  const Folder folder;
  write_file(folder / "file", numbers(1));
  if (::chown((folder / "file").c_str(), 1234, 4321) != 0) return;  // for the superuser only
  REQUIRE(::chmod((folder / "file").c_str(), 04775) == 0);
  write_file(folder / "file", numbers(2));
  CHECK(info_of(folder / "file").st_uid == 1234);
  CHECK(info_of(folder / "file").st_gid == 4321);
  CHECK((info_of(folder / "file").st_mode & 07777) == 04775);
  // Another who may write it becomes its owner, and the group's rights end with the group.
  REQUIRE(::chmod((folder / "file").c_str(), 0666) == 0);
  REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
  const std::string path = folder / "file";
  CHECK(holds_for_nobody([&] {
    write_file(path, numbers(3));
    return true;
  }));
  CHECK(info_of(path).st_uid == 65534);
  CHECK((info_of(path).st_mode & 07777) == 0606);
}

TEST_CASE("what a dead process left beside a file is removed, and nothing else") {
  const Folder folder;
  const std::string own = folder / "file.1-7.part";
  for (const char* name : {"file.1-7.part", "file.99999999-0.part", "other.1-7.part", "file.part",
                           "file.x-1.part", "file.1.part", "file.1-7.party"})
    write_file(folder / name, numbers(1));
  fs::create_symlink("other.1-7.part", folder.path / "file.2-2.part");
  const int live = ::open((folder / "file.3-3.part").c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::flock(live, LOCK_EX) == 0);  // as a writer at work holds it
  write_file(folder / "file", numbers(5));
  CHECK_FALSE(fs::exists(own));  // though a process has that number
  CHECK_FALSE(fs::exists(folder.path / "file.99999999-0.part"));
  for (const char* name : {"file", "other.1-7.part", "file.part", "file.x-1.part", "file.1.part",
                           "file.1-7.party", "file.2-2.part", "file.3-3.part"})
    CHECK(fs::exists(folder.path / name));
  ::close(live);
  write_file(folder / "file", numbers(6));
  CHECK_FALSE(fs::exists(folder.path / "file.3-3.part"));
}

TEST_CASE("writers of one file at the same time do not hinder each other") {
  const Folder folder;
  const std::string path = folder / "file";
  const auto write_often = [&] {
    for (int i = 0; i < 200; ++i) write_file(path, numbers(1000));
    return true;
  };
  REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
  std::vector<pid_t> children;
  for (int c = 0; c < 3; ++c) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        ::_exit(write_often() ? 0 : 1);
      } catch (...) {
        ::_exit(1);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  CHECK(read_file(path) == numbers(1000));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a name as long as the system takes is written") {
  const Folder folder;
  const std::string name(255, 'n');
  write_file(folder / name.c_str(), numbers(3));
  CHECK(read_file(folder / name.c_str()) == numbers(3));
}

TEST_CASE("whether a path can be written is told before, and nothing is changed") {
  const Folder folder;
  write_file(folder / "file", numbers(4));
  fs::create_directory(folder.path / "closed");
  write_file(folder / "closed/file", numbers(4));
  REQUIRE(::chmod((folder / "closed").c_str(), 0555) == 0);
  REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
  for (const std::string& path : {folder / "file", folder / "new", std::string("/dev/null")})
    CHECK_NOTHROW(check_writable(path));
  for (const std::string& path : {std::string(), folder / "none/file", folder / "closed",
                                  folder / "new/", folder / "file/below"}) {
    const Thrown before = thrown_by([&] { check_writable(path); });
    const Thrown at_the_write = thrown_by([&] { write_file(path, numbers(1)); });
    CHECK(before.status == GRAFT_ERROR_IO);
    CHECK(before.says("cannot write '" + path + "'"));
    CHECK(before.message == at_the_write.message);
  }
  const std::vector<std::string> closed{folder / "closed/file", folder / "closed/new"};
  CHECK(holds_for_nobody([&] {
    for (const std::string& path : closed)
      if (!thrown_by([&] { check_writable(path); }).says("Permission denied")) return false;
    return true;
  }));
  REQUIRE(::chmod((folder / "file").c_str(), 0444) == 0);  // one that is protected by itself
  const std::string file = folder / "file";
  CHECK(holds_for_nobody([&] {
    return thrown_by([&] { check_writable(file); }).says("Permission denied") &&
           thrown_by([&] { write_file(file, numbers(1)); }).status == GRAFT_ERROR_IO;
  }));
  CHECK(read_file(file) == numbers(4));
  CHECK(folder.entries() == 2);
  REQUIRE(::chmod((folder / "closed").c_str(), 0755) == 0);
}
