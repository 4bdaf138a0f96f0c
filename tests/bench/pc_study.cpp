// The simulation study of the penalised-complexity prior: known truths, the method's default
// against its competitors, through the C API only. Scenarios and models: scenarios.hpp.
//
//   pc_study --out study.csv [--replicates 50] [--first 0] [--jobs 2] [--model linear_10]...
//            [--scenario S1_last_layer]... [--rows 40]... [--method pc_prior]...
//            [--set [method:]key=value]...
//
// One line of the CSV is one fit; a study that is started again goes on where it was killed. At its
// end it prints, for each cell, the mean squared error against the noiseless function, its standard
// error, and the coverage of 95 % intervals for new observations.
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bench/scenarios.hpp"
#include "graft.hpp"

namespace bench = graft::bench;
using namespace graft_api;

namespace {

struct Settings {
  std::string out;
  int first = 0, replicates = 50, jobs = 2;
  std::vector<std::string> models, scenarios, methods, sets;
  std::vector<int64_t> rows;
};

struct Cell {
  bench::ModelKind model;
  bench::Scenario scenario;
  int64_t rows;
  int replicate;
  std::string method;

  std::string key() const {
    std::ostringstream text;
    text << name_of(model) << ',' << name_of(scenario) << ',' << rows << ',' << replicate << ','
         << method;
    return text.str();
  }
};

std::vector<double> row_major(const Eigen::MatrixXd& x) {
  std::vector<double> values;
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < x.cols(); ++j) values.push_back(x(i, j));
  return values;
}

Dataset dataset(const bench::Rows& rows) {
  const auto x = row_major(rows.x);
  Dataset set = Dataset::from_features({x, rows.x.rows(), rows.x.cols()}, rows.y);
  set.set_property("y", "1");  // source and target are one quantity
  return set;
}

std::string hidden_of(bench::ModelKind model) {
  const auto widths = bench::widths_of(model);
  std::string text;
  for (std::size_t l = 1; l + 1 < widths.size(); ++l)
    text += (l > 1 ? "," : "") + std::to_string(widths[l]);
  return text;
}

Options options_of(const Settings& settings, const Cell& cell) {
  Options options;
  options.set("network", "small");
  options.set("members", 1);
  options.set("valid_fraction", 0.1);
  options.set("hidden", hidden_of(cell.model));
  options.set("seed", cell.replicate);
  if (const auto at = cell.method.find('@'); at != std::string::npos)  // fixed_prior@0.5
    options.set_text("fixed_scale", cell.method.substr(at + 1));
  for (const std::string& text : settings.sets) {
    const auto colon = text.find(':'), equals = text.find('=');
    if (colon != std::string::npos && text.substr(0, colon) != cell.method) continue;
    const std::size_t from = colon == std::string::npos ? 0 : colon + 1;
    options.set_text(text.substr(from, equals - from), text.substr(equals + 1));
  }
  return options;
}

// "mse,coverage95,width95,crps,log_density,converged,seconds,transfer weight,source,alone"
std::string run(const Settings& settings, const Cell& cell, const bench::TransferTask& task,
                const Model& source) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string method = cell.method.substr(0, cell.method.find('@'));
  const Options options = options_of(settings, cell);
  Fitter fitter(method, options);
  fitter.set_target(dataset(task.target));
  if (method != "target_only" && method != "scratch") fitter.set_source_model(source);
  bool converged = true;
  const Model model = fitter.fit(&converged);
  const Dataset test = dataset(task.test);
  const Prediction p = model.predict(test);
  double mse = 0;
  for (std::size_t i = 0; i < p.mean.size(); ++i) {
    const double error = p.mean[i] - task.test.f[Eigen::Index(i)];
    mse += error * error / double(p.mean.size());
  }
  // Widths and the score that costs most on a part of the test rows, which is enough for means.
  constexpr int64_t few = 50;
  std::vector<int64_t> first(few);
  for (int64_t i = 0; i < few; ++i) first[std::size_t(i)] = i;
  const Dataset part = test.select(first);
  const Matrix q = model.quantiles(part, {0.025, 0.975});
  double width = 0;
  for (int64_t i = 0; i < few; ++i) width += (q(i, 1) - q(i, 0)) / few;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::ostringstream line;
  line.precision(6);
  line << mse << ',' << model.evaluate(test, "coverage95") << ',' << width << ','
       << model.evaluate(part, "crps") << ',' << model.evaluate(test, "log_density") << ','
       << converged << ',' << seconds.count() << ',' << model.diagnostic("transfer.weight") << ','
       << model.diagnostic("source.weight") << ',' << model.diagnostic("alone.weight");
  return line.str();
}

template <class T, std::size_t N>
std::vector<T> chosen(const T (&all)[N], const std::vector<std::string>& names) {
  std::vector<T> result;
  for (const T& one : all)
    if (names.empty() || std::find(names.begin(), names.end(), name_of(one)) != names.end())
      result.push_back(one);
  return result;
}

constexpr const char* header =
    "model,scenario,rows,replicate,method,mse,coverage95,width95,crps,log_density,converged,"
    "seconds,weight_transfer,weight_source,weight_alone";

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

// The lines of the CSV that are whole.
std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (fields_of(line).size() == 15 && !in.eof()) lines.push_back(line);
  return lines;
}

