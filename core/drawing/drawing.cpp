#include "core/drawing/drawing.hpp"

#include <algorithm>

#include "core/drawing/cards.hpp"
#include "core/lineage/xml_characters.hpp"

namespace tingbok::drawing {
namespace {

using lineage::Phrase;

constexpr double margin = 24;
constexpr double title_height = 54;
constexpr double legend_height = 44;
/// The colours are chosen for a contrast of at least 4.5 to 1 between text and box, in both modes;
/// what a box is stands in it in words too.
constexpr const char* style = R"(
text{font-family:system-ui,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;font-size:13px}
text{fill:#1a1c1e}
.page{fill:#fff}.title{font-size:18px;font-weight:600}.quiet{font-size:12px;fill:#4a5056}
.card rect.body{fill:#fff;stroke:#8b939a;stroke-width:1}
.card .kind{font-size:12px;font-weight:600}.card .time{font-size:12px}
.card .foot{font-size:11px;fill:#4a5056}
.root rect.body{stroke:#1a1c1e;stroke-width:2.5}
.note rect.body{fill:#fff6c9}.cluster rect.body{fill:#ffe9b8}.proposal rect.body{fill:#e3effc}
.support rect.body{fill:#dff3ee}.list rect.body{fill:#eee6f8}.poll rect.body{fill:#e5f3df}
.vote rect.body{fill:#fde3de}.decision rect.body{fill:#f9cfc6}
.annulled rect.body{fill:#eeeff0;stroke-dasharray:5 3}.position rect.body{fill:#f3e8dc}
.basis rect.body{fill:#f3f4f5}
.arrow{fill:none;stroke:#6b7379;stroke-width:1.4}.arrow.inferred{stroke-dasharray:5 4}
.tip{fill:#6b7379}
@media (prefers-color-scheme:dark){
text{fill:#f0f2f4}.page{fill:#16191c}.quiet,.card .foot{fill:#b9c0c6}
.card rect.body{fill:#22272b;stroke:#79828a}.root rect.body{stroke:#f0f2f4}
.note rect.body{fill:#4a4216}.cluster rect.body{fill:#533f10}.proposal rect.body{fill:#1f3a56}
.support rect.body{fill:#1c443a}.list rect.body{fill:#3c2d55}.poll rect.body{fill:#2a4522}
.vote rect.body{fill:#5b2a20}.decision rect.body{fill:#6e2b1e}.annulled rect.body{fill:#2e3337}
.position rect.body{fill:#4b3a28}.basis rect.body{fill:#2b3034}
.arrow{stroke:#98a1a8}.tip{fill:#98a1a8}}
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : lineage::in_xml_characters(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// With one digit after the point, whatever the locale.
std::string number(double value) {
  const auto tenths = static_cast<long>(value * 10 + (value < 0 ? -0.5 : 0.5));
  const auto whole = std::to_string(tenths / 10);
  const auto rest = tenths < 0 ? -(tenths % 10) : tenths % 10;
  const auto sign = tenths < 0 && tenths > -10 ? "-" : "";
  return rest == 0 ? sign + whole : sign + whole + "." + std::to_string(rest);
}

std::string text_at(double x, double y, const std::string& classes, const std::string& text,
                    const std::string& more = "") {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"" +
         (classes.empty() ? "" : " class=\"" + classes + "\"") + more + ">" + escaped(text) +
         "</text>";
}

std::string drawn(const Card& card, const Point& centre) {
  const auto box = card.box();
  const auto left = centre.x - box.width / 2;
  const auto top = centre.y - box.height / 2;
  std::string out = "<g class=\"card " + card.look + (card.root ? " root" : "") +
                    "\" role=\"listitem\"><title>" + escaped(card.sentence) + "</title>";
  out += "<rect class=\"body\" x=\"" + number(left) + "\" y=\"" + number(top) + "\" width=\"" +
         number(box.width) + "\" height=\"" + number(box.height) + "\" rx=\"6\"/>";
  auto y = top + 17;
  out +=
      text_at(left + card_padding, y, "kind", card.kind + (card.id.empty() ? "" : " " + card.id));
  out += text_at(left + box.width - card_padding, y, "time", card.time, " text-anchor=\"end\"");
  y += 4;
  for (const auto& line : card.lines)
    out += text_at(left + card_padding, y += line_height, "", line);
  if (!card.foot.empty())
    out += text_at(left + card_padding, top + box.height - 9, "foot", card.foot);
  return out + "</g>\n";
}

std::string drawn(const Arrow& arrow, const std::vector<Point>& curve, const Point& end) {
  std::string path = "M" + number(curve[0].x) + " " + number(curve[0].y) + "C";
  for (std::size_t i = 1; i < curve.size(); ++i)
    path += (i > 1 ? " " : "") + number(curve[i].x) + " " + number(curve[i].y);
  path += "L" + number(end.x) + " " + number(end.y);
  return "<path class=\"arrow" + std::string(arrow.inferred ? " inferred" : "") + "\" d=\"" + path +
         "\" marker-end=\"url(#tip)\"/>\n";
}

Layout placed(const Cards& cards) {
  std::vector<Box> boxes;
  std::vector<Line> lines;
  for (const auto& card : cards.cards) boxes.push_back(card.box());
  for (const auto& arrow : cards.arrows) lines.push_back(arrow.line);
  auto layout = lay_out(boxes, lines);
  const auto move = [](Point& point) {
    point.x += margin;
    point.y += title_height;
  };
  for (auto& point : layout.centres) move(point);
  for (auto& curve : layout.curves) {
    for (auto& point : curve) move(point);
  }
  for (auto& point : layout.ends) move(point);
  return layout;
}

/// What is left out, and what a dashed line means, below the drawing.
std::string legend(const lineage::Told& told, const Cards& cards, lineage::Language language,
                   double y) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "  ") + part; };
  bool inferred = false;
  for (const auto& arrow : cards.arrows) inferred = inferred || arrow.inferred;
  if (inferred) add(std::string(phrase(Phrase::dashed, language)));
  const auto hidden = told.lineage.hidden();
  if (hidden > 0) add(lineage::left_out(Phrase::hidden, hidden, language));
  const auto beyond = told.lineage.beyond() + cards.left_out;
  if (beyond > 0) add(lineage::left_out(Phrase::beyond, beyond, language));
  return text.empty() ? "" : text_at(margin, y, "quiet", text) + "\n";
}

}  // namespace

std::string as_svg(const lineage::Told& told, const lineage::Telling& how) {
  const auto cards = cards_of(told, how, boxes_max);
  const auto layout = placed(cards);
  // Wide enough for the title and the legend too.
  const auto width = std::max(layout.width + 2 * margin, 900.0);
  const auto height = layout.height + title_height + legend_height;
  const auto title = lineage::heading(told, how.language);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) +
                    "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " " +
                    number(height) + "\" lang=\"" + std::string(code_of(how.language)) +
                    "\" role=\"group\" aria-labelledby=\"title desc\">\n<title id=\"title\">" +
                    escaped(title) + "</title>\n<desc id=\"desc\">" +
                    escaped(std::string(phrase(Phrase::drawing, how.language))) + "</desc>\n";
  out += std::string("<style>") + style + "</style>\n";
  out +=
      "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
      "markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/>"
      "</marker></defs>\n";
  out += "<rect class=\"page\" width=\"" + number(width) + "\" height=\"" + number(height) +
         "\"/>\n" + text_at(margin, 32, "title", title) + "\n";
  for (std::size_t i = 0; i < cards.arrows.size(); ++i)
    out += drawn(cards.arrows[i], layout.curves[i], layout.ends[i]);
  out += "<g role=\"list\">\n";
  for (std::size_t i = 0; i < cards.cards.size(); ++i)
    out += drawn(cards.cards[i], layout.centres[i]);
  return out + "</g>\n" + legend(told, cards, how.language, height - 18) + "</svg>\n";
}

}  // namespace tingbok::drawing
