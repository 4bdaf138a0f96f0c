#include "resume.hpp"

#include <map>
#include <set>
#include <sstream>

#include "comparison.hpp"
#include "failure.hpp"

namespace command {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

struct Checksum {
  std::string name;  // "the target 'flash'", for messages
  std::string of;    // what was read: with the name, what makes two checksums comparable
  std::string value;
};

// From the columns data and options: there are checksums of "target", "source" and "folds".
std::vector<Checksum> checksums_of(const RunKey& key, const std::string& data,
                                   const std::string& options) {
  std::vector<Checksum> sums;
  for (const std::string& word : words_of(data)) {
    const std::string what = word.substr(0, word.find('='));
    const std::string role = what == "source" ? "source" : "target";
    const std::string named = role + " '" + (role == "source" ? key.source : key.target) + "'";
    Checksum sum{"the " + named, "", word.substr(what.size() + 1)};
    for (const std::string& option : words_of(options))
      if (option.rfind(role + "=", 0) == 0 || option == "lenient=1" ||
          (role == "target" && option.rfind("extra=", 0) == 0))
        sum.of += " " + option;
    if (what == "folds")
      sum.name = "the column of '" + without_fold(key.split) + "' of " + sum.name;
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace

void check_data(const std::vector<Run>& runs, const Ledger& results, const std::string& path) {
  std::map<std::pair<std::string, std::string>, std::string> now;
  for (const Run& run : runs)
    for (const Checksum& sum : checksums_of(run.key, run.data, run.options))
      now[{sum.name, sum.of}] = sum.value;
  for (const Record& row : results.rows())
    for (const Checksum& sum :
         checksums_of(RunKey::of(row), row[column_data], row[column_options])) {
      const auto found = now.find({sum.name, sum.of});
      if (found != now.end() && found->second != sum.value)
        throw Failure(exit_usage, "'" + path + "' holds runs of other data: " + sum.name +
                                      " has changed since (checksum " + sum.value + ", now " +
                                      found->second + "): choose another --out");
    }
}

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

}  // namespace command
