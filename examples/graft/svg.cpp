#include "svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "html.hpp"

namespace command {
namespace {

constexpr double width = 340, height = 262, top = 20, bottom = 36, right_margin = 12;
constexpr double letter = 6.2;  // width of a letter of the labels, about
constexpr std::size_t colours = 8;

// A tenth of a unit is finer than any screen.
std::string unit_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string result = text;
  if (result.ends_with(".0")) result.resize(result.size() - 2);
  return result == "-0" ? "0" : result;
}

std::string at(double x, double y) { return unit_text(x) + " " + unit_text(y); }

double share_of(const Axis& axis, double value) {
  const auto warp = [&](double v) { return axis.logarithmic ? std::log(v) : v; };
  if (axis.logarithmic && !(value > 0)) return 0;
  return std::clamp((warp(value) - warp(axis.low)) / (warp(axis.high) - warp(axis.low)), 0.0, 1.0);
}

std::vector<double> linear_ticks(double low, double high) {
  const double rough = (high - low) / 4, power = std::pow(10, std::floor(std::log10(rough)));
  const double digit = rough / power;
  const double step = power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    ticks.push_back(k * step + 0.0);  // no -0
  return ticks;
}

// Decades, with 2 and 5 between them while they are few; a narrow range has linear ones.
std::vector<double> ticks_of(const Axis& axis) {
  if (!axis.logarithmic || axis.high < 4 * axis.low) return linear_ticks(axis.low, axis.high);
  const double decades = std::log10(axis.high / axis.low), stride = std::ceil(decades / 6);
  std::vector<double> ticks;
  for (double k = std::floor(std::log10(axis.low)); k <= std::log10(axis.high) + 1; k += stride)
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double tick = digit * std::pow(10, k);
      if (digit > 1 && decades > 2.2) continue;
      if (tick >= axis.low * (1 - 1e-9) && tick <= axis.high * (1 + 1e-9)) ticks.push_back(tick);
    }
  return ticks;
}

std::string tick_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string label(double x, double y, const std::string& anchor, const std::string& text) {
  return "<text x=\"" + unit_text(x) + "\" y=\"" + unit_text(y) + "\"" +
         (anchor.empty() ? "" : " text-anchor=\"" + anchor + "\"") + ">" + escaped(text) +
         "</text>\n";
}

std::string path(const std::string& css, const std::string& d) {
  return d.empty() ? "" : "<path class=\"" + css + "\" d=\"" + d + "\"/>\n";
}

std::string colour(std::size_t series) { return "s" + std::to_string(series % colours); }

// Eight shapes; series beyond the eight colours have other shapes than those before.
std::string shape(std::size_t series, double x, double y) {
  const std::size_t which = (series + series / colours) % 8;
  const double r = which == 1 || which == 5 ? 3.6 : 4.6;
  const auto polygon = [&](std::initializer_list<std::pair<double, double>> corners) {
    std::string d;
    for (const auto& [dx, dy] : corners) d += (d.empty() ? "M" : "L") + at(x + r * dx, y + r * dy);
    return d + "z";
  };
  switch (which) {
    case 1:
    case 5:  // 5: hollow
      return polygon({{-1, -1}, {1, -1}, {1, 1}, {-1, 1}});
    case 2:
      return polygon({{0, -1.1}, {1, .8}, {-1, .8}});
    case 3:
      return polygon({{0, -1.2}, {1.1, 0}, {0, 1.2}, {-1.1, 0}});
    case 4:
      return polygon({{0, 1.1}, {1, -.8}, {-1, -.8}});
    case 7:
      return polygon({{-1.1, 0}, {.8, -1}, {.8, 1}});
    default: {  // 0 and 6: circles, the second hollow
      const std::string arc = "a4 4 0 1 1 ";
      return "M" + at(x - 4, y) + arc + "8 0" + arc + "-8 0z";
    }
  }
}

std::string mark_path(std::size_t series, const std::string& d) {
  const std::size_t which = (series + series / colours) % 8;
  return path((which == 5 || which == 6 ? "hollow " : "mark ") + colour(series), d);
}

std::string open(double total_height, const std::string& title) {
  return "<svg role=\"img\" viewBox=\"0 0 340 " + unit_text(total_height) + "\"><title>" +
         escaped(title) + "</title>\n";
}

}  // namespace

Axis axis_of(const std::string& label, const std::vector<double>& values, bool logarithmic) {
  Axis axis{label, 0, 1, logarithmic};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value) || (logarithmic && value <= 0)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (logarithmic) {
    if (low > high) low = high = 1;
    const double margin = std::max(1.1, std::pow(high / low, 0.06));
    axis.low = std::max(low / margin, std::numeric_limits<double>::min());
    axis.high = std::min(high * margin, std::numeric_limits<double>::max() / 16);
    return axis;
  }
  if (low > high) return axis;
  const double size = std::max(std::abs(low), std::abs(high));
  const double margin = std::max({0.05 * (high - low), 1e-3 * size, size > 0 ? 0.0 : 1.0});
  axis.low = low - margin;
  axis.high = high + margin;
  return axis;
}

Plot::Plot(const Axis& x, const Axis& y, const std::string& title)
    : x_(x), y_(y), title_(title), left_(28) {
  for (const double tick : ticks_of(y_))
    left_ = std::max(left_, letter * double(tick_text(tick).size()) + 12);
}

