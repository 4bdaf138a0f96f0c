// graft predict: a table of predictions from a model and a table of inputs.
#include "arguments.hpp"
#include "commands.hpp"
#include "csv.hpp"
#include "data_files.hpp"
#include "failure.hpp"
#include "output.hpp"
#include "paths.hpp"

using namespace graft_api;

namespace command {
namespace {

struct Plan {
  std::string model, out = "-";
  std::vector<DataFile> files;
  Options options;
  double level = 0.95;
  int64_t draws = 0;
  int32_t noise = 0;
};

Plan read_plan(const Words& words) {
  Plan plan;
  auto with_value = column_flags;
  with_value.insert(with_value.end(), {"--in", "--model", "--level", "--draws", "--set", "--out"});
  int inputs = 0;
  for (const Flag& flag : read_flags(words, with_value, {"--lenient", "--noise"})) {
    inputs += flag.name == "--in";
    if (take_data_flag(flag, {"--in"}, plan.files)) continue;
    if (flag.name == "--model") {
      plan.model = flag.value;
    } else if (flag.name == "--out") {
      plan.out = flag.value;
    } else if (flag.name == "--level") {
      plan.level = number_of(flag, 1e-6, 1 - 1e-6);
    } else if (flag.name == "--draws") {
      plan.draws = count_of(flag, 1, 1000000);
    } else if (flag.name == "--noise") {
      plan.noise = 1;
    } else if (flag.name == "--lenient") {
      plan.options.set("strict", 0);
    } else {
      const Setting setting = setting_of(flag, false);
      plan.options.set_text(setting.key, setting.value);
    }
  }
  if (plan.model.empty()) wrong_usage("predict wants --model FILE");
  if (inputs != 1) wrong_usage("predict wants one --in FILE, or --in - for standard input");
  if (plan.noise == 1 && plan.draws == 0) wrong_usage("--noise is about --draws: give a number");
  need_columns(plan.files[0], false);
  return plan;
}

// The cells of each row of the set: its id and what is predicted for it.
std::vector<Record> predicted_rows(const Plan& plan, const Model& model, const Dataset& set) {
  const int64_t rows = set.rows();
  const Prediction p = model.predict(set, plan.options);
  const double levels[2] = {(1 - plan.level) / 2, (1 + plan.level) / 2};
  const Matrix interval = model.quantiles(set, levels, plan.options);
  Matrix draws(rows, plan.draws);
  if (plan.draws > 0) model.draws_into(set, draws.view(), plan.noise, plan.options);
  std::vector<Record> records;
  for (int64_t row = 0; row < rows; ++row) {
    const auto i = std::size_t(row);
    Record cells = {row_id(set, row)};
    for (const double value :
         {p.mean[i], p.model_sd[i], p.noise_sd[i], interval(row, 0), interval(row, 1)})
      cells.push_back(number_text(value));
    for (int64_t s = 0; s < plan.draws; ++s) cells.push_back(number_text(draws(row, s)));
    records.push_back(std::move(cells));
  }
  return records;
}

// A row for each of the table's, so that both can stand side by side: those without a prediction
// have empty cells and in the last one the reason.
std::vector<Record> side_by_side(std::vector<Record> predicted,
                                 const std::vector<LeftOut>& left_out, std::size_t cols) {
  std::vector<Record> all;
  auto next = predicted.begin();
  const auto take = [&](std::size_t rows) {
    for (; all.size() < rows; all.back().resize(cols)) all.push_back(std::move(*next++));
  };
  for (const LeftOut& left : left_out) {
    take(std::size_t(left.row));
    all.emplace_back(cols);
    all.back().front() = left.id;
    all.back().back() = left.reason;
  }
  take(predicted.size() + left_out.size());
  return all;
}

}  // namespace

int predict(const Words& words) {
  const Plan plan = read_plan(words);
  check_paths({{"--model", plan.model}, {"--in", plan.files[0].path}}, {{"--out", plan.out}});
  const auto model = Model::load(plan.model);
  const Data data = read_data(plan.files[0], plan.options);
  std::vector<Record> records = predicted_rows(plan, model, data.fit());

  Record header = {"id", "mean", "model_sd", "noise_sd", "low", "high"};
  for (int64_t s = 1; s <= plan.draws; ++s) header.push_back("draw" + std::to_string(s));
  if (plan.options.text("strict") == "0") {
    records = side_by_side(std::move(records), data.left_out, header.size() + 1);
    header.push_back("note");
  }
  std::string table = csv_line(header);
  for (const Record& cells : records) table += csv_line(cells);
  write_text(plan.out, table);
  return exit_ok;
}

}  // namespace command
