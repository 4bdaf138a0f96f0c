// Band gaps that were measured are scarce, computed ones abundant. This program reads both, fits
// GATE with a progress callback, cancels a fit, saves the model, loads it, predicts a few materials
// that are in neither table, with intervals, and fits the Bayesian pc_prior. Its settings are
// small, so that it takes seconds; the defaults learn more.
//
//     story DATA_DIRECTORY OUTPUT_DIRECTORY
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <graft.hpp>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Path = std::filesystem::path;

// The first rows of a table, or all.
graft::Dataset read_csv(const Path& path, std::string_view property, std::size_t most = SIZE_MAX) {
  const auto all = graft::Dataset::from_csv(path, "formulas", "formula", "band_gap_eV");
  std::vector<int64_t> rows(std::min(most, static_cast<std::size_t>(all.rows())));
  std::iota(rows.begin(), rows.end(), 0);
  graft::Dataset set = all.select(rows);
  set.set_property(property, "eV");
  return set;
}

void print_predictions(const graft::Model& model, const graft::Dataset& named) {
  const graft::Prediction p = model.predict(named);
  const graft::Matrix ends = model.quantiles(named, {0.025, 0.975});
  const std::vector<double> known = named.targets();
  std::puts("  material     predicted   95 % interval   known (eV)");
  for (int64_t row = 0; row < named.rows(); ++row) {
    const auto i = static_cast<std::size_t>(row);
    std::printf("  %-12s %8.2f    %6.2f ..%6.2f %9.2f\n", named.id(row).c_str(), p.mean[i],
                ends(row, 0), ends(row, 1), known[i]);
  }
}

// Tells the stages of a fit.
class Teller {
 public:
  void operator()(const graft::Progress& now) {
    if (stage_ != now.stage)
      std::printf("  %s, step %lld of %lld\n", now.stage, static_cast<long long>(now.done),
                  static_cast<long long>(now.total));
    stage_ = now.stage;
  }

 private:
  std::string stage_;
};

void tell_story(const Path& data, const Path& output) {
  const auto computed = read_csv(data / "computed_band_gaps.csv", "computed band gap", 1000);
  const auto measured = read_csv(data / "measured_band_gaps.csv", "measured band gap", 120);
  const auto named = read_csv(data / "named_materials.csv", "measured band gap");

  graft::Options options;
  options.set("members", 2).set("steps", 300).set("source_steps", 1000).set("width", 32);
  options.set("encoder_width", 32).set("latent", 16).set("valid_fraction", 0.2);

  // 1. GATE, telling how far it is.
  graft::Fitter fitter("gate", options);
  fitter.add_source(computed).set_target(measured).set_progress(Teller());
  const graft::Model model = fitter.fit();
  std::printf("gate: %s\n", model.text("ended").c_str());

  // 2. The same, cancelled when its first member is done: what comes back is the best model so far,
  // or none.
  fitter.set_progress([&](const graft::Progress& now) {
    if (std::string_view(now.stage) == "target" && now.member > 0) fitter.cancel();
  });
  try {
    std::printf("gate, again: %s\n", fitter.fit().text("ended").c_str());
  } catch (const graft::Error& error) {
    if (error.status() != GRAFT_STOPPED) throw;
    std::printf("gate, again: %s\n", error.what());
  }

  // 3. A file, and predictions with 95 % intervals.
  model.save(output / "story.graft");
  const auto loaded = graft::Model::load(output / "story.graft");
  std::puts("\ngate");
  print_predictions(loaded, named);

  // 4. The prior that holds the measured gaps near the computed ones. Whether its chains have mixed
  // is told beside the model.
  graft::Fitter prior("pc_prior", options.set("source_members", 1));
  bool converged = false;
  const auto bayesian = prior.add_source(computed).set_target(measured).fit(&converged);
  std::printf("\npc_prior, a mixture%s:", converged ? "" : " whose chains have not mixed");
  for (const char* candidate : {"transfer", "source", "tuned", "alone"})
    std::printf(" %s %.2f", candidate, bayesian.diagnostic(std::string(candidate) + ".weight"));
  std::puts("");
  print_predictions(bayesian, named);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return std::fputs("usage: story DATA_DIRECTORY OUTPUT_DIRECTORY\n", stderr), 2;
  try {
    std::printf("graft %s\n", std::string(graft::version()).c_str());
    tell_story(words[1], words[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
