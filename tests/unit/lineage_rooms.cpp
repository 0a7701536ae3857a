// Goal: what leads to what in a room, by name and by what the room had, and how names are found.
#include <catch2/catch.hpp>
#include <google/protobuf/message.h>

#include "core/lineage/history.hpp"
#include "core/lineage/telling.hpp"
#include "tests/support/lineage_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

std::string problem(const TestRoom& room, const std::string& of) {
  try {
    lineage_of(room, of);
  } catch (const lineage::Unknown& unknown) {
    return unknown.what();
  }
  return "found";
}

void write_note(TestRoom& room, const std::string& who, const std::string& id) {
  room.does(who, "note_add { note: '" + id + "' board: 'B' } text: 'Lapp " + id + "'");
}

/// Notes of R2 and R3 in a cluster, a proposal that rests on it, reworded, and one beside it.
TestRoom prepared() {
  TestRoom room = workshop();
  write_note(room, "R2", "N1");
  write_note(room, "R3", "N2");
  room.does("PV", "note_cluster { cluster: 'C' title: 'Busser' notes: ['N1', 'N2'] }");
  room.does("R2", "propose { proposal: 'P1' basis: ['C', 'samtale'] } text: 'Flere busser'");
  room.does("R3", "propose { proposal: 'P2' basis: 'N2' } text: 'Flere tog'");
  return room;
}

}  // namespace

// What is named as a ground leads on, and what that was made of; free words stand for themselves.
TEST_CASE("lineage: a proposal leads back to the notes of its cluster", "[unit][lineage]") {
  const auto told = lineage_of(prepared(), "P1").lineage;
  CHECK(malformed(told).empty());
  CHECK(keys_of(told) ==
        Words{"note:N1", "note:N2", "cluster:C#1", "basis:samtale", "proposal:P1"});
  CHECK(edges_of(told) == Words{"note:N1 > cluster:C#1", "note:N2 > cluster:C#1",
                                "cluster:C#1 > proposal:P1", "basis:samtale > proposal:P1"});
  CHECK(node_of(told, "note:N2")->actor() == "R3");
  CHECK(node_of(told, "note:N2")->text() == "Lapp N2");
  CHECK(told.root() == "proposal:P1");
}

// Readers see what was changed without comparing themselves.
TEST_CASE("lineage: a wording is compared with the one before it", "[unit][lineage]") {
  auto room = prepared();
  room.does("R2", "proposal_edit { proposal: 'P1' } text: 'Mange flere busser'");
  const auto told = lineage_of(room, "P1").lineage;
  CHECK(told.root() == "wording:P1#2");
  const auto& changes = node_of(told, "wording:P1#2")->changes();
  REQUIRE(changes.size() == 3);
  CHECK((changes[0].removed() && changes[0].text() == "Flere "));
  CHECK((changes[1].added() && changes[1].text() == "Mange flere "));
  CHECK(changes[2].text() == "busser");
}

// A merge takes in all that its sources had, a part of a split what the whole had, and no more.
TEST_CASE("lineage: merging and splitting keep the authors of all that led there",
          "[unit][lineage]") {
  auto room = prepared();
  room.does("R4", "support { proposal: 'P2' }");
  room.does("R5", "support { proposal: 'P2' }");
  room.does("R1", "proposal_merge { sources: ['P1', 'P2'] into: 'P3' } text: 'Busser og tog'");
  room.does("R1",
            "proposal_split { proposal: 'P3' into { proposal: 'P4' text: 'Busser' } into { "
            "proposal: 'P5' text: 'Tog' } }");
  const auto told = lineage_of(room, "P5").lineage;
  CHECK(malformed(told).empty());
  const auto* merged = node_of(told, "merge:P3");
  REQUIRE(merged != nullptr);
  CHECK(list(merged->people()) == Words{"R1", "R2", "R3"});
  CHECK(list(merged->order()) == Words{"P1", "P2"});
  const auto* split = node_of(told, "split:P3");
  REQUIRE(split != nullptr);
  CHECK(list(split->order()) == Words{"P4", "P5"});
  CHECK(node_of(told, "proposal:P4") == nullptr);
  const auto edges = edges_of(told);
  CHECK(has(edges, "proposal:P1 > merge:P3"));
  CHECK(has(edges, "merge:P3 > split:P3"));
  CHECK(has(edges, "split:P3 > proposal:P5"));
  // Support was given to P2 before it was merged, and is told there.
  for (const auto& node : told.nodes()) {
    if (node.kind() != pb::LINEAGE_KIND_SUPPORT) continue;
    CHECK(list(node.people()) == Words{"R4", "R5"});
    CHECK(has(edges, node.key() + " > merge:P3"));
  }
  CHECK(node_of(lineage_of(room, "P1").lineage, "merge:P3") == nullptr);
}

