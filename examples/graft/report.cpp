// graft report: the tables of evaluate, and models, as one page.
#include "arguments.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "output.hpp"
#include "paths.hpp"
#include "report_sections.hpp"

namespace command {
namespace {

struct Plan {
  std::string results, predictions, baseline, out, title = "Comparison of methods";
  std::vector<ModelPlan> models;
  graft_api::Options options;
};

Plan read_plan(const Words& words) {
  Plan plan;
  const std::vector<std::string> roles = {"--target", "--source"};
  auto with_value = column_flags;
  with_value.insert(with_value.end(), roles.begin(), roles.end());
  with_value.insert(with_value.end(),
                    {"--results", "--predictions", "--model", "--title", "--baseline", "--out"});
  for (const Flag& flag : read_flags(words, with_value, {"--lenient"})) {
    if (flag.name == "--model") {
      // Data sets belong to the models named since the data sets before them.
      if (plan.models.empty() || !plan.models.back().files.empty()) plan.models.emplace_back();
      plan.models.back().models.push_back(flag.value);
      continue;
    }
    std::vector<DataFile> nowhere;
    if (take_data_flag(flag, roles, plan.models.empty() ? nowhere : plan.models.back().files)) {
      if (plan.models.empty())
        wrong_usage(flag.name + " belongs to a model: name its --model first");
      continue;
    }
    if (flag.name == "--lenient")
      plan.options.set("strict", 0);
    else if (flag.name == "--results")
      plan.results = flag.value;
    else if (flag.name == "--predictions")
      plan.predictions = flag.value;
    else if (flag.name == "--title")
      plan.title = flag.value;
    else if (flag.name == "--baseline")
      plan.baseline = flag.value;
    else
      plan.out = flag.value;
  }
  if (plan.results.empty()) wrong_usage("report wants --results FILE, as graft evaluate writes it");
  if (plan.out.empty()) wrong_usage("report wants --out FILE");
  for (const ModelPlan& models : plan.models)
    for (const DataFile& file : models.files) need_columns(file, false);
  return plan;
}

void check_files(const Plan& plan) {
  std::vector<NamedPath> inputs = {{"--results", plan.results},
                                   {"--predictions", plan.predictions}};
  for (const ModelPlan& models : plan.models) {
    for (const std::string& model : models.models) inputs.push_back({"--model", model});
    const std::vector<NamedPath> files = paths_of(models.files);
    inputs.insert(inputs.end(), files.begin(), files.end());
  }
  check_paths(inputs, {{"--out", plan.out}});
}

}  // namespace

int report(const Words& words) {
  const Plan plan = read_plan(words);
  check_files(plan);
  const ReportData data = read_report_data(plan.results, plan.predictions, plan.baseline);
  std::vector<Section> sections = {overview_section(data),    errors_section(data),
                                   ratios_section(data),      parity_section(data),
                                   calibration_section(data), distance_section(data),
                                   learning_section(data)};
  if (!plan.models.empty()) sections.push_back(models_section(plan.models, plan.options));
  sections.push_back(cost_section(data));
  write_text(plan.out, page(plan.title, sections));
  return exit_ok;
}

}  // namespace command
