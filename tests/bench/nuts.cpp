// How fast NUTS draws from the posterior of a small network under the PC prior, one thread.
//
//   nuts small|large [--warmup 1000] [--draws 1000] [--accept 0.9] [--seed 1] [--write FILE]
//
//   small  5 inputs, 16 tanh units, 40 rows
//   large  30 inputs, 32 and 32 tanh units, 130 rows
// The source is a random network, the target a perturbed copy of it with noise. --write leaves the
// problem and the starts as JSON for peers/nuts_numpyro.py, which samples the same posterior.
//
// Four chains one after the other. "worst" is over every coordinate sampled: each z, each log tau
// and log sigma. Figures per second are given for the draws alone and with warm-up counted.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "bayes/chains/diagnostics.hpp"
#include "bayes/networks/mlp_posterior.hpp"
#include "bayes/priors/pc_prior.hpp"

using namespace graft;

namespace {

constexpr int chains = 4;
constexpr double noise = 0.1;

struct Problem {
  std::vector<int64_t> widths;
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  std::vector<double> source;
};

Problem make_problem(bool large) {
  Problem p;
  p.widths = large ? std::vector<int64_t>{30, 32, 32, 1} : std::vector<int64_t>{5, 16, 1};
  Rng rng(2024, large ? 2 : 1);
  const Mlp mlp(p.widths);
  std::vector<double> moved;
  for (int64_t l = 0; l < mlp.layers(); ++l) {
    const double scale = 1.5 / std::sqrt(double(p.widths[std::size_t(l)] + 1));
    for (int64_t i = mlp.offset(l); i < mlp.offset(l + 1); ++i) {
      p.source.push_back(scale * rng.normal());
      moved.push_back(p.source.back() + 0.2 * scale * rng.normal());
    }
  }
  p.x.resize(large ? 130 : 40, p.widths[0]);
  for (auto& v : p.x.reshaped()) v = rng.normal();
  auto work = mlp.work(p.x.rows());
  mlp.forward(Columns(p.x), moved.data(), work);
  p.y = work.output;
  for (auto& v : p.y) v += noise * rng.normal();
  return p;
}

template <class Values>
void write_values(std::FILE* f, const char* name, const Values& values, const char* end = ",\n") {
  std::fprintf(f, "\"%s\": [", name);
  const char* comma = "";
  for (const auto v : values) {
    std::fprintf(f, "%s%.17g", comma, double(v));
    comma = ", ";
  }
  std::fprintf(f, "]%s", end);
}

void write_problem(const char* path, const Problem& p, double rate,
                   const std::vector<double>& start) {
  std::FILE* f = std::fopen(path, "w");
  if (!f) throw std::runtime_error(std::string("cannot write ") + path);
  std::fprintf(f, "{\"chains\": %d, \"rate\": %.17g, \"source_sigma\": %.17g,\n", chains, rate,
               noise);
  write_values(f, "widths", p.widths);
  const Eigen::MatrixXd by_row = p.x.transpose();
  write_values(f, "x", by_row.reshaped());
  write_values(f, "y", p.y);
  write_values(f, "source", p.source);
  write_values(f, "start", start, "}\n");
  std::fclose(f);
}

void print_mean(const char* name, int64_t index, const std::vector<double>& x) {
  double mean = 0;
  for (double v : x) mean += v / double(x.size());
  double square = 0;
  for (double v : x) square += (v - mean) * (v - mean);
  std::printf("%s[%lld] %.5f +- %.5f\n", name, static_cast<long long>(index), mean,
              std::sqrt(square / double(x.size() - 1) / ess_mean(x, chains)));
}

double seconds_of(const MlpPosterior& posterior, const NutsSettings& settings,
                  const std::vector<double>& start, NutsResult& result) {
  const Crew crew(1);
  const std::clock_t begin = std::clock();
  result = sample_nuts(crew, posterior.dim(), posterior.target(), settings, start);
  return double(std::clock() - begin) / double(CLOCKS_PER_SEC);
}

void print_means(const MlpPosterior& posterior, const Problem& p, const NutsResult& r) {
  const Mlp mlp(p.widths);
  const Columns x(p.x);
  auto work = mlp.work(p.x.rows());
  std::vector<double> weights(p.source.size());
  const int64_t total = r.chains * r.draws, groups = mlp.layers(), rows = 5;
  std::vector<std::vector<double>> sigma(1), tau(std::size_t(groups), std::vector<double>{}),
      f(std::size_t(rows), std::vector<double>{});
  for (int64_t i = 0; i < total; ++i) {
    const double* q = r.values.data() + i * r.dim;
    sigma[0].push_back(posterior.sigma(q));
    for (int64_t g = 0; g < groups; ++g) tau[std::size_t(g)].push_back(posterior.tau(q, g));
    posterior.weights(q, weights.data());
    mlp.forward(x, weights.data(), work);
    for (int64_t row = 0; row < rows; ++row) f[std::size_t(row)].push_back(work.output[row]);
  }
  print_mean("sigma", 0, sigma[0]);
  for (int64_t g = 0; g < groups; ++g) print_mean("tau", g, tau[std::size_t(g)]);
  for (int64_t row = 0; row < rows; ++row) print_mean("f", row, f[std::size_t(row)]);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2 || (std::strcmp(argv[1], "small") && std::strcmp(argv[1], "large"))) {
    std::fprintf(stderr,
                 "usage: nuts small|large [--warmup N] [--draws N] [--accept A] [--seed N] "
                 "[--write FILE]\n");
    return 2;
  }
  NutsSettings settings;
  settings.chains = chains;
  settings.target_accept = 0.9;
  const char* file = nullptr;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string key = argv[i] + 2;
    if (key == "warmup") settings.warmup = std::atoll(argv[i + 1]);
    if (key == "draws") settings.draws = std::atoll(argv[i + 1]);
    if (key == "accept") settings.target_accept = std::atof(argv[i + 1]);
    if (key == "seed") settings.seed = uint64_t(std::atoll(argv[i + 1]));
    if (key == "write") file = argv[i + 1];
  }
  const Problem problem = make_problem(!std::strcmp(argv[1], "large"));
  MlpPosteriorSettings prior;
  prior.rate = pc_rate(3, 0.05);
  const MlpPosterior posterior(Mlp(problem.widths), problem.x, problem.y, problem.source, noise,
                               prior);
  const auto start = posterior.start(chains, settings.seed);
  if (file) write_problem(file, problem, prior.rate, start);

  // The same warm-up alone first: chains are functions of the seed, so the difference is the draws.
  NutsResult warm, r;
  NutsSettings warm_settings = settings;
  warm_settings.draws = 0;
  const double warm_seconds = seconds_of(posterior, warm_settings, start, warm);
  const double seconds = seconds_of(posterior, settings, start, r);
  const double draw_seconds = seconds - warm_seconds;

  double worst_ess = INFINITY, worst_rhat = 0;
  for (int64_t j = 0; j < r.dim; ++j) {
    const auto x = r.parameter(j);
    worst_ess = std::min(worst_ess, ess_bulk(x, chains));
    worst_rhat = std::max(worst_rhat, rhat(x, chains));
  }
  std::printf("%s: %lld coordinates, %d chains of %lld + %lld, target acceptance %.2f\n", argv[1],
              static_cast<long long>(r.dim), chains, static_cast<long long>(settings.warmup),
              static_cast<long long>(settings.draws), settings.target_accept);
  std::printf("processor seconds %.3f = warm-up %.3f + draws %.3f\n", seconds, warm_seconds,
              draw_seconds);
  std::printf("leapfrogs %lld (draws alone %lld), per second %.0f\n",
              static_cast<long long>(r.leapfrogs),
              static_cast<long long>(r.leapfrogs - warm.leapfrogs), double(r.leapfrogs) / seconds);
  std::printf(
      "worst bulk ESS %.0f, worst R-hat %.4f, divergences %lld, at full depth %lld\n", worst_ess,
      worst_rhat, static_cast<long long>(r.divergences()),
      static_cast<long long>(std::count(r.depth.begin(), r.depth.end(), settings.max_depth)));
  std::printf("worst bulk ESS per second: draws alone %.1f, with warm-up %.1f\n",
              worst_ess / draw_seconds, worst_ess / seconds);
  print_means(posterior, problem, r);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