// A link that the server made is never shown as one that somebody stated.
TEST_CASE("lineage: what nobody said is marked as inferred", "[unit][lineage]") {
  auto room = prepared();
  room.does("R4", "propose { proposal: 'P3' } text: 'Sykler'");
  CHECK(edges_of(lineage_of(room, "P3").lineage) ==
        Words{"note:N1 > cluster:C#1", "note:N2 > cluster:C#1", "cluster:C#1 ~> proposal:P3"});
}

// How something got its place: the list, each move, and the poll that came before it.
TEST_CASE("lineage: a priority is told with each move and the poll before it", "[unit][lineage]") {
  auto room = prepared();
  room.does("PV", "priority_set { list: 'L' order: ['P1', 'P2'] }");
  room.does("PV",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST "
            "item: 'S1' } } text: 'Tog først?'");
  room.does("R2", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  room.does("PV", "vote_close { vote: 'V' }");
  room.does("R1", "priority_move { list: 'L' what: 'P2' to: 1 }");
  const auto told = lineage_of(room, "L:P1").lineage;
  CHECK(malformed(told).empty());
  CHECK(told.place() == 2);
  CHECK(told.of() == "L:P1");
  const auto* move = node_of(told, told.root());
  CHECK(move->kind() == pb::LINEAGE_KIND_PRIORITY_MOVE);
  CHECK((move->id() == "P2" && move->title() == "L"));
  CHECK((move->from_place() == 2 && move->to_place() == 1 && move->actor() == "R1"));
  CHECK(has(edges_of(told), "vote:V ~> " + told.root()));
  const auto* poll = node_of(told, "vote:V");
  CHECK(poll->kind() == pb::LINEAGE_KIND_POLL);
  CHECK(poll->result().cast() == 1);
  CHECK(poll->ended_number() > poll->number());
  CHECK(poll->ended_leaf_hash().size() == 32);
}

// A poll that was annulled counts for nothing, and what was counted before it counts again.
TEST_CASE("lineage: nothing is inferred from a vote that was annulled after it closed",
          "[unit][lineage]") {
  auto room = prepared();
  room.does("PV", "priority_set { list: 'L' order: ['P1', 'P2'] }");
  const auto poll = [&](const std::string& vote, const std::string& about) {
    room.does("PV", "vote_open { terms { vote: '" + vote +
                        "' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST item: 'S1'" +
                        about + " } } text: 'Ja?'");
    room.does("R2", "vote_cast { vote: '" + vote + "' ballot { choice: 'for' } }");
    room.does("PV", "vote_close { vote: '" + vote + "' }");
  };
  poll("V1", " about: 'C'");
  poll("V2", " about: 'C'");
  poll("V3", "");
  for (const auto* vote : {"V2", "V3"})
    room.does("R1", std::string("vote_annul { vote: '") + vote + "' reason: 'Feil' }");
  room.does("R4", "propose { proposal: 'P3' } text: 'Sykler'");
  room.does("R1", "priority_move { list: 'L' what: 'P2' to: 1 }");
  CHECK(has(edges_of(lineage_of(room, "P3").lineage), "vote:V1 ~> proposal:P3"));
  const auto moved = lineage_of(room, "L:P1").lineage;
  CHECK(node_of(moved, moved.root())->kind() == pb::LINEAGE_KIND_PRIORITY_MOVE);
  CHECK(node_of(moved, "vote:V3") == nullptr);
}

// A lineage is of a moment, like any state.
TEST_CASE("lineage: as of an earlier event there is only what was there", "[unit][lineage]") {
  auto room = prepared();
  const auto number = room.state().number();
  room.does("R2", "proposal_edit { proposal: 'P1' } text: 'Mange flere busser'");
  const auto told = lineage_of(room, "P1", std::nullopt, number).lineage;
  CHECK(told.number() == number);
  CHECK(told.root() == "proposal:P1");
}

// Whoever asks wrongly learns in one sentence how to ask rightly.
TEST_CASE("lineage: a name that is unknown or several things is told so with what there is",
          "[unit][lineage]") {
  auto room = prepared();
  room.does("PV", "priority_set { list: 'P1' order: ['P1', 'P2'] }");
  CHECK(problem(room, "P1") == "“P1” is several things in A/K1; say which: proposal:P1 list:P1.");
  CHECK(lineage_of(room, "proposal:P1").lineage.root() == "proposal:P1");
  CHECK(lineage_of(room, "P1:P2").lineage.place() == 2);
  CHECK(problem(room, "P1:C") == "The list P1 of A/K1 does not hold “C”; it holds: P1, P2.");
  CHECK(problem(room, "S1").starts_with("Nothing has been decided in the item “S1” of A/K1"));
  const auto unknown = problem(room, "P9");
  CHECK(unknown.starts_with("There is no “P9” in A/K1 as of event "));
  CHECK(unknown.find("proposals: P1, P2; clusters: C; priority lists: P1") != std::string::npos);
}

// The bound drops the oldest and says how many.
TEST_CASE("lineage: a graph that is too large keeps what is latest", "[unit][lineage]") {
  TestRoom room = workshop();
  std::string notes;
  for (int i = 0; i < 40; ++i) {
    const auto id = "N" + std::to_string(i);
    room.wait_seconds(1);
    write_note(room, "R2", id);
    notes += (i > 0 ? ", '" : "'") + id + "'";
  }
  room.does("PV", "note_cluster { cluster: 'C' title: 'Alle' notes: [" + notes + "] }");
  lineage::History history(lineage_room);
  const auto log = log_of(room);
  log->read(lineage_room, 1, rebuild::to_head, [&](const log::RecordView& record) {
    history.look(rebuild::parse_record(record, lineage_room).core, leaf_hash(record.core));
    return true;
  });
  history.end();
  past::PastReader past(*log);
  const auto all = past::Rights::of(past.now(lineage_room), {.administrator = true});
  lineage::Teller teller(history, room.state(), *all);
  auto told = lineage::tell(history, teller, {history.thread("cluster", "C")->own}, 11);
  told.set_root("cluster:C#1");
  CHECK(malformed(told).empty());
  CHECK(told.nodes_size() == 11);
  CHECK(told.beyond() == 30);
  CHECK(told.nodes(0).key() == "note:N30");
}

// A kind that lineage forgot would stop whoever asks how something came about.
TEST_CASE("lineage: every kind of event is told of or known to lead nowhere", "[unit][lineage]") {
  const auto* kinds = pb::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds->field_count(); ++i) {
    lineage::History history("A/K1");
    pb::RecordCore core;
    auto& event = *core.mutable_event();
    event.GetReflection()->MutableMessage(&event, kinds->field(i));
    INFO(kinds->field(i)->name());
    CHECK_NOTHROW(history.look(core, Digest{}));
  }
  CHECK_THROWS_AS(lineage::History("A/K1").look(pb::RecordCore(), Digest{}), std::logic_error);
}
