// One target, any sources, methods compared on the same splits, through the C API only.
//
//   study --target flash.csv:smiles:Tflash_K [--source boiling.csv:smiles:Tb_K]...
//         [--method scratch --method gate] [--split scaffold|random|sklearn] [--seeds 5]
//         [--first-seed 0] [--test 0.2] [--keep-test-in-source] [--set key=value]...
//
// Test molecules are taken out of the sources unless told otherwise. held_out_rmse is the error on
// the validation rows of the training part: settings are chosen by it, never by the test's.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "graft.hpp"

using namespace graft_api;

namespace {

std::vector<std::string> split_text(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

Dataset read(const std::string& spec) {  // file:smiles column:target column
  const auto parts = split_text(spec, ':');
  if (parts.size() != 3) {
    std::fprintf(stderr, "%s: give file:smiles_column:target_column\n", spec.c_str());
    std::exit(2);
  }
  return Dataset::from_csv(parts[0], "smiles", parts[1], parts[2]);
}

// The split of scikit-learn's train_test_split(test_size, random_state = seed): the first
// ceil(test_size * rows) of numpy's legacy permutation are the test part.
std::vector<int32_t> sklearn_split(int64_t rows, double test_share, int seed) {
  std::mt19937 twister(static_cast<uint32_t>(seed));
  std::vector<int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), int64_t{0});
  for (uint32_t i = uint32_t(rows) - 1; i > 0; --i) {
    uint32_t mask = i;
    for (int shift = 1; shift < 32; shift *= 2) mask |= mask >> shift;
    uint32_t j;
    do j = uint32_t(twister()) & mask;
    while (j > i);
    std::swap(order[i], order[j]);
  }
  std::vector<int32_t> part(order.size(), 0);
  const auto test = std::size_t(std::ceil(test_share * double(rows)));
  for (std::size_t i = 0; i < test; ++i) part[std::size_t(order[i])] = 1;
  return part;
}

struct Score {
  double rmse, mae, coverage, seconds, held_out;
};

Score run(const std::string& method, const Dataset& train, const Dataset& test,
          const std::vector<Dataset>& sources, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  Fitter fitter(method, options);
  fitter.set_target(train);
  if (method != "scratch")
    for (const Dataset& source : sources) fitter.add_source(source);
  const Model model = fitter.fit();
  const std::vector<double> y = test.targets();
  const Prediction p = model.predict(test);
  std::vector<double> sd;
  for (std::size_t i = 0; i < y.size(); ++i) sd.push_back(p.sd(i));
  Score s{};
  s.rmse = score("rmse", y, p.mean);
  s.mae = score("mae", y, p.mean);
  s.coverage = score("coverage95", y, p.mean, sd);
  s.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::string info = model.info();
  s.held_out = std::atof(info.c_str() + info.find("\"held_out_rmse\": ") + 17);
  return s;
}

}  // namespace

int main(int argc, char** argv) try {
  std::string target_spec, split = "scaffold";
  std::vector<std::string> source_specs, methods, settings;
  int seeds = 5, first_seed = 0;
  double test_share = 0.2;
  bool keep = false;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--keep-test-in-source") {
      keep = true;
      continue;
    }
    if (i + 1 >= argc) {
      std::fprintf(stderr, "%s wants a value\n", argv[i]);
      return 2;
    }
    const std::string value = argv[++i];
    if (flag == "--target")
      target_spec = value;
    else if (flag == "--source")
      source_specs.push_back(value);
    else if (flag == "--method")
      methods.push_back(value);
    else if (flag == "--split")
      split = value;
    else if (flag == "--seeds")
      seeds = std::atoi(value.c_str());
    else if (flag == "--first-seed")
      first_seed = std::atoi(value.c_str());
    else if (flag == "--test")
      test_share = std::atof(value.c_str());
    else if (flag == "--set")
      settings.push_back(value);
    else {
      std::fprintf(stderr, "unknown flag %s\n", flag.c_str());
      return 2;
    }
  }
  if (methods.empty())
    methods = source_specs.empty() ? std::vector<std::string>{"scratch"}
                                   : std::vector<std::string>{"scratch", "gate"};
  const Dataset target = read(target_spec);
  const int64_t rows = target.rows();
  std::map<std::string, std::vector<Score>> scores;
  for (int seed = first_seed; seed < first_seed + seeds; ++seed) {
    std::vector<int32_t> part;
    if (split == "sklearn") {
      part = sklearn_split(rows, test_share, seed);
    } else if (split == "random") {
      part = target.split_random(test_share, uint64_t(seed));
    } else {
      part = target.split_scaffold(test_share, uint64_t(seed));
    }
    const Dataset train = target.select_part(part, 0), test = target.select_part(part, 1);
    std::vector<Dataset> used;
    for (const std::string& spec : source_specs) {
      Dataset source = read(spec);
      used.push_back(keep ? std::move(source) : source.without(test));
    }
    for (const std::string& method : methods) {
      Options options;
      options.set("seed", seed);
      for (const std::string& setting : settings) {
        const auto at = setting.find('=');
        options.set_text(setting.substr(0, at), setting.substr(at + 1));
      }
      const Score s = run(method, train, test, used, options);
      scores[method].push_back(s);
      std::printf(
          "seed %d %-8s train %lld test %lld rmse %.4f mae %.4f coverage95 %.3f held_out_rmse %.4f "
          "seconds %.1f\n",
          seed, method.c_str(), static_cast<long long>(train.rows()),
          static_cast<long long>(test.rows()), s.rmse, s.mae, s.coverage, s.held_out, s.seconds);
      std::fflush(stdout);
    }
  }
  const auto mean_sd = [](const std::vector<Score>& all, double Score::*field, double& sd) {
    double mean = 0, square = 0;
    for (const Score& s : all) mean += s.*field / double(all.size());
    for (const Score& s : all) square += (s.*field - mean) * (s.*field - mean);
    sd = all.size() > 1 ? std::sqrt(square / double(all.size() - 1)) : 0;
    return mean;
  };
  double base = 0;
  for (const std::string& method : methods) {
    double sd, other;
    const double rmse = mean_sd(scores[method], &Score::rmse, sd);
    if (base == 0) base = rmse;
    std::printf(
        "%-8s rmse %.4f +- %.4f  mae %.4f  coverage95 %.3f  held_out %.4f seconds %.1f  rmse/%s "
        "%.3f\n",
        method.c_str(), rmse, sd, mean_sd(scores[method], &Score::mae, other),
        mean_sd(scores[method], &Score::coverage, other),
        mean_sd(scores[method], &Score::held_out, other),
        mean_sd(scores[method], &Score::seconds, other), methods[0].c_str(), rmse / base);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
