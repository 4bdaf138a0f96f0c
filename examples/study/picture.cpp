#include "picture.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace {

constexpr int size = 192, gap = 18, title_height = 24;
constexpr int levels = 24;  // of colour: neighbours of one colour are one rectangle

std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));
std::string text(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

int level_of(double value, const Scale& scale) {
  const double share = (value - scale.low) / (scale.high - scale.low);
  return int(std::clamp(share, 0.0, 1.0) * (levels - 1) + 0.5);
}

std::string colour(int level, bool diverging) {
  static constexpr double two_sided[5][3] = {
      {33, 82, 140}, {128, 176, 214}, {246, 246, 240}, {236, 160, 120}, {160, 40, 40}};
  static constexpr double one_sided[5][3] = {
      {255, 255, 252}, {250, 208, 140}, {226, 110, 80}, {140, 40, 100}, {40, 12, 70}};
  const auto& stops = diverging ? two_sided : one_sided;
  const double at = 4.0 * level / (levels - 1);
  const int below = std::min(int(at), 3);
  int rgb[3];
  for (int k = 0; k < 3; ++k)
    rgb[k] = int(stops[below][k] + (at - below) * (stops[below + 1][k] - stops[below][k]) + 0.5);
  return text("#%02x%02x%02x", unsigned(rgb[0]), unsigned(rgb[1]), unsigned(rgb[2]));
}

}  // namespace

Sheet::Sheet(int columns, int rows) : columns_(columns), rows_(rows) {}

double Sheet::place_x(double x) const { return (x + 1) / 2 * size; }
double Sheet::place_y(double y) const { return (1 - y) / 2 * size; }

void Sheet::panel(const std::string& title) {
  if (count_ > 0) body_ += "</g>\n";
  const int column = count_ % columns_, row = count_ / columns_;
  body_ += text("<g transform=\"translate(%d,%d)\">", gap + column * (size + gap),
                title_height + row * (size + gap + title_height));
  body_ += "<text y=\"-7\">" + title + "</text>";
  body_ += text("<rect width=\"%d\" height=\"%d\" class=\"frame\"/>\n", size, size);
  ++count_;
}

void Sheet::map(const std::vector<double>& values, int side, const Scale& scale) {
  const double cell = double(size) / side;
  for (int level = 0; level < levels; ++level) {
    std::string path;
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) {
        const auto has = [&](int k) {
          return k < side && level_of(values[std::size_t(i * side + k)], scale) == level;
        };
        if (!has(j)) continue;
        int end = j + 1;
        while (has(end)) ++end;
        const double length = (end - j) * cell;
        path += text("M%.4g %.4gh%.4gv%.4gh-%.4gz", j * cell, i * cell, length, cell, length);
        j = end;
      }
    if (!path.empty())
      body_ += "<path class=\"cell\" fill=\"" + colour(level, scale.diverging) + "\" d=\"" + path +
               "\"/>\n";
  }
}

void Sheet::points(const std::vector<Point>& points, const std::vector<double>& values,
                   const Scale& scale, double radius) {
  for (int level = 0; level < levels; ++level) {
    std::string circles;
    for (std::size_t i = 0; i < points.size(); ++i)
      if (level_of(values[i], scale) == level)
        circles += text("<circle cx=\"%.4g\" cy=\"%.4g\" r=\"%g\"/>", place_x(points[i].x),
                        place_y(points[i].y), radius);
    if (!circles.empty())
      body_ += "<g fill=\"" + colour(level, scale.diverging) + "\">" + circles + "</g>\n";
  }
}

void Sheet::net(const std::vector<Point>& images, int side, const std::vector<double>& values,
                const Scale& scale, double extent) {
  const auto at = [&](int i, int j) {
    const Point& p = images[std::size_t(i * side + j)];
    return text("%.4g %.4g", place_x(p.x / extent), place_y(p.y / extent));
  };
  std::string lines;
  for (int i = 0; i < side; ++i)
    for (const bool along : {true, false})
      for (int j = 0; j < side; ++j) lines += (j == 0 ? "M" : "L") + (along ? at(i, j) : at(j, i));
  body_ += "<path class=\"net\" d=\"" + lines + "\"/>\n";
  std::vector<Point> scaled;
  for (const Point& p : images) scaled.push_back({p.x / extent, p.y / extent});
  points(scaled, values, scale, 2.2);
}

void Sheet::border(double x) {
  body_ += text("<path class=\"border\" d=\"M%.4g 0v%d\"/>\n", place_x(x), size);
}

std::string Sheet::svg() const {
  const int width = gap + columns_ * (size + gap), height = rows_ * (size + gap + title_height);
  return text(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
             "height=\"%d\">\n",
             width, height, width, height) +
         "<style>text{font:13px sans-serif;fill:#222}.frame{fill:none;stroke:#222}"
         ".cell{shape-rendering:crispEdges}.net{fill:none;stroke:#999;stroke-width:.6}"
         ".border{stroke:#222;stroke-dasharray:4 3}circle{stroke:#222;stroke-width:.4}</style>\n" +
         text("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height) + body_ +
         (count_ > 0 ? "</g>\n" : "") + "</svg>\n";
}
