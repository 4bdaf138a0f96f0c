// What the predictions of all test rows show: predicted against measured, and whether intervals
// hold as many values as they promise.
#include <algorithm>
#include <cmath>

#include "report_sections.hpp"
#include "svg.hpp"
#include "tables.hpp"

namespace command {
namespace {

constexpr std::size_t most_dots = 400;

// At most so many, evenly spaced; where several seeds were run, some of each.
std::vector<Predicted> thinned(const std::vector<Predicted>& all) {
  if (all.size() <= most_dots) return all;
  std::vector<Predicted> some;
  for (std::size_t i = 0; i < most_dots; ++i) some.push_back(all[i * all.size() / most_dots]);
  return some;
}

double rms_error(const std::vector<Predicted>& rows) {
  double sum = 0;
  for (const Predicted& row : rows) sum += (row.mean - row.y) * (row.mean - row.y);
  return std::sqrt(sum / double(rows.size()));
}

// One for all methods: that of the measured values, wider by half its length for predictions
// beyond them.
Axis parity_axis(const std::map<std::size_t, std::vector<Predicted>>& by_method) {
  std::vector<double> measured, values;
  for (const auto& [series, rows] : by_method)
    for (const Predicted& row : rows) measured.push_back(row.y);
  const Axis inner = axis_of("", measured);
  const double beyond = (inner.high - inner.low) / 2;
  values = measured;
  for (const auto& [series, rows] : by_method)
    for (const Predicted& row : rows)
      values.push_back(std::clamp(row.mean, inner.low - beyond, inner.high + beyond));
  return axis_of("measured", values);
}

std::string parity_plot(const std::string& method, std::size_t series, const Axis& axis,
                        const std::vector<Predicted>& rows) {
  std::vector<Point> points;
  std::size_t outside = 0;
  for (const Predicted& row : thinned(rows)) {
    points.push_back({row.y, row.mean, row.low, row.high});
    outside += row.mean < axis.low || row.mean > axis.high;
  }
  Axis up = axis;
  up.label = "predicted";
  Plot plot(axis, up, "Predicted against measured values, " + method);
  plot.dots(points, series).reference({axis.low, axis.low}, {axis.high, axis.high});
  std::string caption = "<b>" + escaped(method) + "</b>: RMSE " + number(rms_error(rows)) +
                        " over " + std::to_string(rows.size()) + " predictions";
  if (points.size() < rows.size())
    caption += ", of which " + std::to_string(points.size()) + " are drawn";
  if (outside > 0) caption += "; " + std::to_string(outside) + " beyond the axes, at their edge";
  return figure(plot.svg(), caption);
}

std::string parity_plots(const ReportData& data, const Comparison& comparison) {
  std::map<std::size_t, std::vector<Predicted>> by_method;
  for (std::size_t i = 0; i < data.methods.size(); ++i)
    if (auto rows = data.predictions_of(comparison, data.methods[i]); !rows.empty())
      by_method[i] = std::move(rows);
  const Axis axis = parity_axis(by_method);
  std::vector<std::string> plots;
  for (const auto& [series, rows] : by_method)
    plots.push_back(parity_plot(data.methods[series], series, axis, rows));
  return figures(plots);
}

struct Calibration {
  std::vector<Point> curve;  // nominal and observed share, of normal intervals
  double quantiles = std::numeric_limits<double>::quiet_NaN();  // within [low, high]
  std::size_t rows = 0;
  double observed(double nominal) const {
    for (const Point& point : curve)
      if (std::abs(point.x - nominal) < 1e-9) return point.y;
    return std::numeric_limits<double>::quiet_NaN();
  }
};

Calibration calibration_of(const std::vector<Predicted>& rows) {
  Calibration result;
  std::vector<double> deviations;  // in predicted ones
  std::size_t within = 0, with_quantiles = 0;
  for (const Predicted& row : rows) {
    if (row.sd > 0) deviations.push_back(std::abs(row.y - row.mean) / row.sd);
    if (std::isnan(row.low) || std::isnan(row.high)) continue;
    ++with_quantiles;
    within += row.low <= row.y && row.y <= row.high;
  }
  result.rows = rows.size();
  if (with_quantiles > 0) result.quantiles = double(within) / double(with_quantiles);
  if (deviations.empty()) return result;
  std::sort(deviations.begin(), deviations.end());
  for (int percent = 5; percent <= 100; percent += 5) {
    const double nominal = std::min(percent, 99) / 100.0;
    const auto end =
        std::upper_bound(deviations.begin(), deviations.end(), normal_quantile_central(nominal));
    result.curve.push_back({nominal, double(end - deviations.begin()) / double(deviations.size())});
  }
  return result;
}

std::string calibration_html(const ReportData& data, const Family& family) {
  const Axis x{"nominal coverage", 0, 1}, y{"observed coverage", 0, 1};
  Plot plot(x, y, "Nominal and observed coverage, " + family.title());
  plot.reference({0, 0}, {1, 1});
  HtmlTable table("observed coverage of central intervals",
                  {"method", "50 %", "80 %", "90 %", "95 %", "[low, high]", "predictions"});
  bool any = false;
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    std::vector<Predicted> rows;
    for (const Comparison* member : family.members) {
      const auto more = data.predictions_of(*member, data.methods[i]);
      rows.insert(rows.end(), more.begin(), more.end());
    }
    const Calibration c = calibration_of(rows);
    if (c.curve.empty() && std::isnan(c.quantiles)) continue;
    any = true;
    plot.line(c.curve, i).marks({{0.95, c.quantiles}}, i);
    table.row({escaped(data.methods[i]), number(c.observed(0.5)), number(c.observed(0.8)),
               number(c.observed(0.9)), number(c.observed(0.95)), number(c.quantiles),
               std::to_string(c.rows)});
  }
  if (!any) return "";
  return "<div class=\"beside\">" +
         figure(plot.svg(), "Below the dashed line intervals are too narrow, above it too wide.") +
         table.html() + "</div>\n";
}

std::string no_predictions(const ReportData& data) {
  if (!data.has_predictions)
    return paragraph("Left out: no predictions were given (--predictions).");
  if (data.predictions.empty())
    return paragraph("Left out: the predictions hold no row of a run in the results.");
  return "";
}

}  // namespace

