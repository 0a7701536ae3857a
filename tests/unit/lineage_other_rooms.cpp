// Goal: where another room's position came in, its own story stands behind it, as the reader may
// see it there.
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/lineage_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string municipality = "A/K2";

/// A municipality that wrote a note and decided on it. `open`: to the public.
TestRoom municipality_room(bool open = true) {
  auto config = usual_config();
  config.set_public_(open);
  TestRoom room = formal_meeting(config);
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'Lapp i kommunen'");
  room.does("R2", "propose { proposal: 'P1' basis: 'N1' } text: 'Kommunens forslag'");
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  decide(room, "V1", "Kommunens vedtak");
  return room;
}

/// What others are told of the room `name` as it stands.
pb::ForeignFact fact_of(const TestRoom& room, const std::string& name = municipality) {
  pb::ForeignFact fact;
  fact.set_room(name);
  fact.set_number(room.state().number());
  fact.set_meeting_status(pb::MEETING_STATUS_ADJOURNED);
  const auto log = log_of(room);
  log->read(lineage_room, fact.number(), fact.number(), [&](const log::RecordView& record) {
    fact.set_leaf_hash(std::string(as_bytes(leaf_hash(record.core))));
    return false;
  });
  return fact;
}

/// The network receives the municipality's position, and proposes P1 without saying why.
TestRoom network_room(const TestRoom& other) {
  TestRoom room = workshop();
  room.facts = {fact_of(other)};
  room.does("SEK", "position_submit { source_room: 'K2' form: 'A' }");
  room.does("R3", "propose { proposal: 'P1' } text: 'Nettverkets forslag'");
  return room;
}

using Rooms = std::map<std::string, const TestRoom*>;

/// How the network's P1 came about.
lineage::Told told_of(const Rooms& rooms, const past::Viewer& viewer) {
  const auto log = log::open_memory_log();
  for (const auto& [name, room] : rooms) store(*log, name, *room);
  past::PastReader past(*log);
  return lineage::of_room(past, lineage_room, "P1", rebuild::to_head, viewer);
}

lineage::Told told_of(const TestRoom& network, const TestRoom& other, const past::Viewer& viewer) {
  return told_of({{lineage_room, &network}, {municipality, &other}}, viewer);
}

Words keys_there(const pb::Lineage& lineage) {
  Words keys;
  for (const auto& node : lineage.nodes()) {
    if (node.workshop() == municipality && node.kind() != pb::LINEAGE_KIND_POSITION)
      keys.push_back(node.key());
  }
  return keys;
}

/// P2 of the room with the support of R4.
TestRoom supported_room() {
  TestRoom room = workshop();
  room.does("R2", "propose { proposal: 'P2' } text: 'Buss'");
  room.does("R4", "support { proposal: 'P2' }");
  return room;
}

/// The nodes that tell of support: who, and what led there.
std::vector<std::string> support_in(const pb::Lineage& lineage) {
  std::map<std::string, std::string> called;
  std::vector<std::string> told;
  for (const auto& node : lineage.nodes()) {
    if (node.kind() != pb::LINEAGE_KIND_SUPPORT) continue;
    std::string line;
    for (const auto& person : node.people()) line += person + " ";
    called[node.key()] = line;
    for (const auto& edge : lineage.edges()) {
      if (edge.to() == node.key())
        line += "< " + (called.contains(edge.from()) ? called[edge.from()] : edge.from() + " ");
    }
    told.push_back(line);
  }
  return told;
}

}  // namespace

