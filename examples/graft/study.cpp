#include "study.hpp"

#include <algorithm>
#include <set>

#include "arguments.hpp"
#include "csv.hpp"
#include "failure.hpp"

using namespace graft_api;

namespace command {
namespace {

// "5" is 0 .. 4, "0-9" is 0 .. 9, "3,7" these two.
std::vector<int64_t> seeds_of(const Flag& flag) {
  constexpr long long most = 1000000;
  std::vector<int64_t> seeds;
  const auto parts = list_of(flag);
  const auto number = [&](const std::string& text, long long least) {
    long long value;
    if (!parse(text, value) || value < least || value > most)
      wrong_usage(flag.name + " '" + flag.value + "' is not a number (5), a range (0-9) or a list");
    return value;
  };
  for (const std::string& part : parts) {
    const auto dash = part.find('-', 1);
    long long first, last;
    if (dash != std::string::npos) {
      first = number(part.substr(0, dash), 0);
      last = number(part.substr(dash + 1), first);
    } else if (parts.size() == 1) {
      first = 0;
      last = number(part, 1) - 1;
    } else {
      first = last = number(part, 0);
    }
    for (long long seed = first; seed <= last; ++seed)
      if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end()) seeds.push_back(seed);
  }
  return seeds;
}

SplitChoice split_of(const std::string& text) {
  if (text == "random" || text == "scaffold" || text == "scaffold_ordered" || text == "top")
    return {text, "", {}};
  if (text.rfind("column:", 0) != 0 || text.size() == 7)
    wrong_usage(
        "--split '" + text +
        "' is not random, scaffold, scaffold_ordered, top, column:NAME or column:NAME=FOLD");
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {"column", text.substr(7), {}};
  return {"column", text.substr(7, equals - 7), text.substr(equals + 1)};
}

// "pc_prior", "near=pc_prior" or "near=pc_prior,pc_limit=1,hidden=8,8": a part without "=" belongs
// to the value before it.
MethodChoice method_of(const std::string& text) {
  const auto equals = text.find('=');
  MethodChoice choice;
  choice.name = text.substr(0, equals);
  if (equals == std::string::npos) {
    choice.method = text;
  } else {
    const Flag rest{"--method", text.substr(equals + 1)};
    std::vector<std::string> parts;
    for (const std::string& part : list_of(rest)) {
      if (parts.size() > 1 && part.find('=') == std::string::npos)
        parts.back() += "," + part;
      else
        parts.push_back(part);
    }
    choice.method = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const Setting setting = setting_of({"--method", parts[i]}, false);
      choice.settings.emplace_back(setting.key, setting.value);
    }
  }
  if (choice.name.empty() || choice.name.find_first_of(":,") != std::string::npos)
    wrong_usage("--method '" + text + "' is not METHOD or NAME=METHOD,key=value,...");
  choice.takes_source = takes_source(choice.method);
  return choice;
}

void add_method(const std::string& text, std::vector<MethodChoice>& methods) {
  const MethodChoice choice = method_of(text);
  for (const MethodChoice& other : methods)
    if (other.name == choice.name)
      wrong_usage("two methods are named '" + choice.name +
                  "': --method NAME=METHOD,key=value gives a name of its own");
  methods.push_back(choice);
}

// --set counts less than what --method says of one method, and that less than --set METHOD:key.
void settle(std::vector<MethodChoice>& methods, const std::vector<Setting>& settings) {
  for (const Setting& setting : settings) {
    if (setting.key == "seed") wrong_usage("--set seed: the seeds of the runs come from --seeds");
    if (setting.key == "checkpoint")
      wrong_usage("--set checkpoint: evaluate goes on from its --out file");
    const bool known = std::any_of(methods.begin(), methods.end(), [&](const MethodChoice& m) {
      return setting.method.empty() || m.name == setting.method;
    });
    if (!known) wrong_usage("--set " + setting.method + ":...: no such method in this study");
  }
  for (MethodChoice& method : methods) {
    std::vector<std::pair<std::string, std::string>> all;
    const auto put = [&](const std::string& key, const std::string& value) {
      for (auto& other : all)
        if (other.first == key) {
          other.second = value;
          return;
        }
      all.emplace_back(key, value);
    };
    for (const Setting& s : settings)
      if (s.method.empty()) put(s.key, s.value);
    for (const auto& [key, value] : method.settings) put(key, value);
    for (const Setting& s : settings)
      if (s.method == method.name) put(s.key, s.value);
    method.settings = all;
  }
}

void check_names(const std::vector<DataFile>& files) {
  std::set<std::string> names;
  for (const DataFile& file : files) {
    need_columns(file, true);
    if (file.name.empty()) wrong_usage(file.flag + " '" + file.path + "' has an empty name");
    if (!names.insert(file.name).second)
      wrong_usage("two data sets after " + file.flag + " are named '" + file.name +
                  "': --name gives another");
  }
}

