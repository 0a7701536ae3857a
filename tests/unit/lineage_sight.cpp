// Goal: a reader is told of what they may see now and no more, and how much that leaves out.
#include <catch2/catch.hpp>

#include "tests/support/lineage_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A note, a cluster of it and a proposal that rests on the cluster, supported by R4.
TestRoom prepared() {
  TestRoom room = workshop();
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'En lapp'");
  room.does("PV", "note_cluster { cluster: 'C' title: 'Busser' notes: 'N1' }");
  room.does("R3", "propose { proposal: 'P1' basis: 'C' } text: 'Flere busser'");
  room.does("R4", "support { proposal: 'P1' }");
  return room;
}

/// The meeting votes to close its doors, as the vote VL.
void close_doors(TestRoom& room) {
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  room.does(
      "R1",
      "vote_open { terms { vote: 'VL' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
      "item: 'S1' closes_doors: 'kommuneloven § 11-5' } } text: 'Lukke?'");
  for (const auto* who : {"R1", "R2", "R3", "R4", "R5"})
    room.does(who, "vote_cast { vote: 'VL' ballot { choice: 'for' } }");
  room.does("R1", "vote_close { vote: 'VL' }");
  room.does("R1", "vote_declare { vote: 'VL' }");
  REQUIRE_FALSE(room.room().doors_closed().empty());
}

std::string problem(const TestRoom& room, const std::string& of, const std::string& person) {
  try {
    lineage_of(room, of, person);
  } catch (const lineage::Unknown& unknown) {
    return unknown.what();
  }
  return "found";
}

const pb::LineageNode* support_of(const pb::Lineage& told) {
  for (const auto& node : told.nodes()) {
    if (node.kind() == pb::LINEAGE_KIND_SUPPORT) return &node;
  }
  return nullptr;
}

}  // namespace

// Unnamed boards and supporters stay unnamed in a lineage.
TEST_CASE("lineage: the public reads notes without authors and support without names",
          "[unit][lineage]") {
  const auto told = lineage_of(prepared(), "P1", "").lineage;
  CHECK(malformed(told).empty());
  CHECK(told.hidden() == 0);
  CHECK(node_of(told, "note:N1")->text() == "En lapp");
  CHECK(node_of(told, "note:N1")->actor().empty());
  CHECK(node_of(told, "note:N1")->people().empty());
  CHECK(node_of(told, "cluster:C#1")->actor().empty());
  CHECK(node_of(told, "proposal:P1")->actor() == "R3");
  REQUIRE(support_of(told) != nullptr);
  CHECK(list(support_of(told)->people()) == Words{""});
}

// The same rule as for the room itself: own, chair's side, others.
TEST_CASE("lineage: the chair's side, the author and others read a note each as they may",
          "[unit][lineage]") {
  const auto room = prepared();
  CHECK(node_of(lineage_of(room, "P1", "PV").lineage, "note:N1")->actor() == "R2");
  CHECK(node_of(lineage_of(room, "P1", "R2").lineage, "note:N1")->actor() == "R2");
  const auto told = lineage_of(room, "P1", "R5").lineage;
  CHECK(node_of(told, "note:N1")->actor().empty());
  CHECK(node_of(told, "cluster:C#1")->actor() == "PV");
  CHECK(list(support_of(told)->people()) == Words{"R4"});
  // The room is open to the public, so whoever is not on its roster reads what the public does.
  CHECK(lineage_of(room, "P1", "NN").lineage.SerializeAsString() ==
        lineage_of(room, "P1", "").lineage.SerializeAsString());
}

