// Whoever is not in the room: rosters that follow the programme, nobody in particular, and how far
// a room has come.
#include "server/room/overview.hpp"
#include "server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;

namespace {

/// Lets the room follow the usual roster after `change`; whether it was told that it is durable.
template <class Change>
std::optional<bool> follow(Stage& stage, Change change) {
  auto roster = usual_roster();
  change(roster);
  std::optional<bool> told;
  stage.room->follow(roster, [&](bool followed) { told = followed; });
  stage.run();
  return told;
}

pb::RosterEntry& entry(std::vector<pb::RosterEntry>& roster, const std::string& person) {
  for (pb::RosterEntry& one : roster) {
    if (one.person() == person) return one;
  }
  FAIL("nobody called " + person);
  throw std::logic_error("unreachable");
}

}  // namespace

// A room that is up to date writes nothing: it follows its programme at every load.
TEST_CASE("roster: one that is the same already makes no event", "[unit][server]") {
  Stage stage;
  const log::Number head = stage.room->durable();
  CHECK(follow(stage, [](auto&) {}) == true);
  CHECK(stage.room->durable() == head);
}

// Somebody added is on the roster once that is durable, may enter, and is seen by those inside.
TEST_CASE("roster: somebody new is enrolled and may enter", "[unit][server]") {
  Stage stage;
  auto chair = stage.screen("R1");
  CHECK(stage.screen("NEW")->closed == CloseCode::not_on_roster);
  CHECK(follow(stage, [](auto& roster) {
          roster.push_back(person("NEW", pb::ROLE_COUNCILLOR, true, "V"));
        }) == true);
  chair->read();
  CHECK(chair->sees("NEW"));
  const auto in = stage.screen("NEW");
  REQUIRE(in->welcomes.size() == 1);
  CHECK(in->welcomes[0].audience() == pb::AUDIENCE_PARTICIPANT);
  // The log says the same after a restart.
  stage.start();
  CHECK(stage.room->state().find<pb::Person>("NEW")->member());
}

// Somebody taken off is let go at once and cannot come back; what they did keeps its name.
TEST_CASE("roster: somebody taken off is let go and keeps the label", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto gone = stage.screen("R4");
  gone->submit("n", note("N1", "Buss"));
  stage.run();
  CHECK(follow(stage, [](auto& roster) {
          std::erase_if(roster, [](const auto& one) { return one.person() == "R4"; });
        }) == true);
  CHECK(gone->closed == CloseCode::not_on_roster);
  CHECK(stage.screen("R4")->closed == CloseCode::not_on_roster);
  const pb::Person* who = stage.room->state().find<pb::Person>("R4");
  REQUIRE(who);
  CHECK_FALSE(who->label().empty());
  CHECK_FALSE(who->member());
  CHECK_FALSE(who->votes());
}

// Nobody can register them as gone, and their seat would stay filled.
TEST_CASE("roster: a deputy who is taken off gives the seat back", "[unit][server]") {
  Stage stage;
  const auto done = [&](const std::string& person, const std::string& command) {
    static int commands = 0;
    const std::string id = "c" + std::to_string(++commands);
    const auto one = stage.screen(person);
    one->submit(id, command);
    stage.run();
    one->read();
    const std::string refused = one->refused(id);
    stage.room->leave(*one->member);
    return refused;
  };
  REQUIRE(done("V1", "join { seat_of: 'R6' }") == "");
  REQUIRE(done("R6", "join {}") == "plassen_er_fylt");
  CHECK(follow(stage, [](auto& roster) {
          std::erase_if(roster, [](const auto& one) { return one.person() == "V1"; });
        }) == true);
  const auto* attendance = stage.room->state().find<pb::Attendance>("V1");
  CHECK(attendance->presence() == pb::PRESENCE_LEFT);
  CHECK(attendance->seat_of().empty());
  CHECK(done("R6", "join {}") == "");
  // Once only: the roster is followed at every load.
  const log::Number head = stage.room->durable();
  CHECK(follow(stage, [](auto& roster) {
          std::erase_if(roster, [](const auto& one) { return one.person() == "V1"; });
        }) == true);
  CHECK(stage.room->durable() == head);
}

// Nobody could take the chair back but who has it: it goes back by itself.
TEST_CASE("roster: an acting chair who is taken off gives the chair back", "[unit][server]") {
  Stage stage;
  stage.all_join();
  const auto chair = stage.screen("R1");
  chair->submit("handover", "chair_handover { to: 'R4' }");
  stage.run();
  REQUIRE(stage.room->state().find<pb::Room>("room")->acting_chair() == "R4");
  CHECK(follow(stage, [](auto& roster) {
          std::erase_if(roster, [](const auto& one) { return one.person() == "R4"; });
        }) == true);
  CHECK(stage.room->state().find<pb::Room>("room")->acting_chair().empty());
  chair->read();
  chair->submit("lead", "break_start { minutes: 5 }");
  stage.run();
  chair->read();
  CHECK(chair->refused("lead") == "");
}

// Programmes change long after a meeting; who was there does not.
TEST_CASE("roster: whoever was there when a meeting was adjourned stays", "[unit][server]") {
  Stage stage;
  stage.all_join();
  const auto chair = stage.screen("R1");
  chair->submit("open", "meeting_open {}");
  chair->submit("close", "meeting_close {}");
  stage.run();
  chair->read();
  REQUIRE(chair->refused("close") == "");
  CHECK(follow(stage, [](auto& roster) {
          std::erase_if(roster, [](const auto& one) { return one.person() == "R4"; });
        }) == true);
  CHECK_FALSE(stage.room->state().find<pb::Person>("R4")->member());
  CHECK(stage.room->state().find<pb::Attendance>("R4")->presence() == pb::PRESENCE_PRESENT);
}