void complete(Study& study, const std::vector<Setting>& settings) {
  if (study.targets.empty()) wrong_usage("evaluate wants at least one --target");
  if (study.methods.empty())
    for (const char* method : {"scratch", "select"}) add_method(method, study.methods);
  if (study.splits.empty()) study.splits = {{"random", "", {}}};
  if (study.seeds.empty()) study.seeds = {0, 1, 2, 3, 4};
  if (study.train_rows.empty()) study.train_rows = {0};
  if (!study.predictions.empty() && (study.out.empty() || study.out == "-"))
    wrong_usage("--predictions goes with --out FILE");
  if (study.predictions == "-") wrong_usage("--predictions wants a file");
  for (const SplitChoice& split : study.splits)
    if (study.validation && split.kind == "column")
      wrong_usage("--validation divides by random or scaffold, not by a column");
  check_names(study.targets);
  check_names(study.sources);
  for (const DataFile& source : study.sources)
    if (!source.extra.empty()) wrong_usage("--extra belongs to a target, not to a source");
  if (study.sources.empty())
    for (MethodChoice& method : study.methods) method.takes_source = needs_source(method.method);
  settle(study.methods, settings);
  for (const MethodChoice& method : study.methods)  // what is unknown is said now, not in each run
    Fitter(method.method, options_of(method, 0));
  const bool any_takes = std::any_of(study.methods.begin(), study.methods.end(),
                                     [](const MethodChoice& m) { return m.takes_source; });
  if (any_takes && study.sources.empty()) wrong_usage("these methods want a --source");
}

}  // namespace

std::vector<std::string> Study::fold_columns() const {
  std::set<std::string> columns;
  for (const SplitChoice& split : splits)
    if (split.kind == "column") columns.insert(split.column);
  return {columns.begin(), columns.end()};
}

Options options_of(const MethodChoice& method, int64_t seed) {
  Options options;
  for (const auto& [key, value] : method.settings) options.set_text(key, value);
  options.set("seed", seed);
  return options;
}

Study read_study(const Words& words) {
  Study study;
  std::vector<DataFile> files;
  std::vector<Setting> settings;
  auto with_value = column_flags;
  with_value.insert(with_value.end(),
                    {"--target", "--source", "--methods", "--method", "--split", "--test",
                     "--seeds", "--train-rows", "--label-noise", "--subsample-source",
                     "--subsample-target", "--set", "--jobs", "--out", "--predictions"});
  long long source_rows = 0, target_rows = 0;
  for (const Flag& flag :
       read_flags(words, with_value, {"--keep-test-in-source", "--lenient", "--validation"})) {
    if (take_data_flag(flag, {"--target", "--source"}, files)) continue;
    if (flag.name == "--methods") {
      for (const auto& name : list_of(flag)) add_method(name, study.methods);
    } else if (flag.name == "--method") {
      add_method(flag.value, study.methods);
    } else if (flag.name == "--split") {
      for (const auto& name : list_of(flag)) study.splits.push_back(split_of(name));
    } else if (flag.name == "--test") {
      study.test = number_of(flag, 1e-6, 1 - 1e-6);
    } else if (flag.name == "--seeds") {
      study.seeds = seeds_of(flag);
    } else if (flag.name == "--train-rows") {
      for (const auto& rows : list_of(flag))
        study.train_rows.push_back(rows == "all" ? 0 : count_of({flag.name, rows}, 1, 1LL << 40));
    } else if (flag.name == "--label-noise") {
      study.label_noise = label_noise_of(flag);
    } else if (flag.name == "--subsample-source") {
      source_rows = count_of(flag, 1, 1LL << 40);
    } else if (flag.name == "--subsample-target") {
      target_rows = count_of(flag, 1, 1LL << 40);
    } else if (flag.name == "--set") {
      settings.push_back(setting_of(flag, true));
    } else if (flag.name == "--jobs") {
      study.jobs = int(count_of(flag, 1, 1024));
    } else if (flag.name == "--out") {
      study.out = flag.value;
    } else if (flag.name == "--predictions") {
      study.predictions = flag.value;
    } else if (flag.name == "--lenient") {
      study.lenient = true;
    } else if (flag.name == "--validation") {
      study.validation = true;
    } else {
      study.keep_test_in_source = true;
    }
  }
  for (DataFile& file : files) {
    const bool target = file.flag == "--target";
    file.subsample = target ? target_rows : source_rows;
    (target ? study.targets : study.sources).push_back(file);
  }
  complete(study, settings);
  return study;
}

}  // namespace command
