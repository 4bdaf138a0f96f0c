#include "runner.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <thread>

#include "failure.hpp"
#include "interrupts.hpp"
#include "progress.hpp"

using namespace graft_api;

namespace command {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<double> interval95(const Model& model, const Dataset& set, const Options& options) {
  const double levels[2] = {0.025, 0.975};
  return model.quantiles(set, levels, options).values;
}

double mean_width(const std::vector<double>& interval) {
  double sum = 0;
  for (std::size_t i = 0; i < interval.size(); i += 2) sum += interval[i + 1] - interval[i];
  return sum / (double(interval.size()) / 2);
}

std::vector<Record> prediction_rows(const Run& run, const Model& model, const RunData& data,
                                    const std::vector<double>& interval, const Options& options) {
  const Dataset& test = data.test;
  const Prediction p = model.predict(test, options);
  const std::vector<double> y = test.targets(), apart = test.distances(data.train, options);
  std::vector<Record> rows;
  for (std::size_t i = 0; i < y.size(); ++i) {
    Record row = run.key.cells();
    row.push_back(row_id(test, int64_t(i)));
    for (const double value : {y[i], p.mean[i], p.model_sd[i], p.noise_sd[i], interval[2 * i],
                               interval[2 * i + 1], apart[i]})
      row.push_back(number_text(value));
    rows.push_back(std::move(row));
  }
  return rows;
}

// One line, so that a status is a cell that people and tools read easily.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

struct CutShort {};

void fit_and_test(Material& material, const Run& run, bool wants_predictions, RunRows& rows) {
  using Clock = std::chrono::steady_clock;
  const RunData data = material.prepare(run);
  Record& row = rows.result;
  row[column_train] = std::to_string(data.train.rows());
  row[column_test] = std::to_string(data.test.rows());
  if (data.source) row[column_source_rows] = std::to_string(data.source.rows());

  const auto start = Clock::now();
  const Options options = options_of(*run.method, run.seed);
  Fitter fitter(run.method->method, options);
  fitter.set_target(data.train);
  if (data.source) fitter.add_source(data.source);
  fitter.set_progress([](const graft_progress&) {
    if (interrupted()) throw CutShort();
  });
  bool converged = true;
  const Model model = fitter.fit(&converged);
  const auto interval = interval95(model, data.test, options);
  const std::pair<ResultColumn, const char*> metrics[] = {
      {column_rmse, "rmse"}, {column_mae, "mae"},
      {column_r2, "r2"},     {column_coverage95, "coverage95"},
      {column_crps, "crps"}, {column_log_density, "log_density"}};
  Record scored = row;  // all figures or none
  for (const auto& [column, metric] : metrics)
    scored[column] = number_text(model.evaluate(data.test, metric, options));
  scored[column_width95] = number_text(mean_width(interval));
  if (wants_predictions) rows.predictions = prediction_rows(run, model, data, interval, options);
  row = std::move(scored);
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f",
                std::chrono::duration<double>(Clock::now() - start).count());
  row[column_seconds] = seconds;
  row[column_status] = converged ? "ok" : "unconverged";
}

// What is left to do, told by the mean time of each method's finished runs.
class Estimate {
 public:
  explicit Estimate(const std::vector<Run>& runs) {
    for (const Run& run : runs) ++left_[run.key.method];
  }
  void finished(const Run& run, double seconds) {
    --left_[run.key.method];
    auto& [count, sum] = done_[run.key.method];
    ++count;
    sum += seconds;
    ++all_count_;
    all_sum_ += seconds;
  }
  double seconds_left(int jobs) const {
    if (all_count_ == 0) return none;
    double sum = 0;
    for (const auto& [method, count] : left_) {
      const auto found = done_.find(method);
      const double mean =
          found == done_.end() ? all_sum_ / all_count_ : found->second.second / found->second.first;
      sum += mean * double(count);
    }
    return sum / jobs;
  }
  double seconds_done(int jobs) const { return all_sum_ / jobs; }

 private:
  std::map<std::string, int64_t> left_;
  std::map<std::string, std::pair<double, double>> done_;
  double all_count_ = 0, all_sum_ = 0;
};

// What the library says of its sets is about the parts of this run: a table of a thousand rows may
// have left it three.
std::string rows_left(const Error& error, const Record& row) {
  if (error.status() != GRAFT_ERROR_DATA || row[column_train].empty()) return "";
  const std::string& source = row[column_source_rows];
  return " (the split " + RunKey::of(row).split + " leaves " + row[column_train] +
         " rows of the target to learn from" +
         (source.empty() ? ")" : ", and " + source + " of the source)");
}

}  // namespace

std::optional<RunRows> make_run(Material& material, const Run& run, bool wants_predictions) {
  RunRows rows;
  rows.result = run.key.cells();
  rows.result.resize(result_columns.size());
  rows.result[column_version] = graft_version();
  rows.result[column_options] = one_line(run.options);
  rows.result[column_data] = run.data;
  try {
    fit_and_test(material, run, wants_predictions, rows);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const CutShort&) {
    return std::nullopt;
  } catch (const Error& error) {
    rows.result[column_status] = one_line(error.what()) + rows_left(error, rows.result);
  } catch (const std::exception& error) {
    rows.result[column_status] = one_line(error.what());
  }
  return rows;
}

std::size_t make_runs(const Study& study, Material& material, const std::vector<Run>& runs,
                      Ledger& results, Ledger& predictions) {
  if (runs.empty()) return 0;
  const Interrupts guard;
  std::mutex mutex;  // of all that follows
  std::condition_variable finished;
  std::size_t next = 0, done = 0;
  std::exception_ptr failure;
  Estimate estimate(runs);
  const int jobs = int(std::min(std::size_t(study.jobs), runs.size()));
  int working = jobs;

  const auto work = [&] {
    std::unique_lock lock(mutex);
    try {
      while (next < runs.size() && !failure && !interrupted()) {
        const Run& run = runs[next++];
        lock.unlock();
        const auto start = std::chrono::steady_clock::now();
        std::optional<RunRows> rows;
        try {
          rows = make_run(material, run, !study.predictions.empty());
        } catch (...) {
          lock.lock();
          throw;
        }
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        lock.lock();
        if (!rows) break;
        // Predictions first: those of a run without a result are dropped when the study goes on.
        predictions.append(rows->predictions);
        results.append({rows->result});
        estimate.finished(run, seconds.count());
        ++done;
        finished.notify_one();
      }
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
    --working;
    finished.notify_one();
  };

  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(work);
  {
    Progress progress("evaluate");
    double spent = 0, seen = -1;  // since the last run finished, the time left falls by the clock
    std::unique_lock lock(mutex);
    while (working > 0) {
      finished.wait_for(lock, std::chrono::milliseconds(200));
      if (seen != double(done)) {
        seen = double(done);
        spent = progress.seconds();
      }
      const double left = estimate.seconds_left(jobs) - (progress.seconds() - spent);
      const double past = estimate.seconds_done(jobs);
      const std::string note =
          std::to_string(done) + " of " + std::to_string(runs.size()) + " runs";
      if (std::isnan(left))
        progress.show(0, -1, note);
      else
        progress.show(past / (past + std::max(left, 0.0)), std::max(left, 0.0), note);
    }
  }
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return done;
}

}  // namespace command
