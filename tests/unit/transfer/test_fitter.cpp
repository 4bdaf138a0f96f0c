// What holds of every method.
#include "transfer/fitter.hpp"

#include "base/thrown.hpp"
#include "catch.hpp"
#include "transfer/fits.hpp"
#include "transfer/methods/methods.hpp"

using namespace graft;
using namespace graft::fits;

namespace {

double known(const double* x, Rng& rng) {
  return std::tanh(x[0] + 0.5 * x[1]) - std::tanh(x[1] - x[2]) + 0.1 * rng.normal();
}

// All rows of the target stand in the source, too, so that stacked has several folds to fit.
FitSets sets_for(const MethodInfo& method) {
  FitSets s;
  s.target = sets::features(20, 3, 1, known);
  if (method.takes_source())
    s.sources.push_back(
        sets::features(20, 3, 1, [](const double* x, Rng&) { return x[0] - 0.4 * x[2]; }));
  return s;
}

}  // namespace

TEST_CASE("a fit gives the same bits for any number of threads") {
  const Options common = with(Options(), {{"hidden", "4"},
                                          {"depth", "1"},
                                          {"width", "12"},
                                          {"encoder_width", "8"},
                                          {"latent", "6"},
                                          {"steps", "30"},
                                          {"epoch_steps", "10"},
                                          {"members", "3"},
                                          {"chains", "3"},
                                          {"adaptation", "40"},
                                          {"samples", "40"},
                                          {"max_depth", "4"},
                                          {"draws", "40"},
                                          {"select_folds", "2"},
                                          {"candidates", "ridge,scratch,stacked,pc_prior"}});
  const std::vector<std::pair<std::string, std::string>> none;
  for (const MethodInfo* method : method_table())
    for (const auto& more :
         {none, {{"network", "deep"}}, {{"network", "small"}}, {{"pc_limit", "0"}},
          {{"network", "deep"}, {"inference", "svi"}},
          {{"network", "deep"}, {"inference", "sghmc"}},
          {{"network", "deep"}, {"head", "pc_prior"}}}) {
      const Options options = with(common, more);
      if (!more.empty() && !reads(*method, options, more.back().first)) continue;
      CAPTURE(method->name, more);
      const FitSets s = sets_for(*method);
      std::vector<uint8_t> one;
      const Thrown refused =
          thrown_by([&] { one = bytes_of(*fit(method->name, options, s)); });
      if (refused.status == GRAFT_ERROR_UNSUPPORTED) continue;
      REQUIRE(refused.status == GRAFT_OK);
      for (const char* threads : {"2", "3"}) {
        CAPTURE(threads);
        CHECK(bytes_of(*fit(method->name, with(options, {{"n_threads", threads}}), s)) == one);
      }
    }
}