void summarise(const Settings& settings, const std::vector<std::string>& lines) {
  struct Sum {
    double mse = 0, square = 0, coverage = 0, crps = 0, seconds = 0, converged = 0, n = 0;
  };
  std::map<std::string, std::map<std::string, Sum>> cells;
  for (const std::string& line : lines) {
    const auto f = fields_of(line);
    Sum& s = cells[f[0] + " " + f[1] + " n " + f[2]][f[4]];
    const double mse = std::stod(f[5]);
    s.mse += mse;
    s.square += mse * mse;
    s.coverage += std::stod(f[6]);
    s.crps += std::stod(f[8]);
    s.converged += std::stod(f[10]);
    s.seconds += std::stod(f[11]);
    ++s.n;
  }
  int within = 0, covered = 0, compared = 0;
  for (auto& [name, methods] : cells) {
    std::printf("%s\n", name.c_str());
    double best = 1e300, own = -1, coverage = 0;
    for (auto& [method, s] : methods) {
      const double mean = s.mse / s.n;
      const double se =
          s.n > 1 ? std::sqrt(std::max(0.0, s.square / s.n - mean * mean) / (s.n - 1)) : 0;
      std::printf("  %-16s mse %.4f (%.4f)  coverage %.3f  crps %.4f  converged %.2f  %.2f s\n",
                  method.c_str(), mean, se, s.coverage / s.n, s.crps / s.n, s.converged / s.n,
                  s.seconds / s.n);
      if (method == settings.methods[0]) {
        own = mean;
        coverage = s.coverage / s.n;
      } else {
        best = std::min(best, mean);
      }
    }
    if (own < 0 || best > 1e299) continue;
    ++compared;
    within += own <= 1.1 * best;
    covered += coverage >= 0.93 && coverage <= 0.97;
    std::printf("  %s / best competitor: %.3f\n", settings.methods[0].c_str(), own / best);
  }
  std::printf(
      "%s within 1.10 of the best competitor in %d of %d cells, coverage in [0.93, 0.97] in %d\n",
      settings.methods[0].c_str(), within, compared, covered);
}

Settings parse(int argc, char** argv) {
  Settings s;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i], value = argv[i + 1];
    if (flag == "--out")
      s.out = value;
    else if (flag == "--replicates")
      s.replicates = std::stoi(value);
    else if (flag == "--first")
      s.first = std::stoi(value);
    else if (flag == "--jobs")
      s.jobs = std::stoi(value);
    else if (flag == "--model")
      s.models.push_back(value);
    else if (flag == "--scenario")
      s.scenarios.push_back(value);
    else if (flag == "--rows")
      s.rows.push_back(std::stol(value));
    else if (flag == "--method")
      s.methods.push_back(value);
    else if (flag == "--set")
      s.sets.push_back(value);
    else
      throw std::runtime_error("unknown flag " + flag);
  }
  if (s.rows.empty()) s.rows = {20, 40, 100, 200};
  if (s.methods.empty())
    s.methods = {"pc_prior",        "source_only", "target_only", "fixed_prior@0.05",
                 "fixed_prior@0.5", "finetune",    "head_only"};
  if (s.out.empty()) throw std::runtime_error("--out names the CSV");
  return s;
}

}  // namespace

int main(int argc, char** argv) try {
  const Settings settings = parse(argc, argv);
  auto lines = read_lines(settings.out);
  std::set<std::string> done;
  for (const std::string& line : lines) {
    const auto f = fields_of(line);
    done.insert(f[0] + ',' + f[1] + ',' + f[2] + ',' + f[3] + ',' + f[4]);
  }
  std::FILE* out = std::fopen(settings.out.c_str(), "w");
  if (!out) throw std::runtime_error("cannot write " + settings.out);
  std::fprintf(out, "%s\n", header);
  for (const std::string& line : lines)
    if (line.rfind("model,", 0) != 0) std::fprintf(out, "%s\n", line.c_str());
  std::fflush(out);

  // One job: a model and a replicate, which share a source.
  struct Job {
    bench::ModelKind model;
    int replicate;
  };
  std::vector<Job> jobs;
  for (int r = settings.first; r < settings.first + settings.replicates; ++r)
    for (const auto model : chosen(bench::model_kinds, settings.models)) jobs.push_back({model, r});
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t j; (j = next++) < jobs.size();) {
      const auto [model, replicate] = jobs[j];
      Model source;
      for (const auto scenario : chosen(bench::scenarios, settings.scenarios))
        for (const int64_t rows : settings.rows) {
          const auto task = bench::make_task(model, scenario, uint64_t(replicate), rows);
          for (const std::string& method : settings.methods) {
            const Cell cell{model, scenario, rows, replicate, method};
            if (done.contains(cell.key())) continue;
            std::string result;
            try {
              if (!source) {
                const Options options = options_of(settings, cell);
                source = Fitter("scratch", options).set_target(dataset(task.source)).fit();
              }
              result = run(settings, cell, task, source);
            } catch (const std::exception& error) {
              std::fprintf(stderr, "%s: %s\n", cell.key().c_str(), error.what());
              continue;
            }
            std::lock_guard lock(mutex);
            std::fprintf(out, "%s,%s\n", cell.key().c_str(), result.c_str());
            std::fflush(out);
          }
        }
      std::fprintf(stderr, "%zu of %zu\r", j + 1, jobs.size());
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < settings.jobs; ++t) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
  std::fclose(out);
  lines = read_lines(settings.out);
  lines.erase(lines.begin());  // the header
  summarise(settings, lines);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
