// A sheet of square panels as one SVG: maps of a function on a square, points, and nets.
#pragma once

#include <string>
#include <vector>

#include "toy_task.hpp"

// Colours of values in [low, high]; what is outside has the colour of the border.
struct Scale {
  double low, high;
  bool diverging;  // blue to red, else white to dark
};

class Sheet {
 public:
  Sheet(int columns, int rows);

  // A new panel, from left to right and from the top.
  void panel(const std::string& title);
  // values of grid_points(side).
  void map(const std::vector<double>& values, int side, const Scale& scale);
  // Points of the square [-1, 1]^2, coloured by value.
  void points(const std::vector<Point>& points, const std::vector<double>& values,
              const Scale& scale, double radius);
  // The images of grid_points(side) in the plane as the lines of a net, with a dot at each,
  // coloured by value. extent: what the panel shows, [-extent, extent]^2.
  void net(const std::vector<Point>& images, int side, const std::vector<double>& values,
           const Scale& scale, double extent);
  // The border of the labelled part.
  void border(double x);

  std::string svg() const;

 private:
  double place_x(double x) const;
  double place_y(double y) const;

  int columns_, rows_, count_ = 0;
  std::string body_;
};
