// Flash points are scarce, and xtb computes solvation energies for any molecule. This program has
// xtb compute the energies of a thousand molecules and learns flash points with their help.
//
//     client_xtb DATA_DIRECTORY OUTPUT_DIRECTORY [MOLECULES [SPLITS [STEPS]]]
//
// The energies are kept in OUTPUT_DIRECTORY/solvation.csv: a second run takes them from there.
#include <graft.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "solvation.hpp"

namespace {

constexpr int target_rows[] = {40, 100};
constexpr const char* methods[] = {"scratch", "gaussian_process", "stacked", "finetune", "gate"};

bool takes_source(const std::string& method) {
  return method != "scratch" && method != "gaussian_process";
}

// Each n-th molecule of a list that is ordered by size; of its boiling points no use is made.
std::vector<std::string> abundant_molecules(const std::filesystem::path& data, int64_t count) {
  const auto all =
      graft::Dataset::from_csv(data / "boiling_points.csv", "smiles", "smiles").texts("smiles");
  const int64_t rows = static_cast<int64_t>(all.size());
  count = std::min(count, rows);
  std::vector<std::string> chosen;
  for (int64_t i = 0; i < count; ++i) chosen.push_back(all[static_cast<size_t>(i * rows / count)]);
  return chosen;
}

void compute_energies(const std::vector<std::string>& smiles, const std::filesystem::path& table) {
  const std::filesystem::path unfinished = table.string() + ".unfinished";
  std::ofstream out(unfinished);
  out << "smiles,solvation_kcal_mol\n";
  Solvation xtb;
  size_t done = 0, failed = 0;
  for (const std::string& s : smiles) {
    try {
      char line[32];
      std::snprintf(line, sizeof line, "%.4f", xtb.energy(place(s)));
      out << s << ',' << line << '\n';
    } catch (const std::exception& error) {
      ++failed;
      std::printf("  without %s: %s\n", s.c_str(), error.what());
    }
    if (++done % 100 == 0) {
      std::printf("  %zu of %zu molecules\n", done, smiles.size());
      std::fflush(stdout);
    }
  }
  if (!out.flush()) throw std::runtime_error("cannot write " + unfinished.string());
  out.close();
  std::filesystem::rename(unfinished, table);
  std::printf("xtb computed %zu of %zu solvation energies\n", smiles.size() - failed,
              smiles.size());
}

struct Score {
  double rmse = 0, rmse_squares = 0, covered = 0, width = 0;
};

// Networks smaller than by default, and two of them, so that all fits take minutes.
graft::Options settings(int steps, int seed) {
  return graft::Options()
      .set("members", 2)
      .set("width", 128)
      .set("steps", steps)
      .set("learning_rate", 0.003)
      .set("valid_fraction", 0.2)
      .set("seed", seed)
      .set("n_threads", 2);
}

graft::Model learn(const std::string& method, const graft::Dataset& source,
                   const graft::Dataset& target, const graft::Options& options) {
  graft::Fitter fitter(method, options);
  fitter.set_target(target);
  if (takes_source(method)) fitter.add_source(source);
  return fitter.fit();
}

void add(Score& score, const graft::Model& model, const graft::Dataset& test) {
  const graft::Prediction p = model.predict(test);
  const double rmse = graft::score("rmse", test.targets(), p.mean);
  score.rmse += rmse;
  score.rmse_squares += rmse * rmse;
  score.covered += model.evaluate(test, "coverage95");
  for (size_t i = 0; i < p.mean.size(); ++i)
    score.width += 2 * 1.96 * p.sd(i) / static_cast<double>(p.mean.size());
}

void print(const char* method, const Score& score, double alone, int splits) {
  const double mean = score.rmse / splits;
  const double spread = std::sqrt(std::max(0.0, score.rmse_squares / splits - mean * mean));
  std::printf("  %-17s %6.1f +- %4.1f %8.2f %9.1f %% %9.0f\n", method, mean, spread,
              score.rmse / alone, 100 * score.covered / splits, score.width / splits);
}

void predict_named(const graft::Model& model, const std::filesystem::path& data) {
  const auto named =
      graft::Dataset::from_csv(data / "named_molecules.csv", "smiles", "smiles", {}, "name");
  const graft::Prediction p = model.predict(named);
  std::printf("\ngate, 100 flash points: predictions with 95 %% intervals, K\n");
  for (size_t i = 0; i < p.mean.size(); ++i)
    std::printf("  %-36s %4.0f +- %3.0f\n", named.id(static_cast<int64_t>(i)).c_str(), p.mean[i],
                1.96 * p.sd(i));
}

void run(const std::filesystem::path& data, const std::filesystem::path& output, int molecules,
         int splits, int steps) {
  const std::filesystem::path table = output / "solvation.csv";
  if (!std::filesystem::exists(table)) compute_energies(abundant_molecules(data, molecules), table);
  auto source = graft::Dataset::from_csv(table, "smiles", "smiles", "solvation_kcal_mol");
  source.set_property("solvation energy", "kcal/mol");
  auto flash = graft::Dataset::from_csv(data / "flash_points.csv", "smiles", "smiles",
                                        "flash_point_K", "name");
  flash.set_property("flash point", "K");

  for (const int rows : target_rows) {
    Score scores[std::size(methods)];
    for (int split = 0; split < splits; ++split) {
      const auto part = flash.split_random(0.2, static_cast<uint64_t>(split));
      const auto train = flash.select_part(part, 0), test = flash.select_part(part, 1);
      // The source could have the test molecules, too: xtb computes any. It has not.
      const auto without_test = source.without(test);
      const double share = static_cast<double>(rows) / static_cast<double>(train.rows());
      const auto few =
          train.select_part(train.split_random(share, static_cast<uint64_t>(split)), 1);
      for (size_t m = 0; m < std::size(methods); ++m) {
        const auto model = learn(methods[m], without_test, few, settings(steps, split));
        add(scores[m], model, test);
        if (split == 0 && rows == 100 && methods[m] == std::string("gate"))
          model.save(output / "flash.graft");
      }
    }
    std::printf("\n%d flash points, %d splits, source of %lld energies\n", rows, splits,
                static_cast<long long>(source.rows()));
    std::printf("  method              RMSE, K        ratio   in interval   its width\n");
    for (size_t m = 0; m < std::size(methods); ++m)
      print(methods[m], scores[m], scores[0].rmse, splits);
  }
  predict_named(graft::Model::load(output / "flash.graft"), data);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 6) {
    std::fprintf(stderr,
                 "usage: client_xtb DATA_DIRECTORY OUTPUT_DIRECTORY [MOLECULES [SPLITS "
                 "[STEPS]]]\n");
    return 2;
  }
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::max(1, std::atoi(argv[at])) : otherwise;
  };
  try {
    run(argv[1], argv[2], number(3, 1000), number(4, 5), number(5, 600));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "client_xtb: %s\n", error.what());
    return 1;
  }
}
