// Goal: the decision of script A is walked back, with one question, to the notes it started from;
// and script B's room for positions to the rooms they came from (docs/seed-systems.md, row 12).
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "core/drawing/drawing.hpp"
#include "seed_plays.hpp"
#include "tests/support/lineage_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using golden::script_a;
using golden::script_b;

namespace {

lineage::Told of_a(const std::string& of, const std::optional<std::string>& person = std::nullopt) {
  past::PastReader past(script_a().runner().log());
  return lineage::of_room(past, "A/A", of, rebuild::to_head, {!person, person.value_or("")});
}

const lineage::Told& decision() {
  static const auto told = of_a("PS_1/26");
  return told;
}

/// Keys of what the node rests on, near and far, following only what somebody said.
std::set<std::string> behind(const pb::Lineage& lineage, const std::string& key,
                             bool inferred_too) {
  std::set<std::string> reached{key};
  for (auto edge = lineage.edges().rbegin(); edge != lineage.edges().rend(); ++edge) {
    if (edge->inferred() && !inferred_too) continue;
    if (reached.contains(edge->to())) reached.insert(edge->from());
  }
  return reached;
}

/// The small form: a node a line, then its edges.
std::string small_form(const pb::Lineage& lineage) {
  std::string out = "{\"root\": \"" + lineage.root() + "\",\n \"nodes\": [\n";
  for (int i = 0; i < lineage.nodes_size(); ++i) {
    const auto& node = lineage.nodes(i);
    out += "  [" + std::to_string(node.number()) + ", \"" +
           pb::LineageKind_Name(node.kind()).substr(sizeof("LINEAGE_KIND_") - 1) + "\", \"" +
           node.key() + "\"]" + (i + 1 < lineage.nodes_size() ? ",\n" : "\n");
  }
  out += " ],\n \"edges\": [\n";
  for (int i = 0; i < lineage.edges_size(); ++i) {
    const auto& edge = lineage.edges(i);
    out += "  [\"" + edge.from() + "\", \"" + edge.to() + "\"" +
           (edge.inferred() ? ", \"inferred\"]" : "]") +
           (i + 1 < lineage.edges_size() ? ",\n" : "\n");
  }
  return out + " ]}\n";
}

/// Compares with a file beside this one. TINGBOK_WRITE_GOLDEN=1 writes it, to be read before it is
/// committed; the test then fails, so that nobody leaves it set.
void expect_file(const std::string& name, const std::string& text) {
  INFO(name);
  const auto path = std::string(TINGBOK_SOURCE_DIR) + "/tests/golden/lineage/" + name;
  if (std::getenv("TINGBOK_WRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    FAIL("written: " << path);
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream wanted;
  wanted << file.rdbuf();
  CHECK(wanted.str() == text);
}

}  // namespace

// Row 12 of docs/seed-systems.md, with the facts that script A was written for.
TEST_CASE("seeds: a decision is walked back with one question to the notes", "[golden]") {
  const auto& told = decision().lineage;
  CHECK(malformed(told) == "");
  CHECK(told.of() == "PS 1/26");
  CHECK(node_of(told, told.root())->kind() == pb::LINEAGE_KIND_DECISION);
  const auto said = behind(told, told.root(), false);
  for (const auto* key : {"vote:VS", "vote:VE1", "proposal:INN-3", "merge:P10", "proposal:P3",
                          "proposal:P7", "vote:PV1", "vote:PV2", "wording:P1#2"}) {
    INFO(key);
    CHECK(said.contains(key));
  }
  CHECK(behind(told, "proposal:INN-3", false).contains("merge:P10"));
  CHECK(behind(told, "merge:P10", false).contains("vote:PV1"));
  CHECK(node_of(told, "vote:PV1")->kind() == pb::LINEAGE_KIND_ANNULLED_VOTE);
  CHECK(node_of(told, "vote:PV1")->annulled_because() == "Feil alternativliste");
  CHECK(node_of(told, "vote:PV2")->kind() == pb::LINEAGE_KIND_POLL);
  // Nobody wrote which notes P3 and P7 rest on: the picture that the dots made lay before them.
  const auto all = behind(told, "merge:P10", true);
  CHECK_FALSE(behind(told, "merge:P10", false).contains("cluster:UT2#1"));
  for (const auto& note : script_a().runner().state("A").find<pb::Cluster>("UT2")->notes()) {
    INFO(note);
    REQUIRE(all.contains("note:" + note));
    CHECK(node_of(told, "note:" + note)->text() ==
          script_a().runner().state("A").find<pb::Note>(note)->text());
  }
}

// What a list came to, and by whom.
TEST_CASE("lineage: each priority move of script A is told with who, from, to and when",
          "[golden]") {
  const auto told = of_a("SATS:P5").lineage;
  CHECK(told.place() == 4);
  std::vector<std::string> moves;
  for (const auto& node : told.nodes()) {
    if (node.kind() != pb::LINEAGE_KIND_PRIORITY_MOVE) continue;
    CHECK(node.time_ms() > 0);
    moves.push_back(node.actor() + " " + node.id() + " " + std::to_string(node.from_place()) + ">" +
                    std::to_string(node.to_place()));
  }
  CHECK(moves == Words{"R01 P1 2>1", "R12 P6 7>6", "R23 P8 7>6", "R30 P5 5>4"});
}

// Whoever has a node can ask for the proof of its record.
TEST_CASE("lineage: every node's proof is the leaf of the record it names", "[golden]") {
  const auto& log = script_a().runner().log();
  for (const auto& node : decision().lineage.nodes()) {
    INFO(node.key());
    log.read(node.workshop(), node.number(), node.number(), [&](const log::RecordView& record) {
      CHECK(node.leaf_hash() == as_bytes(leaf_hash(record.core)));
      return false;
    });
  }
}

// The whole graph, so that no edge comes or goes unseen.
TEST_CASE("lineage: the graph of script A's decision", "[golden]") {
  expect_file("ps_1_26.json", small_form(decision().lineage));
}

// Read by people; a change of words is a change to be read.
TEST_CASE("lineage: script A's decision in sentences", "[golden]") {
  for (const auto language : lineage::languages) {
    expect_file("ps_1_26." + std::string(code_of(language)) + ".txt",
                lineage::as_text(decision(), {language, {}}));
  }
}

// The meeting was open, and its notes were not signed.
TEST_CASE("lineage: the public is told how script A's decision came about, and by nobody unseen",
          "[golden]") {
  const auto told = of_a("PS 1/26", "").lineage;
  CHECK(malformed(told) == "");
  CHECK(told.hidden() == 0);
  CHECK(keys_of(told) == keys_of(decision().lineage));
  for (const auto& node : told.nodes()) {
    if (node.kind() == pb::LINEAGE_KIND_NOTE) CHECK(node.actor().empty());
    if (node.kind() == pb::LINEAGE_KIND_SUPPORT) {
      for (const auto& person : node.people()) CHECK(person.empty());
    }
  }
}

// Script B: sixteen municipalities send positions, some late or twice.
TEST_CASE("lineage: what other rooms had sent leads to where they stood", "[golden]") {
  past::PastReader past(script_b().runner().log());
  const auto told =
      lineage::of_room(past, "B/ST", "ST1", rebuild::to_head, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  const auto edges = edges_of(told);
  CHECK(has(edges, "position:K04#1 ~> proposal:ST-INN"));
  const auto* corrected = node_of(told, "position:K07#2");
  REQUIRE(corrected != nullptr);
  CHECK(has(edges, "position:K07#1 > position:K07#2"));
  const auto from_there = std::find_if(told.nodes().begin(), told.nodes().end(), [](const auto& n) {
    return n.kind() == pb::LINEAGE_KIND_POSITION && n.workshop() == "B/K04";
  });
  REQUIRE(from_there != told.nodes().end());
  CHECK(has(edges, from_there->key() + " > position:K04#1"));
  CHECK(from_there->time_ms() <= node_of(told, "position:K04#1")->time_ms());
}

// A network's decision is walked back into each municipality that had come to something.
TEST_CASE("lineage: behind a position stands what its room had come to", "[golden]") {
  past::PastReader past(script_b().runner().log());
  const auto told =
      lineage::of_room(past, "B/ST", "ST1", rebuild::to_head, {.administrator = true}).lineage;
  std::set<std::string> positions_of;
  std::set<std::string> told_of;
  for (const auto& node : told.nodes()) {
    if (node.workshop() == told.workshop()) {
      if (node.kind() == pb::LINEAGE_KIND_POSITION) positions_of.insert("B/" + node.id());
    } else if (node.kind() != pb::LINEAGE_KIND_POSITION) {
      told_of.insert(node.workshop());
    }
  }
  CHECK(positions_of.size() == 16);
  CHECK(told_of == positions_of);
  // Every decision of a municipality that came before its position was sent leads to it.
  const auto reached = behind(told, told.root(), true);
  for (const auto& node : told.nodes()) {
    INFO(node.key());
    CHECK(reached.contains(node.key()));
    script_b().runner().log().read(node.workshop(), node.number(), node.number(),
                                   [&](const log::RecordView& record) {
                                     CHECK(node.leaf_hash() == as_bytes(leaf_hash(record.core)));
                                     return false;
                                   });
  }
}

// No node is lost on the way to the picture.
TEST_CASE("lineage: script A's decision is drawn whole", "[golden]") {
  const auto svg = drawing::as_svg(decision(), {});
  std::size_t boxes = 0;
  for (auto at = svg.find("role=\"listitem\""); at != svg.npos;
       at = svg.find("role=\"listitem\"", at + 1))
    ++boxes;
  CHECK(boxes == static_cast<std::size_t>(decision().lineage.nodes_size()));
  CHECK(svg == drawing::as_svg(decision(), {}));
}
