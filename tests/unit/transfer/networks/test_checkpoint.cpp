#include "transfer/networks/checkpoint.hpp"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/file.hpp"
#include "base/thrown.hpp"
#include "catch.hpp"
#include "model/format.hpp"

using namespace graft;
namespace fs = std::filesystem;

namespace {

constexpr MemberPlan plan{
    .member = 0, .parameters = 3, .steps = 20, .epoch_steps = 10, .terms = {}};
constexpr uint32_t fit_number = 77;
constexpr double seldom = 1e9;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "graft-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
};

MemberState after_one_epoch(int64_t member) {
  MemberState state;
  state.values = state.average = state.best = {1, 2, 3};
  state.adam.first = state.adam.second = {0, 0, 0};
  state.adam.step = state.step = 10;
  state.best_rmse = 1;
  state.best_epoch = 1;
  HistoryRow row{};
  row.member = double(member);
  row.epoch = 1;
  row.step = 10;
  state.history = {row};
  return state;
}

// The file with eight bytes replaced, under a right checksum.
void forge(const std::string& path, std::size_t offset, int64_t value) {
  const auto file = read_file(path);
  const auto payload = unseal("GRAFTCKP", 1, file, path).payload;
  std::vector<uint8_t> bytes(payload.begin(), payload.end());
  REQUIRE(offset + sizeof value <= bytes.size());
  std::memcpy(bytes.data() + offset, &value, sizeof value);
  write_file(path, seal("GRAFTCKP", 1, bytes));
}

}  // namespace

TEST_CASE("a checkpoint gives back each member's state, and none of one that has not begun") {
  const Folder folder;
  const std::string path = (folder.path / "state").string();
  {
    Checkpoint checkpoint(path, seldom, fit_number, 2, plan);
    CHECK_FALSE(checkpoint.state(1));
    checkpoint.put(1, after_one_epoch(1));
    checkpoint.flush();
  }
  const Checkpoint checkpoint(path, seldom, fit_number, 2, plan);
  CHECK_FALSE(checkpoint.state(0));
  REQUIRE(checkpoint.state(1));
  CHECK(checkpoint.state(1)->step == 10);
  CHECK(thrown_by([&] {
          Checkpoint{path, seldom, fit_number + 1, 2, plan};
        }).status == GRAFT_ERROR_DATA);
  CHECK(thrown_by([&] {
          Checkpoint{path, seldom, fit_number, 3, plan};
        }).status == GRAFT_ERROR_DATA);
}

TEST_CASE("what a checkpoint says under a right checksum is not believed") {
  const Folder folder;
  const std::string path = (folder.path / "state").string();
  Checkpoint whole(path, seldom, fit_number, 1, plan);
  whole.put(0, after_one_epoch(0));
  whole.flush();
  const auto bytes = read_file(path);
  // The fit's number, two counts, five arrays of three floats with their counts: then the steps.
  const std::size_t steps = 4 + 8 + 8 + 5 * (8 + 3 * 4);
  for (const std::size_t offset : {steps, steps + 8}) {
    for (const int64_t value : {int64_t{-1000000000}, int64_t{-10}, int64_t{30}, INT64_MAX}) {
      forge(path, offset, value);
      const Checkpoint checkpoint(path, seldom, fit_number, 1, plan);
      const Thrown error = thrown_by([&] { checkpoint.state(0); });
      CHECK(error.status == GRAFT_ERROR_FORMAT);
      CHECK(error.says("checkpoint '" + path + "': member 0: step "));
      write_file(path, bytes);
    }
  }
  forge(path, steps, 10);
  CHECK(Checkpoint{path, seldom, fit_number, 1, plan}.state(0)->step == 10);
}
