// A toy that one can see: two properties of points in a square that are functions of the same
// curved coordinates. The source is known everywhere, the target at a few points of one side. What
// does each method make of the other side?
//
//   toy PICTURE.svg FIGURES.csv [SEEDS]
//
// Draws the first seed's related target, and writes the errors of all seeds (10) and both targets.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "graft.hpp"
#include "picture.hpp"
#include "principal_axes.hpp"

using namespace graft_api;

namespace {

const char* const methods[] = {"scratch", "multitask", "finetune", "gate"};
constexpr int source_rows = 800, target_rows = 30, side = 32, net_side = 15;
constexpr double noise = 0.05;

struct Task {
  std::vector<Point> points;
  std::vector<double> values;

  Dataset set() const {
    return Dataset::from_features({&points[0].x, int64_t(points.size()), 2, 2, 1}, values);
  }
};

template <class Truth>
Task task(std::vector<Point> points, const Truth& truth, uint64_t seed) {
  std::mt19937_64 bits(seed);
  Task made{std::move(points), {}};
  for (const Point& p : made.points) {
    double sum = -6;  // of twelve uniform numbers: nearly normal, and the same everywhere
    for (int k = 0; k < 12; ++k) sum += std::ldexp(double(bits() >> 11), -53);
    made.values.push_back(truth(p) + noise * sum);
  }
  return made;
}

Model fit_method(const std::string& method, const Task& source, const Task& target, int64_t seed) {
  Options options;
  options.set("seed", seed).set("width", 64).set("latent", 16);
  options.set("encoder_width", 32).set("activation", "silu");
  options.set("steps", 2000).set("valid_fraction", 0.2);
  Fitter fitter(method, options);
  fitter.set_target(target.set());
  if (method != "scratch") fitter.add_source(source.set());
  return fitter.fit();
}

// [rows, cols], row by row.
std::vector<double> embedding(const Model& model, const Dataset& set, const char* what,
                              int64_t task, int64_t& cols) {
  Matrix made = model.embed(set, what, task);
  cols = made.cols;
  return std::move(made.values);
}

double error(const std::vector<Point>& points, const std::vector<double>& predicted,
             const Target& truth, bool inside) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (labelled(points[i]) == inside) sum += std::pow(predicted[i] - truth(points[i]), 2), ++count;
  return std::sqrt(sum / count);
}

struct Outcome {
  Task source, target;
  std::vector<Model> models;              // of the methods
  std::vector<std::vector<double>> maps;  // their predictions of grid_points(side)
};

Outcome run(const Target& truth, int64_t seed) {
  const uint64_t s = uint64_t(seed) * 4;
  Outcome out{task(draw_points(source_rows, false, s), source_truth, s + 1),
              task(draw_points(target_rows, true, s + 2), truth, s + 3),
              {},
              {}};
  const Dataset grid = Task{grid_points(side), {}}.set();
  for (const char* method : methods) {
    out.models.push_back(fit_method(method, out.source, out.target, seed));
    out.maps.push_back(out.models.back().predict(grid).mean);
  }
  return out;
}

template <class Truth>
std::vector<double> truth_at(const std::vector<Point>& points, const Truth& truth) {
  std::vector<double> values;
  for (const Point& p : points) values.push_back(truth(p));
  return values;
}

// The images of the net in the target's and the source's latent space or frame. The frames are one
// space: they are seen from one side.
void draw_spaces(Sheet& sheet, const Model& gate, const Scale& scale) {
  const auto points = grid_points(net_side);
  const Dataset set = Task{points, {}}.set();
  const auto values = truth_at(points, related);
  const std::string whose[2] = {"target", "source"};
  for (const std::string what : {"latent", "frame"}) {
    int64_t cols = 0;
    std::vector<std::vector<double>> spaces;
    for (int64_t t = 0; t < 2; ++t) spaces.push_back(embedding(gate, set, what.c_str(), t, cols));
    for (std::size_t t = 0; t < 2; ++t) {
      const auto plane = command::principal_plane(spaces[what == "frame" ? 0 : t], cols);
      std::vector<Point> images;
      for (const auto& [x, y] : command::projected(spaces[t], plane)) images.push_back({x, y});
      double extent = 1e-9;
      for (const Point& p : images) extent = std::max({extent, std::abs(p.x), std::abs(p.y)});
      sheet.panel("gate: " + whose[t] + "'s " + what);
      sheet.net(images, net_side, values, scale, 1.05 * extent);
    }
  }
}

std::string picture(const Outcome& out) {
  const Scale scale{-1.8, 1.8, true}, errors{0, 1.5, false};
  const auto grid = grid_points(side);
  const auto truth = truth_at(grid, related);
  Sheet sheet(4, 4);
  sheet.panel("source, truth");
  sheet.map(truth_at(grid, source_truth), side, scale);
  sheet.panel("source, " + std::to_string(source_rows) + " points");
  sheet.points(out.source.points, out.source.values, scale, 2);
  sheet.panel("target, truth");
  sheet.map(truth, side, scale);
  sheet.panel("target, " + std::to_string(target_rows) + " points");
  sheet.points(out.target.points, out.target.values, scale, 4);
  sheet.border(0.1);
  for (std::size_t m = 0; m < out.maps.size(); ++m) {
    sheet.panel(std::string(methods[m]) + ", prediction");
    sheet.map(out.maps[m], side, scale);
    sheet.border(0.1);
  }
  for (std::size_t m = 0; m < out.maps.size(); ++m) {
    std::vector<double> off(grid.size());
    for (std::size_t i = 0; i < grid.size(); ++i) off[i] = std::abs(out.maps[m][i] - truth[i]);
    char title[80];
    std::snprintf(title, sizeof title, "error %.2f left, %.2f right",
                  error(grid, out.maps[m], related, false),
                  error(grid, out.maps[m], related, true));
    sheet.panel(title);
    sheet.map(off, side, errors);
    sheet.border(0.1);
  }
  draw_spaces(sheet, out.models.back(), scale);
  return sheet.svg();
}

void write(const char* path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << text << std::flush)) throw std::runtime_error(std::string("cannot write ") + path);
}

}  // namespace

int main(int count, char** words) try {
  const int seeds = count > 3 ? std::atoi(words[3]) : 10;
  if (count < 3 || count > 4 || seeds < 1) {
    std::fprintf(stderr, "usage: toy PICTURE.svg FIGURES.csv [SEEDS]\n");
    return 2;
  }
  const auto grid = grid_points(side);
  std::string figures = "target,method,seed,inside,outside\n";
  for (const Target& truth : {related, less_related})
    for (int seed = 0; seed < seeds; ++seed) {
      const Outcome out = run(truth, seed);
      if (seed == 0 && truth.name == related.name) write(words[1], picture(out));
      for (std::size_t m = 0; m < out.maps.size(); ++m) {
        char line[100];
        std::snprintf(line, sizeof line, "%s,%s,%d,%.5f,%.5f\n", truth.name.data(), methods[m],
                      seed, error(grid, out.maps[m], truth, true),
                      error(grid, out.maps[m], truth, false));
        figures += line;
        std::fputs(line, stdout);
      }
    }
  write(words[2], figures);
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "toy: %s\n", failure.what());
  return 1;
}
