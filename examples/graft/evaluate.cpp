// graft evaluate: sources x targets x methods x splits x seeds x training sizes, compared.
#include <algorithm>
#include <map>
#include <set>

#include "commands.hpp"
#include "comparison.hpp"
#include "failure.hpp"
#include "interrupts.hpp"
#include "output.hpp"
#include "paths.hpp"
#include "resume.hpp"
#include "runner.hpp"
#include "summary.hpp"

namespace command {
namespace {

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

// "finetune (boiling -> flash, split random, seed 0, 30 training rows)".
std::string run_text(const RunKey& key) {
  const Setup setup{key.source, key.target, key.split, key.train_rows};
  return key.method + " (" + setup.pair() + ", split " + key.split + ", seed " + key.seed + ", " +
         rows_title(key.train_rows) + ")";
}

void check_files(const Study& study) {
  std::vector<NamedPath> inputs = paths_of(study.targets);
  const std::vector<NamedPath> sources = paths_of(study.sources);
  inputs.insert(inputs.end(), sources.begin(), sources.end());
  check_paths(inputs, {{"--out", study.out}, {"--predictions", study.predictions}});
}

}  // namespace

int evaluate(const Words& words) {
  const Study study = read_study(words);
  check_files(study);
  Material material(study);
  const std::vector<Run> runs = material.runs();
  Ledger results(study.out, result_columns), predictions(study.predictions, prediction_columns);
  check_data(runs, results, study.out);  // both refuse before anything is dropped
  missing_runs(runs, results, study.out);
  if (!study.predictions.empty()) drop_halves(predictions, results, runs);
  const std::vector<Run> missing = missing_runs(runs, results, study.out);
  const std::size_t there = runs.size() - missing.size();
  if (there > 0)
    complain(std::to_string(there) + " of " + std::to_string(runs.size()) + " runs stand in '" +
             study.out + "' already");
  const std::size_t made = make_runs(study, material, missing, results, predictions);
  if (made < missing.size()) {
    complain(interrupted_text() + ": " + std::to_string(there + made) + " of " +
             std::to_string(runs.size()) + " runs are finished" +
             (study.out.empty() || study.out == "-"
                  ? ""
                  : " and stand in '" + study.out + "'; the same command goes on with the rest"));
    return interrupted_code();
  }

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

  for (const std::string& note : material.notes()) complain("note: " + note);

  int64_t failed = 0, unconverged = 0;
  std::string first;
  for (const Record& row : rows) {
    unconverged += row[column_status] == "unconverged";
    if (row[column_status] == "ok" || row[column_status] == "unconverged") continue;
    if (failed++ == 0) first = run_text(RunKey::of(row)) + ": " + row[column_status];
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
