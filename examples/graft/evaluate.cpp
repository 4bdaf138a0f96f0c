// graft evaluate: sources x targets x methods x splits x seeds x training sizes, compared.
#include <algorithm>
#include <map>
#include <set>

#include "commands.hpp"
#include "failure.hpp"
#include "output.hpp"
#include "runner.hpp"
#include "summary.hpp"

namespace command {
namespace {

// The runs that the results do not hold yet. A run that stands there with other options is an
// error: its row would be taken for what it is not.
std::vector<Run> missing_runs(const std::vector<Run>& runs, const Ledger& results,
                              const std::string& path) {
  std::map<RunKey, const Record*> there;
  for (const Record& row : results.rows()) there[RunKey::of(row)] = &row;
  std::vector<Run> missing;
  for (const Run& run : runs) {
    const auto found = there.find(run.key);
    if (found == there.end()) {
      missing.push_back(run);
    } else if ((*found->second)[column_options] != run.options) {
      throw Failure(exit_usage, "'" + path + "' holds a run of " + run.key.method +
                                    " with other options (" + (*found->second)[column_options] +
                                    "; now " + run.options + "): choose another --out, or a name" +
                                    " by --method NAME=METHOD,...");
    }
  }
  return missing;
}

// Of this study's runs, results without all of their predictions, and predictions without a result:
// the writer was killed between the two, or wrote no predictions. Such runs are made again.
void drop_halves(Ledger& predictions, Ledger& results, const std::vector<Run>& runs) {
  std::set<RunKey> wanted, whole;
  std::map<RunKey, std::size_t> predicted;
  for (const Run& run : runs) wanted.insert(run.key);
  for (const Record& row : predictions.rows()) ++predicted[RunKey::of(row)];
  std::vector<Record> kept, kept_predictions;
  for (const Record& row : results.rows()) {
    const RunKey key = RunKey::of(row);
    const bool has_figures = !row[column_rmse].empty();
    if (wanted.count(key) > 0 && has_figures && std::to_string(predicted[key]) != row[column_test])
      continue;
    whole.insert(key);
    kept.push_back(row);
  }
  for (const Record& row : predictions.rows())
    if (whole.count(RunKey::of(row)) > 0) kept_predictions.push_back(row);
  if (kept.size() < results.rows().size()) results.replace(std::move(kept));
  if (kept_predictions.size() < predictions.rows().size())
    predictions.replace(std::move(kept_predictions));
}

// Rows in the order of the runs, those of other studies before them.
void put_in_order(Ledger& ledger, const std::vector<Run>& runs) {
  std::map<RunKey, std::size_t> place;
  for (std::size_t i = 0; i < runs.size(); ++i) place[runs[i].key] = i + 1;
  const auto place_of = [&](const Record& row) {
    const auto found = place.find(RunKey::of(row));
    return found == place.end() ? 0 : found->second;
  };
  const auto before = [&](const Record& a, const Record& b) { return place_of(a) < place_of(b); };
  if (std::is_sorted(ledger.rows().begin(), ledger.rows().end(), before)) return;
  std::vector<Record> rows = ledger.rows();
  std::stable_sort(rows.begin(), rows.end(), before);
  ledger.replace(std::move(rows));
}

std::vector<Record> rows_of(const Ledger& results, const std::vector<Run>& runs) {
  std::set<RunKey> wanted;
  for (const Run& run : runs) wanted.insert(run.key);
  std::vector<Record> rows;
  for (const Record& row : results.rows())
    if (wanted.count(RunKey::of(row)) > 0) rows.push_back(row);
  return rows;
}

}  // namespace

int evaluate(const Words& words) {
  const Study study = read_study(words);
  Material material(study);
  const std::vector<Run> runs = material.runs();
  Ledger results(study.out, result_columns), predictions(study.predictions, prediction_columns);
  missing_runs(runs, results, study.out);  // refuses other options before anything is dropped
  if (!study.predictions.empty()) drop_halves(predictions, results, runs);
  const std::vector<Run> missing = missing_runs(runs, results, study.out);
  const std::size_t there = runs.size() - missing.size();
  if (there > 0)
    complain(std::to_string(there) + " of " + std::to_string(runs.size()) + " runs stand in '" +
             study.out + "' already");
  make_runs(study, material, missing, results, predictions);

  if (study.out != "-") {
    put_in_order(results, runs);
    put_in_order(predictions, runs);
  }
  const std::vector<Record> rows = rows_of(results, runs);
  const std::string tables = summary(study, rows);
  if (study.out == "-")
    write_all(2, tables);  // standard output is the results'
  else
    print(tables);

  int64_t failed = 0, unconverged = 0;
  std::string first;
  for (const Record& row : rows) {
    unconverged += row[column_status] == "unconverged";
    if (row[column_status] == "ok" || row[column_status] == "unconverged") continue;
    if (failed++ == 0) first = row[column_method] + ": " + row[column_status];
  }
  if (failed > 0) {
    complain(std::to_string(failed) + " of " + std::to_string(rows.size()) +
             " runs failed; the first, " + first);
    return exit_refused;
  }
  if (unconverged == 0) return exit_ok;
  complain(std::to_string(unconverged) + " of " + std::to_string(rows.size()) +
           " runs have not converged");
  return exit_unconverged;
}

}  // namespace command