double Plot::right(double x) const {
  return left_ + share_of(x_, x) * (width - right_margin - left_);
}
double Plot::down(double y) const {
  return height - bottom - share_of(y_, y) * (height - bottom - top);
}
bool Plot::drawable(const Point& point) const {
  return std::isfinite(point.x) && std::isfinite(point.y);
}

Plot& Plot::dots(const std::vector<Point>& points, std::size_t series) {
  std::string bars, dots;
  for (const Point& point : points) {
    if (!drawable(point)) continue;
    if (std::isfinite(point.low) && std::isfinite(point.high))
      bars += "M" + at(right(point.x), down(point.low)) + "V" + unit_text(down(point.high));
    dots += "M" + at(right(point.x), down(point.y)) + "h0";  // drawn by its round end
  }
  marks_ += path("hair " + colour(series), bars) + path("dots " + colour(series), dots);
  return *this;
}

Plot& Plot::marks(const std::vector<Point>& points, std::size_t series, double dodge) {
  std::string bars, shapes;
  for (const Point& point : points) {
    if (!drawable(point)) continue;
    const double x = right(point.x) + dodge;
    if (std::isfinite(point.low) && std::isfinite(point.high))
      bars += "M" + at(x, down(point.low)) + "V" + unit_text(down(point.high));
    shapes += shape(series, x, down(point.y));
  }
  marks_ += path("bar " + colour(series), bars) + mark_path(series, shapes);
  return *this;
}

Plot& Plot::line(const std::vector<Point>& points, std::size_t series, bool dashed, double dodge) {
  std::string d;
  for (const Point& point : points)
    if (drawable(point)) d += (d.empty() ? "M" : "L") + at(right(point.x) + dodge, down(point.y));
  marks_ += path((dashed ? "line dashed " : "line ") + colour(series), d);
  return *this;
}

Plot& Plot::reference(const Point& from, const Point& to) {
  marks_ +=
      path("reference", "M" + at(right(from.x), down(from.y)) + "L" + at(right(to.x), down(to.y)));
  return *this;
}

std::string Plot::svg() const {
  const double low = height - bottom, far = width - right_margin;
  std::string grid, labels = label(2, 11, "", y_.label) + label(far, height - 5, "end", x_.label);
  for (const double tick : ticks_of(y_)) {
    grid += "M" + at(left_, down(tick)) + "H" + unit_text(far);
    labels += label(left_ - 5, down(tick) + 4, "end", tick_text(tick));
  }
  double free = 0;  // where the next label of the lower axis may begin
  for (const double tick : ticks_of(x_)) {
    const std::string text = tick_text(tick);
    const double half = letter * double(text.size()) / 2;
    grid += "M" + at(right(tick), top) + "V" + unit_text(low);
    if (right(tick) - half < free || right(tick) + half > width) continue;
    labels += label(right(tick), low + 14, "middle", text);
    free = right(tick) + half + letter;
  }
  return open(height, title_) + path("grid", grid) + labels +
         path("axis", "M" + at(left_, top) + "V" + unit_text(low) + "H" + unit_text(far)) + marks_ +
         "</svg>";
}

std::string interval_chart(const Axis& axis, const std::vector<IntervalRow>& rows,
                           const std::string& title, bool filled, double reference) {
  constexpr double row_height = 34, left = 10;
  const double low = 4 + row_height * double(rows.size()), far = width - right_margin;
  const auto right = [&](double x) { return left + share_of(axis, x) * (far - left); };
  std::string grid, labels, marks;
  for (const double tick : ticks_of(axis)) {
    grid += "M" + at(right(tick), 4) + "V" + unit_text(low);
    labels += label(right(tick), low + 14, "middle", tick_text(tick));
  }
  if (std::isfinite(reference))
    marks += path("reference", "M" + at(right(reference), 4) + "V" + unit_text(low));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const IntervalRow& row = rows[i];
    const double y = 4 + row_height * double(i) + 24;
    const std::size_t room = std::size_t((far - left) / letter) - row.value.size() - 2;
    labels += label(left, y - 10, "", cut(row.label, room)) + label(far, y - 10, "end", row.value);
    if (!std::isfinite(row.middle)) continue;
    if (filled)
      marks += path("block " + colour(row.series), "M" + at(left, y - 4) + "H" +
                                                       unit_text(right(row.middle)) + "v8H" +
                                                       unit_text(left) + "z");
    if (std::isfinite(row.low) && std::isfinite(row.high))
      marks += path((filled ? "whisker " : "bar ") + colour(row.series),
                    "M" + at(right(row.low), y) + "H" + unit_text(right(row.high)));
    if (!filled) marks += mark_path(row.series, shape(row.series, right(row.middle), y));
  }
  return open(low + 34, title) + path("grid", grid) + marks + labels +
         label(far, low + 29, "end", axis.label) + "</svg>";
}

std::string series_mark(std::size_t series, bool dot) {
  return "<svg aria-hidden=\"true\" class=\"key\" viewBox=\"0 0 24 12\">" +
         (dot ? path("dots " + colour(series), "M12 6h0")
              : path("line " + colour(series), "M1 6H23") +
                    mark_path(series, shape(series, 12, 6))) +
         "</svg>";
}

}  // namespace command
