// Drawings of a report, as SVG within the page: axes and marks. Colours, line widths and fonts are
// the page's style sheet's (html_style.cpp), by classes; a series has one colour and one shape of
// mark everywhere. Drawings are 340 units wide, so that their letters can be read on a telephone.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace command {

struct Axis {
  std::string label;
  double low = 0, high = 1;
  bool logarithmic = false;
};

// An axis that holds these values, with a margin. Values that are not finite, or not positive on a
// logarithmic axis, do not count.
Axis axis_of(const std::string& label, const std::vector<double>& values, bool logarithmic = false);

struct Point {
  double x, y;
  double low = std::numeric_limits<double>::quiet_NaN(), high = low;  // ends of a bar, if finite
};

// Points with a coordinate that is not finite are left out; what lies outside the axes is drawn at
// their edge.
class Plot {
 public:
  Plot(const Axis& x, const Axis& y, const std::string& title);

  Plot& dots(const std::vector<Point>& points, std::size_t series);  // many, with thin bars
  // Few, in the series' shape; dodge: moved to the right by so many units, where bars would hide
  // each other.
  Plot& marks(const std::vector<Point>& points, std::size_t series, double dodge = 0);
  Plot& line(const std::vector<Point>& points, std::size_t series, bool dashed = false,
             double dodge = 0);
  Plot& reference(const Point& from, const Point& to);  // a grey line
  std::string svg() const;

 private:
  double right(double x) const;
  double down(double y) const;
  bool drawable(const Point& point) const;

  Axis x_, y_;
  std::string title_, marks_;
  double left_;
};

// A line for each row: a mark at the middle and a bar from low to high, or a bar from the axis's
// lower end to the middle where `filled`. A grey line stands at `reference`, if finite.
struct IntervalRow {
  std::string label, value;  // value: written at the right
  double middle, low = std::numeric_limits<double>::quiet_NaN(), high = low;
  std::size_t series = 0;
};
std::string interval_chart(const Axis& axis, const std::vector<IntervalRow>& rows,
                           const std::string& title, bool filled = false,
                           double reference = std::numeric_limits<double>::quiet_NaN());

// The mark of a series alone, or its dot, for a legend.
std::string series_mark(std::size_t series, bool dot);

}  // namespace command
