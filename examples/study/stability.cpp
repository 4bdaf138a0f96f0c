// Does the target's latent geometry stay when the source is another one? Fits a target with several
// sources and seeds, and compares the target's latent vectors of the same test rows.
//
//   stability OUT.csv TARGET.csv:COLUMN SOURCE.csv:COLUMN... [KEY=VALUE]... [methods=A,B] [seeds=2]
//             [source_rows=5000] [target_rows=1000]
//
// Tables with a column smiles; other KEY=VALUE are options of the fits. The same random fifth of
// the target is tested by all, and its molecules are taken out of the sources. Two fits with one
// seed start from the same weights and hold out the same rows, so they are to be told from those
// with two. Columns: target, method, source_a, seed_a, source_b, seed_b, distances (Pearson's
// correlation of the distances between test rows), cka (linear centred kernel alignment), rows
// (compared), options. scratch is fitted once a seed, without a source.
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "graft.hpp"
#include "similarity.hpp"

using namespace graft_api;

namespace {

struct Named {
  std::string name;
  Dataset set;
};

struct Plan {
  std::string out;
  std::vector<Named> sets;  // the target first
  std::vector<std::string> methods{"gate", "multitask", "finetune", "scratch"};
  std::vector<std::pair<std::string, std::string>> options;
  int64_t seeds = 2, source_rows = 5000, target_rows = 1000;
};

Dataset at_most(Dataset set, int64_t rows) {
  if (rows >= set.rows()) return set;
  return set.select_part(set.split_random(double(rows) / double(set.rows()), 0), 1);
}

Named read(const std::string& word, std::size_t colon) {
  const std::string path = word.substr(0, colon);
  const auto slash = path.find_last_of('/') + 1;  // 0 without one
  return {path.substr(slash, path.size() - slash - 4),
          Dataset::from_csv(path, "smiles", "smiles", word.substr(colon + 1))};
}

Plan plan_of(int count, char** words) {
  Plan plan;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const auto colon = word.rfind(".csv:");
    const auto equals = word.find('=');
    if (i == 1) {
      plan.out = word;
    } else if (colon != std::string::npos) {
      plan.sets.push_back(read(word, colon + 4));
    } else if (equals == std::string::npos) {
      throw std::runtime_error("'" + word + "' is neither FILE.csv:COLUMN nor KEY=VALUE");
    } else {
      const std::string key = word.substr(0, equals), value = word.substr(equals + 1);
      if (key == "seeds") {
        plan.seeds = std::stoll(value);
      } else if (key == "source_rows") {
        plan.source_rows = std::stoll(value);
      } else if (key == "target_rows") {
        plan.target_rows = std::stoll(value);
      } else if (key == "methods") {
        plan.methods.clear();
        std::istringstream list(value);
        for (std::string one; std::getline(list, one, ',');) plan.methods.push_back(one);
      } else {
        plan.options.emplace_back(key, value);
      }
    }
  }
  if (plan.sets.size() < 3) throw std::runtime_error("a target and two sources are wanted");
  return plan;
}

// The target's latent vectors of the test rows, after a fit.
Vectors latent(const Plan& plan, const std::string& method, const Dataset& train,
               const Dataset* source, const Dataset& test, int64_t seed) {
  Options options;
  for (const auto& [key, value] : plan.options) options.set_text(key, value);
  options.set("seed", seed);
  Fitter fitter(method, options);
  fitter.set_target(train);
  if (source) fitter.add_source(*source);
  Matrix z = fitter.fit().embed(test, "latent");
  return {std::move(z.values), std::size_t(z.rows), std::size_t(z.cols)};
}

struct Fit {
  std::string source;
  int64_t seed;
  Vectors z;
};

void compare(const Plan& plan, const std::string& method, const std::vector<Fit>& fits,
             std::ostream& out) {
  std::string options = "source_rows=" + std::to_string(plan.source_rows) +
                        " target_rows=" + std::to_string(plan.target_rows);
  for (const auto& [key, value] : plan.options) options += " " + key + "=" + value;
  for (std::size_t i = 0; i < fits.size(); ++i)
    for (std::size_t j = i + 1; j < fits.size(); ++j) {
      char figures[80];
      std::snprintf(figures, sizeof figures, "%.5f,%.5f,%zu",
                    distance_correlation(fits[i].z, fits[j].z), linear_cka(fits[i].z, fits[j].z),
                    fits[i].z.rows);
      out << plan.sets[0].name << ',' << method << ',' << fits[i].source << ',' << fits[i].seed
          << ',' << fits[j].source << ',' << fits[j].seed << ',' << figures << ",\"" << options
          << "\"\n";
    }
}

}  // namespace

int main(int count, char** words) try {
  Plan plan = plan_of(count, words);
  const Dataset target = at_most(std::move(plan.sets[0].set), plan.target_rows);
  const std::vector<int32_t> part = target.split_random(0.2, 0);
  const Dataset train = target.select_part(part, 0), test = target.select_part(part, 1);
  std::ofstream out(plan.out);
  out << "target,method,source_a,seed_a,source_b,seed_b,distances,cka,rows,options\n";
  for (const std::string& method : plan.methods) {
    std::vector<Fit> fits;
    const bool alone = method == "scratch";
    for (std::size_t s = 1; s < (alone ? 2 : plan.sets.size()); ++s) {
      const Dataset source = at_most(plan.sets[s].set.without(test), plan.source_rows);
      for (int64_t seed = 0; seed < plan.seeds; ++seed) {
        const std::string name = alone ? "" : plan.sets[s].name;
        std::fprintf(stderr, "%s, %s, seed %d\n", method.c_str(), name.c_str(), int(seed));
        fits.push_back(
            {name, seed, latent(plan, method, train, alone ? nullptr : &source, test, seed)});
      }
    }
    compare(plan, method, fits, out);
  }
  if (!out.flush()) throw std::runtime_error("cannot write " + plan.out);
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "stability: %s\n", failure.what());
  return 1;
}