// A phase that keeps notes apart keeps them out of lineages too.
TEST_CASE("lineage: a note that is kept apart is counted and not told", "[unit][lineage]") {
  TestRoom room = workshop();
  room.does("PV",
            "phase_start { terms { phase: 'F' kind: PHASE_KIND_INDIVIDUAL title: 'Alene' "
            "separate: true } }");
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'En lapp'");
  room.does("R3", "propose { proposal: 'P1' basis: 'N1' } text: 'Flere busser'");
  const auto theirs = lineage_of(room, "P1", "R3").lineage;
  CHECK(keys_of(theirs) == Words{"proposal:P1"});
  CHECK(theirs.hidden() == 1);
  CHECK(node_of(lineage_of(room, "P1", "R2").lineage, "note:N1")->text() == "En lapp");
  // The chair's side is told that there is one, and not what it says.
  const auto leading = lineage_of(room, "P1", "PV").lineage;
  const auto* counted = node_of(leading, "note:N1");
  REQUIRE(counted != nullptr);
  CHECK((counted->text().empty() && counted->actor().empty()));
}

// What was closed when it happened is closed in every later answer.
TEST_CASE("lineage: what happened behind closed doors is neither told nor named to the public",
          "[unit][lineage]") {
  auto room = prepared();
  close_doors(room);
  room.does("R3", "proposal_edit { proposal: 'P1' } text: 'En person nevnes'");
  room.does("R3", "propose { proposal: 'P2' basis: 'P1' } text: 'Hemmelig'");
  CHECK(lineage_of(room, "P2", "R4").lineage.hidden() == 0);
  const auto told = problem(room, "P2", "");
  CHECK(told != "found");
  CHECK(told.find("P2,") == std::string::npos);
  CHECK_THROWS_AS(lineage_of(room, "P2", "REV"), lineage::Unknown);
}

// Whoever may not know of an item hears the same of it as of one that was never there.
TEST_CASE("lineage: an item from behind closed doors is not there for the public",
          "[unit][lineage]") {
  auto room = prepared();
  close_doors(room);
  room.does("R1", "agenda_add { item: 'S2' title: 'Personalsak' kind: 'sak' }");
  CHECK(problem(room, "S2", "R4").starts_with("Nothing has been decided in the item “S2”"));
  CHECK(problem(room, "S2", "").starts_with("There is no “S2”"));
  CHECK(problem(room, "S2", "REV").starts_with("There is no “S2”"));
  CHECK(problem(room, "S1", "").starts_with("Nothing has been decided in the item “S1”"));
}

// A decision behind closed doors takes nobody's way to the one that was made openly.
TEST_CASE("lineage: of an item each reader is told the last decision that they see",
          "[unit][lineage]") {
  auto room = prepared();
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  decide(room, "V1", "Åpent vedtak");
  close_doors(room);
  decide(room, "V2", "Lukket vedtak");
  const auto root_text = [&](const std::string& person) {
    const auto told = lineage_of(room, "S1", person).lineage;
    return node_of(told, told.root())->text();
  };
  CHECK(root_text("R4") == "Lukket vedtak");
  CHECK(root_text("") == "Åpent vedtak");
}

// Nothing of an open vote comes to light through its lineage.
TEST_CASE("lineage: a vote has no result for anyone while it is open", "[unit][lineage]") {
  auto room = prepared();
  room.does("PV",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST "
            "about: 'P1' } } text: 'P1?'");
  room.does("R2", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  for (const auto* who : {"PV", "R2", "REV", ""}) {
    const auto told = lineage_of(room, "V", std::string(who)).lineage;
    CHECK_FALSE(node_of(told, "vote:V")->has_result());
  }
  CHECK_FALSE(node_of(lineage_of(room, "V").lineage, "vote:V")->has_result());
}

// A room that is not open is nobody's who is not on its roster.
TEST_CASE("lineage: a closed room tells nothing to others", "[unit][lineage]") {
  auto config = usual_config();
  config.set_public_(false);
  TestRoom room(config);
  room.join({"R2", "PV"});
  room.does("R2", "propose { proposal: 'P1' } text: 'Flere busser'");
  CHECK(lineage_of(room, "P1", "R3").lineage.nodes_size() == 1);
  CHECK_THROWS_AS(lineage_of(room, "P1", "NN"), lineage::NotOnRoster);
  CHECK_THROWS_AS(lineage_of(room, "P1", ""), lineage::NotOnRoster);
}
