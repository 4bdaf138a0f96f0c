// How the error grows with the distance from the training rows, and whether the predicted deviation
// tells.
#include <algorithm>
#include <cmath>

#include "report_sections.hpp"
#include "svg.hpp"

namespace command {
namespace {

// Rows at about the same distance: root mean squares of their errors and predicted deviations.
struct Bin {
  double distance, error, predicted;
  std::size_t rows;
};

// Between quantiles of the distance, of 20 rows at least where there are so many. Rows with the
// same distance share a bin.
std::vector<Bin> bins_of(std::vector<Predicted> rows) {
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [](const Predicted& row) { return std::isnan(row.distance); }),
             rows.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Predicted& a, const Predicted& b) { return a.distance < b.distance; });
  const std::size_t count = std::clamp<std::size_t>(rows.size() / 20, 2, 8);
  std::vector<Bin> bins;
  for (std::size_t k = 1, first = 0; k <= count && first < rows.size(); ++k) {
    std::size_t last = std::max(k * rows.size() / count, first + 1);
    while (last < rows.size() && rows[last].distance == rows[last - 1].distance) ++last;
    double distance = 0, error = 0, variance = 0;
    for (std::size_t i = first; i < last; ++i) {
      distance += rows[i].distance;
      error += std::pow(rows[i].mean - rows[i].y, 2);
      variance += rows[i].sd * rows[i].sd;  // NaN, and so no point, where a deviation is missing
    }
    const double n = double(last - first);
    bins.push_back({distance / n, std::sqrt(error / n), std::sqrt(variance / n), last - first});
    first = last;
  }
  return bins;
}

std::string plot_of(const std::string& method, std::size_t series, const std::vector<Bin>& bins,
                    const Axis& x, const Axis& y) {
  std::vector<Point> errors, predicted;
  for (const Bin& bin : bins) {
    errors.push_back({bin.distance, bin.error});
    predicted.push_back({bin.distance, bin.predicted});
  }
  Plot plot(x, y, "Error and predicted deviation by distance from the training rows, " + method);
  plot.line(predicted, series, true).line(errors, series).marks(errors, series);
  return figure(plot.svg(), "<b>" + escaped(method) + "</b>");
}

std::string distance_html(const ReportData& data, const Comparison& comparison) {
  std::map<std::size_t, std::vector<Bin>> by_method;
  std::vector<double> distances, heights;
  HtmlTable table("error by distance", {"method", "distance", "rows", "RMSE", "predicted"});
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    const auto bins = bins_of(data.predictions_of(comparison, data.methods[i]));
    for (const Bin& bin : bins) {
      distances.push_back(bin.distance);
      heights.push_back(bin.error);
      if (!std::isnan(bin.predicted)) heights.push_back(bin.predicted);
      table.row({escaped(data.methods[i]), number(bin.distance), std::to_string(bin.rows),
                 number(bin.error), number(bin.predicted)});
    }
    if (!bins.empty()) by_method[i] = bins;
  }
  if (by_method.empty()) return "";
  Axis x = axis_of("distance from the nearest training row", distances);
  // A single prediction far off would flatten all the rest; it stands at the upper edge.
  const double most = 3 * quantile(heights, 0.5);
  for (double& height : heights) height = std::min(height, most);
  Axis y = axis_of("error and predicted deviation", heights);
  x.low = y.low = 0;
  std::vector<std::string> plots;
  for (const auto& [series, bins] : by_method)
    plots.push_back(plot_of(data.methods[series], series, bins, x, y));
  return figures(plots) + details("The same in numbers", table.html());
}

}  // namespace

Section distance_section(const ReportData& data) {
  if (!data.has_distances)
    return {
        "distance", "Error by distance",
        paragraph(data.has_predictions ? "Left out: the predictions have no column 'distance'."
                                       : "Left out: no predictions were given (--predictions).")};
  std::vector<Part> all;
  for (const Comparison& comparison : data.comparisons)
    all.push_back({comparison.setup.title(), [&] { return distance_html(data, comparison); }});
  return {
      "distance", "Error by distance",
      paragraph("Test rows sorted by their distance from the nearest training row (0 the same "
                "input, 1 nothing in common) and parted into groups of equal size. Marks: root "
                "mean square error of a group; dashed: what the model predicted, the root mean "
                "square of its deviations. Where the marks rise above the dashed line, the model "
                "is more sure than it should be.") +
          parts(all, 1, 600000)};
}

}  // namespace command