Section parity_section(const ReportData& data) {
  std::string html = no_predictions(data);
  if (html.empty()) {
    std::vector<std::pair<int, const Comparison*>> order;  // those with most methods first
    for (const Comparison& comparison : data.comparisons) {
      int methods = 0;
      for (const std::string& method : data.methods)
        methods += !data.predictions_of(comparison, method).empty();
      if (methods > 0) order.push_back({-methods, &comparison});
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Part> all;
    for (const auto& entry : order) {
      const Comparison& comparison = *entry.second;
      all.push_back({comparison.setup.title(), [&] { return parity_plots(data, comparison); }});
    }
    html = paragraph(
               "Points on the dashed line are right; thin bars are 95 % intervals. All seeds "
               "and folds together, drawn thinned to " +
               std::to_string(most_dots) + " points.") +
           parts(all, 1, 1500000);
    if (data.strays > 0)
      html += paragraph(std::to_string(data.strays) +
                        " predictions belong to no run of the results and are left out.");
  }
  return {"parity", "Predicted against measured", html};
}

Section calibration_section(const ReportData& data) {
  std::string html = no_predictions(data);
  const std::vector<Family> families = families_of(data.comparisons);
  if (html.empty()) {
    std::vector<Part> all;
    for (const Family& family : families)
      all.push_back({family.title(), [&] { return calibration_html(data, family); }});
    html = parts(all, 2, 400000);
    html = html.empty()
               ? paragraph("Left out: the predictions hold no deviations and no intervals.")
               : paragraph(
                     "Of the intervals that should hold 80 % of the values, how many do? Lines "
                     "take the prediction for a normal distribution with its whole deviation, "
                     "of model and noise; marks at 0.95 are the intervals [low, high] of the "
                     "predictions, which are exact for mixtures, too. All pairs together.") +
                     legend(data.methods) + html;
  }
  return {"calibration", "Calibration", html};
}

}  // namespace command
