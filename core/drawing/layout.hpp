/// Where boxes and the lines between them go: Graphviz's dot engine, left to right. Private to
/// core/drawing and its tests.
#pragma once

#include <cstddef>
#include <vector>

namespace tingbok::drawing {

/// Pixels; y grows downwards.
struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double width = 0;
  double height = 0;
};

/// Indices of boxes. A circle is not allowed, nor a line from a box to itself.
struct Line {
  std::size_t from = 0;
  std::size_t to = 0;
};

struct Layout {
  double width = 0;
  double height = 0;
  /// Of each box.
  std::vector<Point> centres;
  /// Of each line: the control points of a chain of cubic Bézier curves, 1 + 3n of them, and where
  /// its arrow ends.
  std::vector<std::vector<Point>> curves;
  std::vector<Point> ends;
};

/// The same for the same input, on every machine: no text is measured, no font is looked up, no
/// configuration is read. Graphviz is not thread-safe, so calls wait for each other; some tens of
/// milliseconds for a hundred boxes. Throws std::runtime_error where Graphviz gives up.
Layout lay_out(const std::vector<Box>& boxes, const std::vector<Line>& lines);

}  // namespace tingbok::drawing