// A role that changes takes the connection to the audience it now reads as.
TEST_CASE("roster: a changed role is a changed audience", "[unit][server]") {
  Stage stage;
  auto watcher = stage.screen("R3");
  CHECK(follow(stage, [](auto& roster) { entry(roster, "R3").set_role(pb::ROLE_OBSERVER); }) ==
        true);
  watcher->read();
  REQUIRE(watcher->welcomes.size() == 2);
  CHECK(watcher->welcomes.back().audience() == pb::AUDIENCE_PUBLIC);
}

// Told only once it is durable; a full disk is told as that, and the room stands where it stood.
TEST_CASE("roster: followed is told after the sync, or that the disk is full", "[unit][server]") {
  const bool full = GENERATE(false, true);
  Stage stage;
  stage.log.hold = true;
  auto roster = usual_roster();
  roster.push_back(person("NEW", pb::ROLE_GUEST, false));
  std::optional<bool> told;
  stage.room->follow(roster, [&](bool followed) { told = followed; });
  stage.run();
  CHECK_FALSE(told);
  if (full) stage.log.fail_with = log::Error::storage_full;
  stage.log.release();
  stage.run();
  CHECK(told == !full);
  CHECK((stage.room->state().find<pb::Person>("NEW") != nullptr) == !full);
}

// The public gallery of a public room: no person, no role, and whoever acts there is shown out.
TEST_CASE("public: nobody in particular reads a public room and sends nothing", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto gallery = stage.screen("");
  REQUIRE(gallery->welcomes.size() == 1);
  CHECK(gallery->welcomes[0].audience() == pb::AUDIENCE_PUBLIC);
  CHECK(gallery->welcomes[0].role() == pb::ROLE_UNSPECIFIED);
  auto member = stage.screen("R2");
  member->submit("n", note("N1", "Buss"));
  stage.run();
  gallery->read();
  CHECK(gallery->sees("Buss"));
  CHECK(gallery->own.empty());
  const log::Number head = stage.room->durable();
  gallery->submit("x", "join {}");
  stage.run();
  CHECK(gallery->closed == CloseCode::bad_frame);
  CHECK(stage.room->durable() == head);
}

// An overview shows what is durable, to each audience what it may see.
TEST_CASE("overview: counts what the viewer may see once it is durable", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto member = stage.screen("R2");
  stage.log.hold = true;
  member->submit("n", note("N1", "Buss"));
  stage.run();
  std::optional<pb::RoomOverview> seen;
  bool told = false;
  stage.room->look({"R3", false}, [&](std::optional<pb::RoomOverview> room) {
    seen = std::move(room);
    told = true;
  });
  CHECK_FALSE(told);
  stage.log.release();
  stage.run();
  REQUIRE(seen);
  CHECK(seen->audience() == pb::AUDIENCE_PARTICIPANT);
  CHECK(seen->counts().notes() == 1);
  CHECK(seen->counts().members_present() == 4);
  CHECK(seen->number() == stage.room->durable());
  // Whoever is not on the roster sees it as the public; the administrator everything.
  stage.room->look({"X", false}, [&](auto room) { seen = std::move(room); });
  CHECK(seen->audience() == pb::AUDIENCE_PUBLIC);
  stage.room->look({"", true}, [&](auto room) { seen = std::move(room); });
  CHECK(seen->audience() == pb::AUDIENCE_AUDITOR);
}

// kommuneloven § 11-5: the public learns that the doors are closed and on what basis, and no more.
TEST_CASE("overview: behind closed doors the public sees that and the basis", "[unit][server]") {
  TestRoom room(usual_config(pb::MODE_FORMAL));
  room.join({"R1", "R2", "R3", "R4", "R5", "R6"});
  room.does("R1", "meeting_open {}");
  room.does("R1", "agenda_add { item: '1' title: 'Eigedomssak' }");
  CHECK(room::overview_of(room.state(), pb::AUDIENCE_PUBLIC).counts().items() == 1);
  room.does("R1",
            "vote_open { terms { vote: 'D' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
            "closes_doors: 'kommuneloven § 11-5 tredje ledd' } }");
  for (const auto* voter : {"R1", "R2", "R3"}) {
    room.does(voter, "vote_cast { vote: 'D' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'D' force: true }");
  room.does("R1", "vote_declare { vote: 'D' }");
  const auto seen = room::overview_of(room.state(), pb::AUDIENCE_PUBLIC);
  CHECK(seen.doors_closed() == "kommuneloven § 11-5 tredje ledd");
  CHECK(seen.body() == "Kommunestyret");
  CHECK(seen.status() == pb::MEETING_STATUS_OPEN);
  CHECK_FALSE(seen.has_counts());
  CHECK(seen.mode() == pb::MODE_UNSPECIFIED);
  const auto inside = room::overview_of(room.state(), pb::AUDIENCE_PARTICIPANT);
  CHECK(inside.counts().members_present() == 6);
  // Nor what the phase was called, once they are open again.
  room.does("R1", "phase_start { terms { phase: 'L' title: 'Lønn' kind: PHASE_KIND_PLENARY } }");
  room.does("R1", "doors_open {}");
  for (const auto audience : {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_AUDITOR}) {
    const auto later = room::overview_of(room.state(), audience);
    CHECK(later.counts().items() == 1);
    CHECK(later.phase().empty());
    CHECK(later.phase_title().empty());
  }
  CHECK(room::overview_of(room.state(), pb::AUDIENCE_STEERING).phase_title() == "Lønn");
}
