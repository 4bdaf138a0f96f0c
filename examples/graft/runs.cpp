#include "runs.hpp"

#include <algorithm>
#include <set>

#include "checksum.hpp"
#include "comparison.hpp"
#include "failure.hpp"
#include "output.hpp"
#include "row_sets.hpp"

using namespace graft_api;

namespace command {
namespace {

// Draws with one seed for other purposes must not be the same rows of sets of equal size.
constexpr uint64_t for_target = 0x7461726765740000, for_source = 0x736f757263650000,
                   for_train = 0x747261696e000000, for_noise = 0x6e6f697365000000;

// A value as it stands among others that blanks part.
std::string escaped(const std::string& value) {
  std::string text;
  for (const char c : value) text += c == ' ' ? "%20" : c == '%' ? "%25" : std::string(1, c);
  return text;
}

std::string columns_text(const DataFile& file, const std::string& role) {
  std::string text = " " + role + "=" + escaped(file.input + ":" + file.columns + ":" + file.value);
  if (!file.unit.empty()) text += " " + role + "_unit=" + escaped(file.unit);
  for (const auto& column : file.extra) text += " extra=" + escaped(column);
  if (file.subsample > 0) text += " subsample_" + role + "=" + std::to_string(file.subsample);
  return text;
}

// All that a run depends on besides its key and the files: examples/study/reproduce.py makes the
// command of it again.

std::string options_text(const Study& study, const Run& run) {
  const DataFile& target = study.targets[std::size_t(run.target)];
  std::string text = "method=" + run.method->method;
  for (const auto& [key, value] : run.method->settings)
    if (key != "n_threads") text += " " + key + "=" + escaped(value);
  text += columns_text(target, "target");
  if (study.lenient) text += " lenient=1";
  if (study.label_noise) text += " label_noise=" + study.label_noise.text();
  if (run.split.kind != "column") text += " test=" + number_text(study.test);
  if (study.validation) text += " validation=1";
  if (run.source < 0) return text;
  const DataFile& source = study.sources[std::size_t(run.source)];
  text += columns_text(source, "source");
  if (study.keep_test_in_source) text += " keep_test_in_source=1";
  return text;
}

// Of what can be learned from.
std::string content_sum(const Dataset& set) { return set.text("checksum"); }

}  // namespace

Material::Material(const Study& study) : study_(study) {
  Options options;
  if (study.lenient) options.set("strict", 0);
  const auto read = [&](const DataFile& file, const std::vector<std::string>& folds,
                        std::vector<std::string>& sums) {
    const Data all = read_data(file, options, folds);
    Data data = select_rows(all, labelled_rows(all.base));
    sums.push_back(checksum(data));
    return data;
  };
  for (const DataFile& file : study.targets)
    targets_.push_back(read(file, study.fold_columns(), target_sums_));
  for (const DataFile& file : study.sources) sources_.push_back(read(file, {}, source_sums_));
  // A subset of the target learned from the rest of it: the library sees two sets.
  for (std::size_t s = 0; s < study.sources.size(); ++s)
    for (std::size_t t = 0; t < study.targets.size(); ++t)
      if (content_sum(sources_[s].base) == content_sum(targets_[t].base))
        throw Failure(exit_refused, "the source '" + study.sources[s].name + "' is the target '" +
                                        study.targets[t].name + "' itself: the same rows with " +
                                        "the same values");
}

std::string Material::data_text(const Run& run) const {
  std::string text = "target=" + target_sums_[std::size_t(run.target)];
  if (run.split.kind == "column")
    text += " folds=" + checksum(targets_[std::size_t(run.target)].texts.at(run.split.column));
  if (run.source >= 0) text += " source=" + source_sums_[std::size_t(run.source)];
  return text;
}

std::vector<Run> Material::runs() const {
  std::vector<Run> runs;
  Run run;
  const auto add = [&](int64_t source, bool takes_source) {
    for (const MethodChoice& method : study_.methods) {
      if (method.takes_source != takes_source) continue;
      run.source = source;
      run.method = &method;
      run.key = {source < 0 ? "" : study_.sources[std::size_t(source)].name,
                 study_.targets[std::size_t(run.target)].name,
                 method.name,
                 run.split.kind == "column" ? "column:" + run.split.column + "=" + *run.split.fold
                                            : run.split.kind,
                 std::to_string(run.seed),
                 run.train_rows == 0 ? "all" : std::to_string(run.train_rows)};
      run.options = options_text(study_, run);
      run.data = data_text(run);
      runs.push_back(run);
    }
  };
  for (run.target = 0; run.target < int64_t(targets_.size()); ++run.target)
    for (const SplitChoice& split : study_.splits) {
      std::vector<SplitChoice> folds = {split};
      if (split.kind == "column" && !split.fold) {
        const auto& texts = targets_[std::size_t(run.target)].texts.at(split.column);
        folds.clear();
        for (const auto& fold : std::set<std::string>(texts.begin(), texts.end()))
          folds.push_back({split.kind, split.column, fold});
      }
      for (const SplitChoice& fold : folds)
        for (const int64_t seed : study_.seeds)
          for (const int64_t rows : study_.train_rows) {
            run.split = fold;
            run.seed = seed;
            run.train_rows = rows;
            add(-1, false);
            for (std::size_t s = 0; s < sources_.size(); ++s) add(int64_t(s), true);
          }
    }
  return runs;
}

Material::Parts Material::divide(const Run& run, const std::vector<int64_t>& rows) const {
  const Data& target = targets_[std::size_t(run.target)];
  const uint64_t seed = uint64_t(run.seed);
  std::vector<int32_t> part(rows.size());
  const Dataset set = select_rows(target.base, rows);
  if (run.split.kind == "random") {
    part = set.split_random(study_.test, seed);
  } else if (run.split.kind == "scaffold") {
    part = set.split_scaffold(study_.test, seed);
  } else if (run.split.kind == "scaffold_ordered") {
    part = set.split_scaffold_ordered(study_.test);
  } else if (run.split.kind == "top") {
    part = top_part(set.targets(), study_.test);
  } else {
    const auto& folds = target.texts.at(run.split.column);
    for (std::size_t i = 0; i < rows.size(); ++i)
      part[i] = folds[std::size_t(rows[i])] == run.split.fold;
  }
  Parts made;
  for (std::size_t i = 0; i < rows.size(); ++i)
    (part[i] == 1 ? made.test : made.train).push_back(rows[i]);
  for (const auto& [part_rows, purpose] :
       {std::pair{&made.test, "to test"}, std::pair{&made.train, "to learn from"}})
    if (part_rows->empty())
      throw Failure(exit_refused, "the split " + run.key.split + " leaves no row " + purpose);
  return made;
}

std::shared_ptr<const Material::Parts> Material::parts(const Run& run) {
  const std::string key = csv_line({run.key.target, run.key.split, run.key.seed});
  auto& cached = parts_[key];
  if (cached) return cached;
  const Data& target = targets_[std::size_t(run.target)];
  const auto rows =
      subset(target.base, all_rows(target.base), study_.targets[std::size_t(run.target)].subsample,
             uint64_t(run.seed) ^ for_target);
  Parts made = divide(run, rows);
  made.hidden = made.test;
  if (study_.validation) {
    Parts inner = divide(run, made.train);
    made.train = std::move(inner.train);
    made.test = std::move(inner.test);
    made.hidden.insert(made.hidden.end(), made.test.begin(), made.test.end());
  }
  count_repeated(run, made);
  return cached = std::make_shared<const Parts>(std::move(made));
}

void Material::count_repeated(const Run& run, const Parts& parts) {
  const auto place = std::size_t(run.target);
  const Dataset& target = targets_[place].base;
  const int64_t repeated = target.integer("repeated");
  if (repeated == 0) return;
  std::vector<int64_t> also_learned, alone;
  part_by_input(target, parts.test, select_rows(target, parts.train), also_learned, alone);
  Shared& shared = shared_parts_[{study_.targets[place].name, without_fold(run.key.split)}];
  shared.repeated = repeated;
  shared.rows = target.rows();
  shared.tested += int64_t(parts.test.size());
  shared.also_learned += int64_t(also_learned.size());
}

std::vector<std::string> Material::notes() const {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < targets_.size(); ++i)
    for (const SplitChoice& split : study_.splits) {
      if (split.kind != "column" || split.fold) continue;
      const auto& texts = targets_[i].texts.at(split.column);
      if (const auto count = std::count(texts.begin(), texts.end(), ""); count > 0)
        notes.push_back(std::to_string(count) + " rows of the target '" + study_.targets[i].name +
                        "' have an empty cell in the column '" + split.column +
                        "': they are a fold of their own, column:" + split.column + "=");
    }
  for (const auto& [key, shared] : shared_parts_) {
    const std::string of = " of the target '" + key.first + "' ";
    if (shared.also_learned > 0)
      notes.push_back(std::to_string(shared.also_learned) + " of " + std::to_string(shared.tested) +
                      " test rows" + of + "in the split " + key.second +
                      " have an input that is in the training part, too");
    else
      notes.push_back(std::to_string(shared.repeated) + " of " + std::to_string(shared.rows) +
                      " rows" + of + "have an input that an earlier row has, too; the split " +
                      key.second + " keeps them together");
  }
  return notes;
}

