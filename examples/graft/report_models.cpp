// Models: what they are, where their latent spaces put the rows of target and sources, and how far
// a posterior moved from its source.
#include <algorithm>
#include <cmath>

#include "model_facts.hpp"
#include "principal_axes.hpp"
#include "report_sections.hpp"
#include "svg.hpp"
#include "tables.hpp"

using namespace graft_api;

namespace command {
namespace {

constexpr int64_t most_rows = 400;

// A data set's rows, thinned evenly, in the order of the models' tasks: 0 the target, 1 the first
// source.
struct TaskRows {
  std::string name;
  Dataset rows;
};

std::vector<TaskRows> task_rows(const std::vector<DataFile>& files, const Options& options) {
  std::vector<TaskRows> tasks;
  for (const char* role : {"--target", "--source"})
    for (const DataFile& file : files) {
      if (file.flag != role) continue;
      const Data data = read_data(file, options);
      const int64_t count = graft_dataset_rows(data.fit().get());
      std::vector<int64_t> some;
      for (int64_t i = 0; i < std::min(count, most_rows); ++i)
        some.push_back(i * count / std::min(count, most_rows));
      tasks.push_back({file.name, select_rows(data.fit(), some)});
    }
  return tasks;
}

// The rows as a task of the model sees them. Models that keep the target's network alone have one
// task, through which all rows go.
std::vector<double> embedded(const Model& model, const Dataset& rows, const char* what,
                             int64_t task, int64_t cols) {
  const int64_t count = graft_dataset_rows(rows.get());
  std::vector<double> values(std::size_t(count * cols));
  const auto embed = [&](int64_t as) {
    return graft_model_embed(model.get(), rows.get(), what, as, values.data(), count, cols, cols,
                             1);
  };
  const graft_status status = embed(task);
  if (status == GRAFT_ERROR_ARGUMENT && task > 0)
    check(embed(0));
  else
    check(status);
  return values;
}

std::string map_of(const Model& model, const std::vector<TaskRows>& tasks, const char* what,
                   const std::string& caption) {
  int64_t cols = 0;
  if (graft_model_embed_cols(model.get(), what, &cols) != GRAFT_OK) return "";
  std::vector<double> all;
  std::vector<std::size_t> ends;
  for (std::size_t task = 0; task < tasks.size(); ++task) {
    const auto values = embedded(model, tasks[task].rows, what, int64_t(task), cols);
    all.insert(all.end(), values.begin(), values.end());
    ends.push_back(all.size() / std::size_t(cols));
  }
  const Plane plane = principal_plane(all, cols);
  std::vector<double> x, y;
  for (const auto& point : projected(all, plane)) {
    x.push_back(point[0]);
    y.push_back(point[1]);
  }
  const auto axis = [&](int which) {
    return axis_of("component " + std::to_string(which + 1) + " (" +
                       fixed(100 * plane.share[std::size_t(which)], 0) + " % of the variance)",
                   which == 0 ? x : y);
  };
  Plot plot(axis(0), axis(1), caption);
  // The sources first: they have more rows, and the target shall not vanish behind them.
  for (std::size_t task = tasks.size(); task-- > 0;) {
    std::vector<Point> points;
    for (std::size_t i = task == 0 ? 0 : ends[task - 1]; i < ends[task]; ++i)
      points.push_back({x[i], y[i]});
    plot.dots(points, task);
  }
  return figure(plot.svg(), caption);
}

std::string maps(const Model& model, const std::vector<TaskRows>& tasks) {
  if (tasks.empty())
    return paragraph("No map: no data sets were named behind the model (--target, --source).");
  int64_t cols = 0;
  if (graft_model_embed_cols(model.get(), "latent", &cols) != GRAFT_OK)
    return paragraph("No map: this kind of model has no latent space.");
  std::vector<std::string> names, plots;
  for (const TaskRows& task : tasks) names.push_back(task.name);
  try {
    for (const auto& [what, caption] : {std::pair{"latent", "Latent space z of each task"},
                                        std::pair{"frame", "Common locally flat frame u"}})
      if (std::string plot = map_of(model, tasks, what, caption); !plot.empty())
        plots.push_back(std::move(plot));
  } catch (const Error& error) {
    return paragraph("No map: " + escaped(error.what()));
  }
  return paragraph("Principal components of the rows as the model sees them, at most " +
                   std::to_string(most_rows) +
                   " of each data set. Near points are alike to the model.") +
         legend(names, true) + figures(plots);
}

std::string facts(const Model& model) {
  HtmlTable table("the model", {});
  const std::pair<const char*, const char*> shown[] = {{"method", "method"},
                                                       {"property", "property"},
                                                       {"unit", "unit"},
                                                       {"input", "input"},
                                                       {"target_rows", "target rows"},
                                                       {"members", "members"},
                                                       {"parameters", "parameters"},
                                                       {"ended", "ended"},
                                                       {"scores.held_out_rows", "held-out rows"},
                                                       {"scores.held_out_rmse", "held-out RMSE"},
                                                       {"scores.held_out_mae", "held-out MAE"},
                                                       {"noise_sd", "deviation of the noise"},
                                                       {"library", "made by graft"}};
  for (const auto& [key, meaning] : shown) {
    const auto fact = fact_of(model, key);
    if (!fact || std::isnan(fact->number)) continue;
    table.row({meaning, fact->is_fraction ? number(fact->number) : escaped(fact->text)});
  }
  return table.html();
}

// "transfer.distance.head.mean" is the mean of the distance "transfer.distance.head".
std::string posterior(const Model& model) {
  std::map<std::string, std::map<std::string, double>> distances;
  std::vector<std::string> order;
  std::vector<IntervalRow> weights, bars;
  for (const auto& [name, value] : model.diagnostics()) {
    if (name.ends_with(".weight"))
      weights.push_back(
          {name.substr(0, name.size() - 7), short_text(value), value, {}, {}, weights.size()});
    if (name.find(".distance.") == std::string::npos) continue;
    const std::string of = name.substr(0, name.rfind('.'));
    if (distances.count(of) == 0) order.push_back(of);
    distances[of][name.substr(name.rfind('.') + 1)] = value;
  }
  if (weights.empty() && order.empty()) return "";

  HtmlTable table("distances from the source",
                  {"candidate and part", "mean", "5 %", "median", "95 %"});
  std::vector<double> ends = {0};
  for (const std::string& of : order) {
    const auto at = [&](const char* what) {
      const auto found = distances[of].find(what);
      return found == distances[of].end() ? std::numeric_limits<double>::quiet_NaN()
                                          : found->second;
    };
    const std::size_t candidate = std::size_t(
        std::find_if(weights.begin(), weights.end(),
                     [&](const IntervalRow& row) { return of.rfind(row.label + ".", 0) == 0; }) -
        weights.begin());
    table.row(
        {escaped(of), number(at("mean")), number(at("q05")), number(at("q50")), number(at("q95"))});
    bars.push_back({of, short_text(at("mean")), at("mean"), at("q05"), at("q95"), candidate});
    ends.insert(ends.end(), {at("mean"), at("q95")});
  }
  std::vector<std::string> plots;
  if (!weights.empty())
    plots.push_back(figure(
        interval_chart({"weight in the mixture", 0, 1}, weights, "Weights of the candidates", true),
        "By how well each candidate predicts rows that were left out."));
  Axis axis = axis_of("distance", ends);
  axis.low = 0;
  if (!bars.empty())
    plots.push_back(figure(interval_chart(axis, bars, "Distances from the source", true),
                           "Posterior means, with lines from the 5 to the 95 % quantile."));
  return "<h4>Posterior</h4>\n" +
         paragraph(
             "Each candidate of the mixture has a weight. Its distance tells how far predictions "
             "moved from the source's, in deviations of the source's noise.") +
         figures(plots) + (order.empty() ? "" : table.html());
}

std::string model_html(const std::string& path, const std::vector<TaskRows>& tasks) {
  const auto model = Model::load(path);
  const std::string info = model.info();
  return facts(model) + maps(model, tasks) + posterior(model) +
         details("All that the model says of itself",
                 "<pre>" + escaped_lines(pretty_json(info)) + "</pre>");
}

}  // namespace

Section models_section(const std::vector<ModelPlan>& plans, const Options& options) {
  std::string html;
  for (const ModelPlan& plan : plans) {
    const std::vector<TaskRows> tasks = task_rows(plan.files, options);
    for (const std::string& path : plan.models)
      html += "<h3>" + escaped(path) + "</h3>\n" + model_html(path, tasks);
  }
  return {"models", "Models", html};
}

}  // namespace command
