#include <sys/resource.h>
#include <sys/stat.h>
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