std::shared_ptr<const std::vector<int64_t>> Material::source_rows(const Run& run,
                                                                  const Parts& parts) {
  const std::string key = csv_line({run.key.source, run.key.target, run.key.split, run.key.seed});
  auto& cached = source_rows_[key];
  if (cached) return cached;
  const Dataset& source = sources_[std::size_t(run.source)].base;
  const Dataset& target = targets_[std::size_t(run.target)].base;
  std::vector<int64_t> rows = all_rows(source);
  if (!study_.keep_test_in_source) {
    // Which rows the source shares with the whole target is found once; only those are looked at
    // for each test part.
    const auto pair = std::make_pair(run.source, run.target);
    if (shared_.count(pair) == 0) {
      std::vector<int64_t> both, own;
      part_by_input(source, rows, target, both, own);
      shared_.emplace(pair, std::move(both));
    }
    std::vector<int64_t> taken, kept, rest;
    part_by_input(source, shared_.at(pair), select_rows(target, parts.hidden), taken, kept);
    std::set_difference(rows.begin(), rows.end(), taken.begin(), taken.end(),
                        std::back_inserter(rest));
    rows = std::move(rest);
  }
  rows = subset(source, rows, study_.sources[std::size_t(run.source)].subsample,
                uint64_t(run.seed) ^ for_source);
  return cached = std::make_shared<const std::vector<int64_t>>(std::move(rows));
}

RunData Material::prepare(const Run& run) {
  std::shared_ptr<const Parts> part;
  std::shared_ptr<const std::vector<int64_t>> source;
  {
    const std::lock_guard lock(mutex_);
    part = parts(run);
    if (run.source >= 0) source = source_rows(run, *part);
  }
  if (run.train_rows > int64_t(part->train.size()))
    throw Failure(exit_refused, "the training part has " + std::to_string(part->train.size()) +
                                    " rows, fewer than " + std::to_string(run.train_rows));
  const Dataset& target = targets_[std::size_t(run.target)].fit();
  const auto train = subset(target, part->train, run.train_rows, uint64_t(run.seed) ^ for_train);
  RunData data{select_rows(target, train), select_rows(target, part->test), {}};
  if (study_.label_noise) corrupt(data.train, study_.label_noise, uint64_t(run.seed) ^ for_noise);
  if (source) data.source = select_rows(sources_[std::size_t(run.source)].base, *source);
  return data;
}

}  // namespace command
