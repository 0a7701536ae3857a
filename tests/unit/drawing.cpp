// Goal: a drawing is the same everywhere, whole, and holds nothing that a browser would run.
#include "core/drawing/drawing.hpp"

#include <thread>

#include <catch2/catch.hpp>

#include "core/drawing/cards.hpp"
#include "core/drawing/layout.hpp"
#include "core/lineage/dot.hpp"

using namespace tingbok;
using namespace tingbok::drawing;

namespace {

/// Notes n0, n1 … that lead to one proposal.
lineage::Told many_notes(int count) {
  lineage::Told told;
  told.lineage.set_workshop("A/K1");
  told.lineage.set_of("P1");
  told.lineage.set_root("proposal:P1");
  for (int i = 0; i < count; ++i) {
    auto& node = *told.lineage.add_nodes();
    node.set_key("note:n" + std::to_string(i));
    node.set_id("n" + std::to_string(i));
    node.set_kind(pb::LINEAGE_KIND_NOTE);
    node.set_number(static_cast<std::uint64_t>(i) + 1);
    node.set_text("Lapp");
    auto& edge = *told.lineage.add_edges();
    edge.set_from(node.key());
    edge.set_to("proposal:P1");
  }
  auto& root = *told.lineage.add_nodes();
  root.set_key("proposal:P1");
  root.set_id("P1");
  root.set_kind(pb::LINEAGE_KIND_PROPOSAL);
  root.set_number(static_cast<std::uint64_t>(count) + 1);
  root.set_text("Forslag");
  return told;
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

// Reading goes left to right, and every box can be read.
TEST_CASE("layout: what leads somewhere stands left of it, and no boxes touch", "[unit][drawing]") {
  const std::vector<Box> boxes(6, {200, 60});
  const std::vector<Line> lines{{0, 2}, {1, 2}, {2, 3}, {0, 4}, {4, 5}, {3, 5}};
  const auto layout = lay_out(boxes, lines);
  REQUIRE(layout.centres.size() == boxes.size());
  REQUIRE(layout.curves.size() == lines.size());
  for (const auto& line : lines) CHECK(layout.centres[line.from].x < layout.centres[line.to].x);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    CHECK(layout.centres[i].x >= 99.9);
    CHECK(layout.centres[i].x <= layout.width - 99.9);
    for (std::size_t j = 0; j < i; ++j) {
      const bool apart = std::abs(layout.centres[i].x - layout.centres[j].x) >= 200 ||
                         std::abs(layout.centres[i].y - layout.centres[j].y) >= 60;
      CHECK(apart);
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(layout.curves[i].size() % 3 == 1);
    CHECK(layout.ends[i].x == Approx(layout.centres[lines[i].to].x - 100).margin(2));
  }
  CHECK(lay_out({}, {}).centres.empty());
}

// The server draws on several threads.
TEST_CASE("layout: threads that draw at once get the same as one that draws alone",
          "[unit][drawing]") {
  const auto alone = as_svg(many_notes(20), {});
  std::vector<std::string> drawn(4);
  std::vector<std::thread> threads;
  for (auto& one : drawn) threads.emplace_back([&one] { one = as_svg(many_notes(20), {}); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : drawn) CHECK(one == alone);
}

// Whoever cannot see the drawing reads its boxes as a list.
TEST_CASE("drawing: every node has a box with its sentence as the title", "[unit][drawing]") {
  const auto svg = as_svg(many_notes(3), {});
  CHECK(count_of(svg, "role=\"listitem\"") == 4);
  CHECK(count_of(svg, "marker-end") == 3);
  CHECK(svg.find("<title>Lappen n0 ble skrevet 00.00: «Lapp».</title>") != svg.npos);
  CHECK(svg.find("card proposal root") != svg.npos);
}

// Notes and names come from people who may want to break a page.
TEST_CASE("drawing: what people wrote is text, whatever it looks like", "[unit][drawing]") {
  auto told = many_notes(1);
  told.lineage.mutable_nodes(0)->set_text("</text><script>alert(\"1\")</script>&\x01{id}");
  told.lineage.mutable_nodes(0)->set_id("\"><x");
  const auto svg = as_svg(told, {});
  CHECK(svg.find("<script") == svg.npos);
  CHECK(svg.find("<x") == svg.npos);
  CHECK(svg.find('\x01') == svg.npos);
  CHECK(svg.find("&lt;script&gt;") != svg.npos);
  CHECK(svg.find("{id}") != svg.npos);
  const auto dot = lineage::as_dot(told, {});
  CHECK(dot.find("\\\"><x") != dot.npos);
  CHECK(dot.find("alert(\\\"1\\\")") != dot.npos);
}

// One note must not make the whole drawing a file that no program opens.
TEST_CASE("drawing: what people wrote holds no character that XML has not", "[unit][drawing]") {
  auto told = many_notes(1);
  told.lineage.mutable_nodes(0)->set_text("å\uFFFE\uFFFFb\x1f&#1;");
  for (const auto& drawn : {as_svg(told, {}), lineage::as_dot(told, {})}) {
    CHECK(drawn.find("\uFFFE") == drawn.npos);
    CHECK(drawn.find("\uFFFF") == drawn.npos);
    CHECK(drawn.find("&#1;") == drawn.npos);
    CHECK(drawn.find("å\uFFFD\uFFFDb &amp;#1;") != drawn.npos);
  }
}

// Large rooms stay readable.
TEST_CASE("drawing: too many notes become one box that says how many", "[unit][drawing]") {
  const auto told = many_notes(30);
  const auto cards = cards_of(told, {}, 10);
  REQUIRE(cards.cards.size() == 2);
  CHECK(cards.cards[0].kind == "30 lapper");
  CHECK(cards.arrows.size() == 1);
  CHECK(cards.left_out == 0);
  CHECK(cards_of(told, {}, 31).cards.size() == 31);
  const auto one = cards_of(told, {}, 1);
  CHECK((one.cards.size() == 1 && one.cards[0].root));
  CHECK(one.left_out == 30);
}

// No font is asked, so lines must hold by letters alone.
TEST_CASE("drawing: lines are broken between words, long words within, and the rest is cut",
          "[unit][drawing]") {
  CHECK(wrapped("", 100, 3).empty());
  CHECK(wrapped("kort", 100, 3) == std::vector<std::string>{"kort"});
  const auto lines = wrapped("Nok folk og rett kompetanse i hele kommunesamfunnet", 130, 4);
  CHECK(lines.size() > 2);
  std::string joined;
  for (const auto& line : lines) joined += (joined.empty() ? "" : " ") + line;
  CHECK(joined == "Nok folk og rett kompetanse i hele kommunesamfunnet");
  const auto cut = wrapped("Nok folk og rett kompetanse i hele kommunesamfunnet", 130, 2);
  REQUIRE(cut.size() == 2);
  CHECK(cut[1].ends_with("…"));
  // Never in the middle of a character.
  for (const auto& line : wrapped("ååååååååååååååååååååååååååååå", 50, 20))
    CHECK(line.size() % 2 == 0);
}
