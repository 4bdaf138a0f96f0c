// What more training rows and more seconds buy.
#include <algorithm>
#include <cmath>

#include "report_sections.hpp"
#include "svg.hpp"

namespace command {
namespace {

// Steps of a drawing's unit that part methods at the same place, centred.
double dodge(std::size_t series, std::size_t count) {
  return 3 * (double(series) - double(count - 1) / 2) / std::max(1.0, double(count) / 6);
}

// The first of them side by side, the others folded.
std::string folded(const std::vector<std::string>& plots, std::size_t open) {
  const std::size_t limit = 120, end = std::min(plots.size(), limit), shown = std::min(open, end);
  const auto at = [&](std::size_t i) { return plots.begin() + std::ptrdiff_t(i); };
  std::string text = figures({at(0), at(shown)});
  if (end > shown)
    text += details(std::to_string(end - shown) + " more", figures({at(shown), at(end)}));
  return text + (plots.size() > end ? left_out_note(plots.size() - end) : "");
}

// Setups that differ by their number of training rows alone, in the order of the first of each.
std::vector<std::vector<const Comparison*>> by_rows(const std::vector<Comparison>& comparisons) {
  std::vector<std::vector<const Comparison*>> groups;
  std::map<Setup, std::size_t> places;
  for (const Comparison& comparison : comparisons) {
    Setup key = comparison.setup;
    key.train_rows.clear();
    const auto [place, is_new] = places.emplace(key, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(&comparison);
  }
  return groups;
}

double rows_of(const std::vector<double>& trained, const std::string& train_rows) {
  double asked;
  if (!trained.empty()) return mean_of(trained).mean;
  return parse(train_rows, asked) ? asked : std::numeric_limits<double>::quiet_NaN();
}

std::string learning_plot(const ReportData& data, const std::vector<const Comparison*>& group) {
  std::map<std::size_t, std::vector<Point>> curves;
  std::vector<double> rows, errors;
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    std::vector<Point> points;
    for (const Comparison* comparison : group) {
      const Runs& runs = runs_of(*comparison, data.methods[i]).runs;
      const std::vector<double> values = cells(runs, column_rmse);
      const Interval by_t = t_interval(values);
      const Point point{rows_of(cells(runs, column_train), comparison->setup.train_rows),
                        mean_of(values).mean, by_t.low, by_t.high};
      if (std::isnan(point.x) || std::isnan(point.y)) continue;
      points.push_back(point);
      rows.push_back(point.x);
      errors.push_back(point.y);
    }
    std::sort(points.begin(), points.end(),
              [](const Point& a, const Point& b) { return a.x < b.x; });
    if (!points.empty()) curves[i] = std::move(points);
  }
  const auto longest = std::max_element(curves.begin(), curves.end(), [](auto& a, auto& b) {
    return a.second.size() < b.second.size();
  });
  if (curves.empty() || longest->second.size() < 2) return "";
  // Intervals of few seeds may reach down to 0: they widen the axis by half at most.
  const auto [least, most] = std::minmax_element(errors.begin(), errors.end());
  const double lowest = *least / 1.5, highest = *most * 1.5;
  for (const auto& [series, points] : curves)
    for (const Point& point : points)
      if (std::isfinite(point.low))
        errors.insert(errors.end(), {std::max(point.low, lowest), std::min(point.high, highest)});
  const Setup& setup = group[0]->setup;
  Plot plot(axis_of("training rows", rows, true), axis_of("RMSE", errors, true),
            "RMSE by number of training rows, " + setup.pair() + ", split " + setup.split);
  for (const auto& [series, points] : curves) {
    const double moved = dodge(series, data.methods.size());
    plot.line(points, series, false, moved).marks(points, series, moved);
  }
  return figure(plot.svg(), escaped(setup.pair() + ", split " + setup.split));
}

struct Cost {
  std::vector<double> seconds, rows;
};

// By method and number of training rows as asked for.
using Costs = std::map<std::pair<std::string, std::string>, Cost>;

Costs costs_of(const ReportData& data) {
  Costs costs;
  for (const Record& row : data.rows) {
    const double seconds = cell(row, column_seconds), rows = cell(row, column_train);
    if (std::isnan(seconds)) continue;
    for (const std::string& size : {row[5], std::string()}) {  // "": all sizes together
      Cost& cost = costs[{row[column_method], size}];
      cost.seconds.push_back(seconds);
      if (!std::isnan(rows)) cost.rows.push_back(rows);
    }
  }
  return costs;
}

// Seconds are kept to a thousandth; less cannot stand on a logarithmic axis.
double seconds_at(const std::vector<double>& seconds, double share) {
  return std::max(quantile(seconds, share), 0.001);
}

std::string cost_table(const ReportData& data, const Costs& costs) {
  HtmlTable table("seconds of a run", {"method", "median", "lower quartile", "upper quartile",
                                       "least", "most", "runs"});
  for (const std::string& name : data.methods) {
    const auto found = costs.find({name, ""});
    if (found == costs.end()) continue;
    const auto& seconds = found->second.seconds;
    const auto at = [&](double share) { return number(quantile(seconds, share)); };
    table.row(
        {escaped(name), at(0.5), at(0.25), at(0.75), at(0), at(1), std::to_string(seconds.size())});
  }
  return table.html();
}

std::string cost_by_rows(const ReportData& data, const Costs& costs) {
  std::map<std::string, std::vector<Point>> by_method;
  std::vector<double> rows, seconds;
  for (const auto& [key, cost] : costs) {
    if (key.second.empty() || cost.rows.empty()) continue;
    const Point point{quantile(cost.rows, 0.5), seconds_at(cost.seconds, 0.5),
                      seconds_at(cost.seconds, 0.25), seconds_at(cost.seconds, 0.75)};
    by_method[key.first].push_back(point);
    rows.push_back(point.x);
    seconds.insert(seconds.end(), {point.y, point.low, point.high});
  }
  if (rows.empty()) return "";
  Plot plot(axis_of("training rows", rows, true), axis_of("seconds", seconds, true),
            "Seconds by number of training rows");
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    auto& points = by_method[data.methods[i]];
    std::sort(points.begin(), points.end(),
              [](const Point& a, const Point& b) { return a.x < b.x; });
    const double moved = dodge(i, data.methods.size());
    plot.line(points, i, false, moved).marks(points, i, moved);
  }
  return figure(plot.svg(), "Medians, with bars from the lower to the upper quartile.");
}

std::string error_by_cost(const ReportData& data, const Family& family) {
  const auto all = against_baseline(data, family);
  std::map<std::size_t, Point> points;
  std::vector<double> seconds, ratios = {1};
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    const std::string& name = data.methods[i];
    std::vector<double> spent;
    for (const Comparison* member : family.members)
      for (const double value : cells(runs_of(*member, name).runs, column_seconds))
        spent.push_back(value);
    const auto found = all.find(name);
    const double ratio = found == all.end() ? 1 : found->second.ratio;
    if (spent.empty() || std::isnan(ratio)) continue;
    points[i] = {seconds_at(spent, 0.5), ratio};
    seconds.push_back(points[i].x);
    ratios.push_back(ratio);
  }
  if (points.size() < 2) return "";
  const Axis x = axis_of("median seconds", seconds, true);
  Plot plot(x, axis_of("RMSE over that of " + data.baseline, ratios, true),
            "Error against cost, " + family.title());
  plot.reference({x.low, 1}, {x.high, 1});
  for (const auto& [series, point] : points) plot.marks({point}, series);
  return figure(plot.svg(), escaped(family.title()) + ": lower left is better.");
}

}  // namespace

