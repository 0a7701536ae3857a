/// What stands in the boxes of a drawing, and how large they are. Private to core/drawing and its
/// tests.
#pragma once

#include <string>
#include <vector>

#include "core/drawing/layout.hpp"
#include "core/lineage/sentences.hpp"

namespace tingbok::drawing {

inline constexpr double card_width = 250;
inline constexpr double card_padding = 10;
inline constexpr double line_height = 17;
/// Lines of text in a box; what is longer ends with "…" and stands whole in the title.
inline constexpr std::size_t text_lines_max = 4;

/// One box.
struct Card {
  /// The CSS class its colour comes from.
  std::string look;
  /// What it is, and its id.
  std::string kind;
  std::string id;
  std::string time;
  std::vector<std::string> lines;
  /// Who, and the number of the event.
  std::string foot;
  /// All of it, to be read out.
  std::string sentence;
  bool root = false;

  Box box() const;
};

struct Arrow {
  Line line;
  bool inferred = false;
};

struct Cards {
  std::vector<Card> cards;
  std::vector<Arrow> arrows;
  /// Nodes that are not drawn because there are too many.
  std::size_t left_out = 0;
};

/// At most `most` cards (boxes_max).
Cards cards_of(const lineage::Told& told, const lineage::Telling& how, std::size_t most);

/// Broken into lines that fit `width` pixels at a size of 13, by the usual widths of letters; no
/// font is asked. A word that does not fit is broken. At most `most` lines.
std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most);

}  // namespace tingbok::drawing
