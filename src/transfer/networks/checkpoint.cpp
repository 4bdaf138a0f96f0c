#include "transfer/networks/checkpoint.hpp"

#include <unistd.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "model/format.hpp"

namespace graft {
namespace {

constexpr const char* magic = "GRAFTCKP";
constexpr uint32_t version = 1;

}  // namespace

Checkpoint::Checkpoint(std::string path, double every, uint32_t fingerprint, int64_t members,
                       MemberPlan plan)
    : path_(std::move(path)),
      every_(every),
      fingerprint_(fingerprint),
      plan_(plan),
      members_(std::size_t(members)) {
  if (path_.empty() || ::access(path_.c_str(), F_OK) != 0) return;
  const std::string what = join("checkpoint ", quoted(path_));
  const auto bytes = read_file(path_);
  ByteReader from(unseal(magic, version, bytes, what).payload, what);
  if (from.u32() != fingerprint || from.u64() != uint64_t(members))
    fail(GRAFT_ERROR_DATA, what,
         " belongs to a fit with other data or options; remove it or name another");
  for (auto& member : members_) {
    const auto part = from.raw(from.u64());
    member.assign(part.begin(), part.end());
  }
  from.expect_end();
}

std::optional<MemberState> Checkpoint::state(int64_t member) const {
  const auto& bytes = members_[std::size_t(member)];
  if (bytes.empty()) return std::nullopt;
  const std::string what = join("checkpoint ", quoted(path_));
  ByteReader from(bytes, what);
  MemberPlan plan = plan_;
  plan.member = member;
  return MemberState::read(from, plan, what);
}

void Checkpoint::put(int64_t member, const MemberState& state) {
  if (path_.empty()) return;
  ByteWriter to;
  state.write(to);
  std::lock_guard lock(mutex_);
  members_[std::size_t(member)] = to.bytes();
  dirty_ = true;
  const auto now = FitControl::Clock::now();
  if (std::chrono::duration<double>(now - written_).count() >= every_) write_file_locked();
}

void Checkpoint::write_file_locked() {
  ByteWriter to;
  to.u32(fingerprint_);
  to.u64(members_.size());
  for (const auto& member : members_) {
    to.u64(member.size());
    to.raw(member);
  }
  write_file(path_, seal(magic, version, to.bytes()));
  written_ = FitControl::Clock::now();
  dirty_ = false;
}

void Checkpoint::flush() {
  std::lock_guard lock(mutex_);
  if (dirty_) write_file_locked();
}

}  // namespace graft