// The way back does not end at the door of the room that sent a position.
TEST_CASE("lineage: behind a position stands the story of its room", "[unit][lineage]") {
  const auto other = municipality_room();
  const auto told = told_of(network_room(other), other, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  CHECK(told.hidden() == 0);
  CHECK(told.root() == "proposal:P1");
  REQUIRE(keys_there(told).size() == 4);
  CHECK(keys_there(told)[0] == "K2/note:N1");
  CHECK(keys_there(told)[1] == "K2/proposal:P1");
  CHECK(keys_there(told)[2] == "K2/vote:V1");
  const auto* decision = node_of(told, keys_there(told)[3]);
  CHECK(decision->kind() == pb::LINEAGE_KIND_DECISION);
  CHECK(decision->text() == "Kommunens vedtak");
  // Names that both rooms use are not mixed up.
  CHECK(node_of(told, "K2/proposal:P1")->text() == "Kommunens forslag");
  CHECK(node_of(told, "proposal:P1")->text() == "Nettverkets forslag");
  // Nobody said that the position rests on the decision.
  bool inferred = false;
  for (const auto& edge : told.edges())
    inferred = inferred || (edge.from() == decision->key() && edge.inferred());
  CHECK(inferred);
}

// What came after the position was sent is no part of it.
TEST_CASE("lineage: a room behind a position is told as it stood then", "[unit][lineage]") {
  auto other = municipality_room();
  const auto network = network_room(other);
  decide(other, "V2", "Omgjort siden");
  const auto told = told_of(network, other, {.administrator = true}).lineage;
  for (const auto& node : told.nodes()) CHECK(node.text() != "Omgjort siden");
  CHECK(keys_there(told).size() == 4);
}

// A room that decided nothing had come to its list, and to the note that nobody took up.
TEST_CASE("lineage: without a decision what nothing followed stands behind a position",
          "[unit][lineage]") {
  TestRoom other = workshop();
  other.does("R2", "propose { proposal: 'P1' } text: 'Buss'");
  other.does("R2", "propose { proposal: 'P2' } text: 'Tog'");
  other.does("PV", "priority_set { list: 'L' order: ['P1', 'P2'] }");
  other.does("R1", "priority_move { list: 'L' what: 'P2' to: 1 }");
  other.does("R2", "note_add { note: 'N1' board: 'B' } text: 'En lapp'");
  other.does("R3", "propose { proposal: 'P3' } text: 'Ferge'");
  other.does("R3", "proposal_withdraw { proposal: 'P3' }");
  const auto told = told_of(network_room(other), other, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  const auto there = keys_there(told);
  REQUIRE(there.size() == 5);
  CHECK(node_of(told, there[3])->kind() == pb::LINEAGE_KIND_PRIORITY_MOVE);
  CHECK(there[4] == "K2/note:N1");
}

// The rights of the room where it happened hold, whoever asks from elsewhere.
TEST_CASE("lineage: a room that the reader may not read is counted and not told",
          "[unit][lineage]") {
  const auto open = municipality_room();
  const auto by_public = told_of(network_room(open), open, {}).lineage;
  CHECK(keys_there(by_public).empty());
  const auto closed = municipality_room(false);
  const auto network = network_room(closed);
  const auto member = told_of(network, closed, {.person = "R3"}).lineage;
  CHECK(keys_there(member).size() == 4);
  // Enrolled in the network alone.
  auto roster = usual_roster();
  std::erase_if(roster, [](const pb::RosterEntry& one) { return one.person() == "FF"; });
  auto config = usual_config();
  config.set_public_(false);
  TestRoom without(config, roster);
  without.join({"R1"});
  const auto stranger = told_of(network_room(without), without, {.person = "FF"}).lineage;
  CHECK(malformed(stranger) == "");
  CHECK(keys_there(stranger).empty());
  CHECK(stranger.hidden() == 1);
}

// A graph is read from top to bottom: clocks that disagree do not turn it around.
TEST_CASE("lineage: what leads somewhere stands before it though its clock was ahead",
          "[unit][lineage]") {
  TestRoom other = workshop();
  other.wait_seconds(3'600);
  other.does("R2", "propose { proposal: 'P1' } text: 'Buss'");
  other.does("R1", "mode_set { mode: MODE_FORMAL }");
  decide(other, "V1", "Vedtak");
  const auto told = told_of(network_room(other), other, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  CHECK(keys_there(told).size() == 3);
}

// Who supported what is told once, however often the room's position came in.
TEST_CASE("lineage: a room that is read at two moments tells its support once", "[unit][lineage]") {
  auto other = supported_room();
  TestRoom between = workshop();
  between.facts = {fact_of(other)};
  between.does("SEK", "position_submit { source_room: 'K2' form: 'A' }");
  other.does("R3", "support { proposal: 'P2' }");
  other.does("R5", "support { proposal: 'P2' }");
  TestRoom network = workshop();
  network.facts = {fact_of(other), fact_of(between, "A/K3")};
  network.does("SEK", "position_submit { source_room: 'K2' form: 'A' }");
  network.does("SEK", "position_submit { source_room: 'K3' form: 'A' }");
  network.does("R3", "propose { proposal: 'P1' } text: 'Nettverkets forslag'");
  const Rooms rooms{{lineage_room, &network}, {municipality, &other}, {"A/K3", &between}};
  const auto told = told_of(rooms, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  CHECK(support_in(told) == Words{"R4 < K2/proposal:P2 ", "R3 R5 < R4 "});
  // Read at the later moment alone, it is one step.
  const auto once = told_of(network_room(other), other, {.administrator = true}).lineage;
  CHECK(support_in(once) == Words{"R4 R3 R5 < K2/proposal:P2 "});
}

// The room that is asked about may be behind its own positions.
TEST_CASE("lineage: a room whose position comes back to it tells its support once",
          "[unit][lineage]") {
  auto network = supported_room();
  auto config = usual_config();
  config.set_room("K2");
  TestRoom other = formal_meeting(config);
  other.facts = {fact_of(network, lineage_room)};
  other.does("SEK", "position_submit { source_room: 'K1' form: 'A' }");
  network.does("R5", "support { proposal: 'P2' }");
  network.facts = {fact_of(other)};
  network.does("SEK", "position_submit { source_room: 'K2' form: 'A' }");
  network.does("R3", "propose { proposal: 'P1' basis: ['P2', 'K2'] } text: 'Tog'");
  const auto told = told_of(network, other, {.administrator = true}).lineage;
  CHECK(malformed(told) == "");
  CHECK(support_in(told) == Words{"R4 < proposal:P2 ", "R5 < R4 "});
}