Section learning_section(const ReportData& data) {
  std::vector<std::string> plots;
  for (const auto& group : by_rows(data.comparisons))
    if (std::string plot = learning_plot(data, group); !plot.empty())
      plots.push_back(std::move(plot));
  if (plots.empty())
    return {"learning", "Learning curves",
            paragraph("Left out: no comparison was made with several numbers of training rows.")};
  return {"learning", "Learning curves",
          paragraph("Mean RMSE over seeds and folds, with 95 % intervals by Student's t; both axes "
                    "are logarithmic. Marks of different methods are moved aside a little.") +
              legend(data.methods) + folded(plots, 9)};
}

Section cost_section(const ReportData& data) {
  const Costs costs = costs_of(data);
  if (costs.empty()) return {"cost", "Cost", paragraph("Left out: the results hold no seconds.")};
  std::vector<std::string> plots;
  if (std::string plot = cost_by_rows(data, costs); !plot.empty()) plots.push_back(std::move(plot));
  for (const Family& family : families_of(data.comparisons))
    if (std::string plot = error_by_cost(data, family); !plot.empty())
      plots.push_back(std::move(plot));
  return {"cost", "Cost",
          paragraph("Seconds of a run, fit and prediction together.") + cost_table(data, costs) +
              legend(data.methods) + folded(plots, 9)};
}

}  // namespace command
