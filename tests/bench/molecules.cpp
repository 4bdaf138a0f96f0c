// From SMILES to a value, and how much of it is RDKit's own parsing.
//
//   molecules FILE SMILES_COLUMN [--rounds 5]
//
// Each molecule is timed on its own, in microseconds, on one thread: RDKit's parse with its
// sanitisation; our graph with its features; a prediction through the C API by a
// model of the default size, SMILES in, value out. Medians over molecules of the best of the
// rounds.
#include <GraphMol/GraphMol.h>
#include <GraphMol/SmilesParse/SmilesParse.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "chem/smiles.hpp"
#include "data/csv.hpp"
#include "graft.h"

namespace {

double now() {
  return std::chrono::duration<double, std::micro>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void check(graft_status status) {
  if (status == GRAFT_OK) return;
  std::fprintf(stderr, "%s\n", graft_last_error());
  std::exit(1);
}

template <class Work>
std::vector<double> best_of(const std::vector<std::string>& smiles, int rounds, Work&& work) {
  std::vector<double> best(smiles.size(), 1e300);
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < smiles.size(); ++i) {
      const double start = now();
      work(smiles[i]);
      best[i] = std::min(best[i], now() - start);
    }
  return best;
}

double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + long(v.size() / 2), v.end());
  return v[v.size() / 2];
}

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (double x : v) sum += x;
  return sum / double(v.size());
}

graft_model* any_model(
    const std::vector<std::string>& smiles) {  // one step: the timing is the same
  std::vector<const char*> rows;
  std::vector<double> y;
  for (std::size_t i = 0; i < 64; ++i) {
    rows.push_back(smiles[i].c_str());
    y.push_back(double(i));
  }
  graft_dataset* set;
  graft_options* options;
  graft_fitter* fitter;
  graft_model* model;
  check(graft_dataset_from_smiles(nullptr, rows.data(), int64_t(rows.size()), y.data(), nullptr,
                                  &set));
  check(graft_options_create(&options));
  check(graft_options_set_int(options, "steps", 1));
  check(graft_fitter_create(nullptr, "scratch", options, &fitter));
  check(graft_fitter_set_target(fitter, set));
  check(graft_fitter_fit(fitter, &model));
  graft_fitter_free(fitter);
  graft_options_free(options);
  graft_dataset_free(set);
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: molecules FILE SMILES_COLUMN [--rounds 5]\n");
    return 2;
  }
  const int rounds = argc > 4 ? std::atoi(argv[4]) : 5;
  const auto bytes = graft::read_file(argv[1]);
  const graft::Table table = graft::parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, argv[1]);
  const auto column = std::size_t(table.column(argv[2]));
  std::vector<std::string> smiles;
  for (const auto& row : table.rows) smiles.push_back(row[column]);
  graft_model* model = any_model(smiles);

  const auto parse = best_of(smiles, rounds, [](const std::string& s) {
    const std::unique_ptr<RDKit::ROMol> molecule(RDKit::SmilesToMol(s));
  });
  const auto graph =
      best_of(smiles, rounds, [](const std::string& s) { graft::graph_from_smiles(s); });
  const auto value = best_of(smiles, rounds, [&](const std::string& s) {
    const char* row = s.c_str();
    double y;
    check(graft_model_predict_smiles(model, &row, 1, nullptr, &y, nullptr, nullptr));
  });
  std::vector<double> latency;
  for (std::size_t i = 0; i < smiles.size(); ++i) latency.push_back(value[i] / parse[i]);
  std::printf("%zu molecules          median us   mean us\n", smiles.size());
  std::printf("RDKit's parse           %8.1f  %8.1f\n", median(parse), mean(parse));
  std::printf("SMILES to graph         %8.1f  %8.1f   %.2f x the parse\n", median(graph),
              mean(graph), mean(graph) / mean(parse));
  std::printf("SMILES to value         %8.1f  %8.1f   %.2f x the parse (median of ratios %.2f)\n",
              median(value), mean(value), median(value) / median(parse), median(latency));
  graft_model_free(model);
  return 0;
}
