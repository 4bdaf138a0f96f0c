// graft fit: one target, any sources, one model.
#include "arguments.hpp"
#include "commands.hpp"
#include "data_files.hpp"
#include "failure.hpp"
#include "interrupts.hpp"
#include "model_facts.hpp"
#include "output.hpp"
#include "paths.hpp"
#include "progress.hpp"
#include "tables.hpp"

using namespace graft_api;

namespace command {
namespace {

struct Plan {
  std::string method = "select", out, source_model;
  std::vector<DataFile> files;
  Options options;
  bool verbose = false;
};

Plan read_plan(const Words& words) {
  Plan plan;
  auto with_value = column_flags;
  const std::vector<std::string> roles = {"--target", "--source", "--unlabelled", "--validation"};
  with_value.insert(with_value.end(), roles.begin(), roles.end());
  with_value.insert(with_value.end(), {"--source-model", "--method", "--set", "--out"});
  int targets = 0;
  for (const Flag& flag : read_flags(words, with_value, {"--lenient", "--verbose"})) {
    targets += flag.name == "--target";
    if (take_data_flag(flag, roles, plan.files)) continue;
    if (flag.name == "--source-model") {
      plan.source_model = flag.value;
    } else if (flag.name == "--method") {
      plan.method = flag.value;
    } else if (flag.name == "--out") {
      plan.out = flag.value;
    } else if (flag.name == "--lenient") {
      plan.options.set("strict", 0);
    } else if (flag.name == "--verbose") {
      plan.verbose = true;
    } else {
      const Setting setting = setting_of(flag, false);
      plan.options.set_text(setting.key, setting.value);
    }
  }
  if (targets != 1) wrong_usage("fit wants one --target");
  if (plan.out.empty() || plan.out == "-") wrong_usage("fit wants --out FILE");
  for (const DataFile& file : plan.files) need_columns(file, file.flag != "--unlabelled");
  return plan;
}

void check_files(const Plan& plan) {
  std::vector<NamedPath> inputs = paths_of(plan.files);
  inputs.push_back({"--source-model", plan.source_model});
  check_paths(inputs,
              {{"--out", plan.out}, {"the option checkpoint", plan.options.text("checkpoint")}});
}

// Rows held out, by which models are chosen and scored, may then be rows that were learned from.
void note_repeated(const Dataset& target, const DataFile& file) {
  const int64_t repeated = target.integer("repeated");
  if (repeated > 0)
    complain("note: " + std::to_string(repeated) + " of " + std::to_string(target.rows()) +
             " rows of the target '" + file.path + "' have an input that an earlier row has, too");
}

void print_summary(const Model& model, const Plan& plan, double seconds, bool converged) {
  const auto fact = [&](const char* key) { return fact_text(model, key); };
  const std::string unit = fact("unit").empty() ? "" : " " + fact("unit");
  std::vector<std::vector<std::string>> rows = {
      {"method", fact("method") + (plan.method == "select" ? ", chosen by select" : "")},
      {"property", fact("property") + (unit.empty() ? "" : " [" + fact("unit") + "]")},
      {"target rows", fact("target_rows")},
      {"ended", fact("ended") + " after " + duration_text(seconds)}};
  if (const auto held_out = fact_of(model, "scores.held_out_rows");
      held_out && held_out->number > 0) {
    rows.push_back({"held-out rows", held_out->text});
    rows.push_back({"held-out rmse", fact("scores.held_out_rmse") + unit});
    rows.push_back({"held-out mae", fact("scores.held_out_mae") + unit});
  }
  rows.push_back({"noise sd", fact("noise_sd") + unit});
  const std::string weights = diagnostics_table(model, summary_diagnostics);
  if (!weights.empty()) rows.push_back({"converged", converged ? "yes" : "no"});
  rows.push_back({"model", plan.out});
  std::string summary = aligned(rows, true);
  if (!weights.empty())
    summary +=
        "\nWeights of the candidates, distances from the source (deviations of its noise):\n" +
        weights;
  const std::string errors = diagnostics_table(model, {"select."});
  if (!errors.empty()) summary += "\nErrors of the candidates at rows left out:\n" + errors;
  print(summary);
}

}  // namespace

int fit(const Words& words) {
  const Plan plan = read_plan(words);
  Fitter fitter(plan.method, plan.options);
  check_files(plan);
  for (const DataFile& file : plan.files) {
    const Data data = read_data(file, plan.options);
    if (file.flag == "--target") note_repeated(data.fit(), file);
    if (file.flag == "--target")
      fitter.set_target(data.fit());
    else if (file.flag == "--source")
      fitter.add_source(data.fit());
    else if (file.flag == "--unlabelled")
      fitter.set_unlabelled(data.fit());
    else
      fitter.set_validation(data.fit());
  }
  if (!plan.source_model.empty()) fitter.set_source_model(Model::load(plan.source_model));
  Progress progress(plan.method);
  fitter.set_progress([&](const graft_progress& now) {
    const double share = now.total > 0 ? double(now.done) / double(now.total) : 0;
    const double rmse = now.valid_rmse;
    progress.show(share, -1, rmse == rmse ? "held-out error " + rounded(rmse) : "");
    if (interrupted()) fitter.cancel();
  });
  fitter.set_log([&](std::string_view line) {
    progress.clear();
    if (plan.verbose) complain(std::string(line));
  });
  const Interrupts guard;
  bool converged = true;
  Model model;
  try {
    model = fitter.fit(&converged);
  } catch (const Error& error) {
    if (error.status() != GRAFT_STOPPED || !interrupted()) throw;
    complain(interrupted_text() + ": " + error.what());
    return interrupted_code();
  }
  progress.clear();
  model.save(plan.out);
  print_summary(model, plan, progress.seconds(), converged);
  // A signal that came too late has cut nothing short.
  if (interrupted() && fact_text(model, "ended") == "cancelled") {
    complain(interrupted_text() + ": the model is the best so far");
    return interrupted_code();
  }
  if (converged) return exit_ok;
  complain("the chains have not mixed (see graft info): more adaptation and samples may help");
  return exit_unconverged;
}

}  // namespace command
