// Goal: what a phase keeps to an author or a table is on the wire to nobody else, not even to the
// chair's side, and reaches everyone when it is lifted; whoever changes tables is brought up to
// date.
#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// Whether any message this screen was ever sent holds the text.
bool was_sent(const Screen& screen, const std::string& text) {
  for (const auto& message : screen.messages) {
    if (message.find(text) != std::string::npos) return true;
  }
  return false;
}

/// What the screen's person has as own in the end: by slot, without those taken back.
std::map<std::uint32_t, pb::Entity> own_now(const Screen& screen) {
  std::map<std::uint32_t, pb::Entity> own;
  for (const auto& entity : screen.own) {
    if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
      own.erase(entity.slot());
    } else {
      own[entity.slot()] = entity;
    }
  }
  return own;
}

/// What own() says the person has, which is what a client that has kept up must have.
std::map<std::uint32_t, pb::Entity> own_by_rule(const domain::State& state,
                                                const std::string& person) {
  std::map<std::uint32_t, pb::Entity> own;
  for (const auto& entity : state.entities()) {
    if (auto theirs = view::own(state, entity, person)) own[entity.slot()] = *theirs;
  }
  return own;
}

class Tables {
 public:
  Tables() {
    stage.all_join();
    for (const char* person : {"R1", "R2", "R3", "R4", "PV", "PUB", "REV"}) {
      screens[person] = stage.screen(person);
    }
    does("PV", "table_set { seats { table: 'T1' people: ['R2', 'R3'] } }");
    does("PV", "table_set { seats { table: 'T2' people: 'R4' } }");
    does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }");
  }
  void does(const std::string& person, const std::string& command) {
    Screen& screen = *screens.at(person);
    const auto id = "c" + std::to_string(++commands_);
    screen.submit(id, command);
    stage.run();
    for (auto& [who, each] : screens) each->read();
    INFO(person << ": " << command << " " << screen.refused(id));
    REQUIRE(screen.answer(id)->has_receipt());
    expect_own_kept_up();
  }
  void expect_own_kept_up() {
    for (const auto& [who, screen] : screens) {
      INFO(who);
      const auto has = own_now(*screen);
      const auto should = own_by_rule(stage.room->state(), who);
      REQUIRE(has.size() == should.size());
      for (const auto& [slot, entity] : should) {
        REQUIRE(has.contains(slot));
        CHECK(same(has.at(slot), entity));
      }
    }
  }
  bool sent(const std::string& person, const std::string& text) const {
    return was_sent(*screens.at(person), text);
  }

  Stage stage;
  std::map<std::string, std::unique_ptr<Screen>> screens;

 private:
  int commands_ = 0;
};

}  // namespace

// On the wire: who was sent the words, and who only that there is a note.
TEST_CASE("tables: a note reaches its table and the auditor, nobody else, until it is lifted",
          "[unit][server]") {
  Tables at;
  at.does("R2", "note_add { note: 'N1' board: 'B' tag: 'merkelapp' } text: 'hemmelig-en'");
  for (const char* person : {"R2", "R3", "REV"}) CHECK(at.sent(person, "hemmelig-en"));
  for (const char* person : {"R1", "R4", "PV", "PUB"}) {
    INFO(person);
    CHECK_FALSE(at.sent(person, "hemmelig-en"));
    CHECK_FALSE(at.sent(person, "merkelapp"));
  }
  // The chair's side counts it; the table reads it without its author.
  CHECK(at.screens["PV"]->sees("N1"));
  CHECK_FALSE(at.screens["PUB"]->sees("N1"));
  CHECK(own_now(*at.screens["R3"]).rbegin()->second.note().by().empty());
  at.does("PV", "phase_start { terms { phase: 'P' kind: PHASE_KIND_PLENARY } }");
  for (const auto& [person, screen] : at.screens) {
    INFO(person);
    CHECK(at.sent(person, "hemmelig-en"));
  }
}

// Being seated elsewhere brings the new table's notes and takes the old one's back.
TEST_CASE("tables: whoever changes tables reads at the new one, and the old one's notes are gone",
          "[unit][server]") {
  Tables at;
  at.does("R2", "note_add { note: 'N1' board: 'B' } text: 'hemmelig-en'");
  at.does("R4", "note_add { note: 'N2' board: 'B' } text: 'hemmelig-to'");
  CHECK_FALSE(at.sent("R3", "hemmelig-to"));
  at.does("PV", "table_seat { table: 'T2' person: 'R3' }");
  CHECK(at.sent("R3", "hemmelig-to"));
  CHECK(own_now(*at.screens["R3"]).size() == 2);  // The note, and that they are here.
  at.does("PV", "table_seat { table: 'T1' }");  // The chair's side at a table reads there.
  CHECK(at.sent("PV", "hemmelig-en"));
  CHECK_FALSE(at.sent("PV", "hemmelig-to"));
  at.does("PV", "table_set { seats { table: 'T1' } closed: true }");
  CHECK(own_now(*at.screens["PV"]).size() == 1);
  at.does("PV", "tables_deal { tables: 1 }");
  at.does("R2", "note_lift { notes: 'N1' }");
  CHECK(at.sent("PUB", "hemmelig-en"));
  CHECK_FALSE(at.sent("PUB", "hemmelig-to"));
}

// A new connection is sent what the table reads now, no more and no less.
TEST_CASE("tables: whoever comes late, or again, gets the table's notes with the connection",
          "[unit][server]") {
  Tables at;
  at.does("R2", "note_add { note: 'N1' board: 'B' } text: 'hemmelig-en'");
  at.screens["R5"] = at.stage.screen("R5");
  CHECK_FALSE(at.sent("R5", "hemmelig-en"));
  at.does("R5", "join {}");  // T2 has one, T1 two.
  CHECK_FALSE(at.sent("R5", "hemmelig-en"));
  at.screens["R6"] = at.stage.screen("R6");
  at.does("R6", "join {}");  // Two and two: the first.
  CHECK(at.sent("R6", "hemmelig-en"));
  const auto again = at.stage.screen("R3");
  CHECK(was_sent(*again, "hemmelig-en"));
  const auto elsewhere = at.stage.screen("R4");
  CHECK_FALSE(was_sent(*elsewhere, "hemmelig-en"));
}
