#include "base/streams.hpp"

#include <set>

#include "base/rng.hpp"
#include "catch.hpp"

using namespace graft;

namespace {

// Two purposes of one number are a duplicate case, which does not compile; one that is left out is
// a warning.
bool is_purpose(Stream number) {
  switch (number) {
    case Stream::initial_weights:
    case Stream::validation_part:
    case Stream::row_order:
    case Stream::step_noise:
    case Stream::validation_noise:
    case Stream::split:
    case Stream::nuts:
    case Stream::chain_starts:
    case Stream::held_out_rows:
    case Stream::tanh_weights:
    case Stream::epoch_order:
    case Stream::svi_noise:
    case Stream::sghmc_start:
    case Stream::sghmc_noise:
    case Stream::sghmc_scales:
    case Stream::head_draws:
    case Stream::small_draws:
    case Stream::sign_draws:
    case Stream::batch_order:
    case Stream::weight_draws:
    case Stream::small_folds:
    case Stream::row_bootstrap:
    case Stream::sample_noise:
    case Stream::sample_excess:
    case Stream::function_draws:
    case Stream::cross_fitting:
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every purpose has a number of its own, and streams of its own") {
  int purposes = 0;
  std::set<uint64_t> streams;
  for (uint32_t number = 0; number < 1000; ++number) {
    if (!is_purpose(Stream(number))) continue;
    ++purposes;
    for (uint64_t a = 0; a < 20; ++a)
      for (uint64_t b = 0; b < 20; ++b) streams.insert(stream_of(Stream(number), a, b));
  }
  CHECK(purposes == 26);
  CHECK(streams.size() == std::size_t(purposes) * 400);
}
