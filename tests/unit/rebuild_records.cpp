// Goal: records hold an event apart from what is about persons, are read back as they were made,
// and give away any change; a rebuilt room is the live one.
#include <catch2/catch.hpp>

#include "core/domain/decide.hpp"
#include "core/log/open.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "tests/support/live_room.hpp"

namespace domain = tingbok::domain;
namespace rebuild = tingbok::rebuild;
namespace pb = tingbok::v1;
namespace tlog = tingbok::log;
using tingbok::as_bytes;

using namespace tingbok::test;

// The core must hold nothing about a person's words, and the whole must come back.
TEST_CASE("record: personal fields lie in the personal part, named by its digest",
          "[unit][rebuild]") {
  domain::State state;
  const auto wanted = programme();
  for (auto& event :
       domain::found_room("P", wanted.rooms(0), true, rebuild::roster_of(wanted, "R"))) {
    const bool enrols = event.has_person_enrolled();
    const auto made = rebuild::make_event_record(state, event, {1, "", "", "", 0, {}}, salt);
    CHECK(made.number == state.number());
    CHECK(made.record.leaf == tingbok::leaf_hash(made.record.core));
    CHECK(made.record.core.find("Person LEDER") == std::string::npos);
    CHECK(made.record.personal.empty() == !enrols);
    const auto parsed =
        rebuild::parse_record({made.number, made.record.core, made.record.personal}, "P/R");
    CHECK(parsed.core.state_hash() == as_bytes(state.hash()));
    CHECK(parsed.personal.has_value() == enrols);
    if (enrols) CHECK(parsed.personal->event().person_enrolled().label() == "Person LEDER");
  }
}

// Whoever folds many records reads the personal part straight into its event: the same event.
TEST_CASE("record: the personal part is added to the event it was taken from", "[unit][rebuild]") {
  domain::State state;
  const auto wanted = programme();
  pb::RecordPersonal scratch;
  scratch.set_refused_command("of a record before");
  std::size_t added = 0;
  for (const auto& event :
       domain::found_room("P", wanted.rooms(0), true, rebuild::roster_of(wanted, "R"))) {
    const auto made = rebuild::make_event_record(state, event, {1, "", "", "", 0, {}}, salt);
    const tlog::RecordView record{made.number, made.record.core, made.record.personal};
    pb::RecordCore core;
    rebuild::parse_core(record, "P/R", core);
    if (!record.personal.empty()) {
      rebuild::add_personal(record, "P/R", core, scratch);
      ++added;
    }
    CHECK(core.event().SerializeAsString() == event.SerializeAsString());
  }
  CHECK(added > 0);
}

// One that passes its digest but is of something else must not be folded as though it were not.
TEST_CASE("record: a personal part of another event is refused", "[unit][rebuild]") {
  pb::RecordPersonal other;
  SECTION("of another kind") { other.mutable_event()->mutable_note_added()->set_note("N1"); }
  SECTION("of a refusal") { other.set_refused_command("x"); }
  SECTION("of none") { other.set_salt(salt); }
  const std::string personal = other.SerializeAsString();
  pb::RecordCore core;
  core.mutable_event()->mutable_person_enrolled()->set_person("M1");
  core.set_personal_digest(std::string(as_bytes(tingbok::sha256(personal))));
  pb::RecordPersonal scratch;
  if (other.has_event() || other.has_refused_command()) {
    CHECK_THROWS_AS(rebuild::add_personal({1, "", personal}, "P/R", core, scratch),
                    domain::CannotFold);
  } else {  // Nothing but a salt: the event has no personal fields.
    rebuild::add_personal({1, "", personal}, "P/R", core, scratch);
    CHECK(core.event().person_enrolled().person() == "M1");
  }
  core.set_personal_digest("another");
  CHECK_THROWS_AS(rebuild::add_personal({1, "", personal}, "P/R", core, scratch), tlog::Damaged);
}

// The same event with another salt has another digest: nobody can guess a text from the core.
TEST_CASE("record: the salt keeps texts from being guessed", "[unit][rebuild]") {
  pb::ProgrammeEvent event;
  event.mutable_person_added()->set_label("Kari");
  const auto a = rebuild::make_programme_record(1, {}, event, salt);
  const auto b = rebuild::make_programme_record(1, {}, event, std::string(16, 't'));
  CHECK(a.core != b.core);
  CHECK_THROWS_AS(rebuild::make_programme_record(1, {}, event, "short"), std::logic_error);
}

// Programmes and refusals are read back as they were made.
TEST_CASE("record: programme events and refusals come back whole", "[unit][rebuild]") {
  tlog::Number number = 0;
  for (const auto& event : rebuild::founding_events(programme())) {
    const auto record = rebuild::make_programme_record(++number, {}, event, salt);
    CHECK(record.core.find("Person") == std::string::npos);
    const auto parsed = rebuild::parse_record({number, record.core, record.personal}, "P");
    CHECK(rebuild::programme_event(parsed, "P").SerializeAsString() == event.SerializeAsString());
  }
  pb::RefusalNoted noted;
  noted.set_code(pb::REFUSAL_CODE_NOT_PRESENT);
  pb::Command command;
  command.set_text("hemmelig");
  const auto record = rebuild::make_refusal_record(1, {}, noted, command, salt);
  CHECK(record.core.find("hemmelig") == std::string::npos);
  const auto parsed = rebuild::parse_record({1, record.core, record.personal}, "P/R/refusals");
  CHECK(parsed.core.refusal().code() == pb::REFUSAL_CODE_NOT_PRESENT);
  CHECK(parsed.personal->refused_command() == command.SerializeAsString());
  CHECK_THROWS_AS(rebuild::programme_event(parsed, "P"), tlog::Damaged);
}

// A record under another number, with another personal part, or that does not parse is damaged.
TEST_CASE("record: what was changed does not parse", "[unit][rebuild]") {
  pb::ProgrammeEvent event;
  event.mutable_person_added()->set_label("Kari");
  auto record = rebuild::make_programme_record(4, {}, event, salt);
  CHECK_THROWS_AS(rebuild::parse_record({5, record.core, record.personal}, "P"), tlog::Damaged);
  CHECK_THROWS_AS(rebuild::parse_record({4, "\xFF", record.personal}, "P"), tlog::Damaged);
  CHECK_NOTHROW(rebuild::parse_record({4, record.core, ""}, "P"));  // Erased.
  record.personal.back() ^= 1;
  CHECK_THROWS_AS(rebuild::parse_record({4, record.core, record.personal}, "P"), tlog::Damaged);
}

// From the first event or from any snapshot: the same state, and the same count of lines.
TEST_CASE("rebuild: every number is reached alike with and without snapshots", "[unit][rebuild]") {
  LiveRoom room;
  for (std::uint64_t line = 2; line < 12; ++line) {
    room.speak(line);
    if (line % 4 == 0) room.log->put_snapshot("P/R", rebuild::snapshot_of(room.live));
  }
  const auto head = room.live.state.number();
  for (tlog::Number upto = 1; upto <= head; ++upto) {
    const auto slow = rebuild::rebuild(*room.log, "P/R", upto, false);
    const auto fast = rebuild::rebuild(*room.log, "P/R", upto, true);
    CHECK(slow.state.number() == upto);
    CHECK(slow.state.hash() == fast.state.hash());
    CHECK(slow.lines_accepted == fast.lines_accepted);
    CHECK(slow.last_line == fast.last_line);
  }
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
  CHECK(rebuild::rebuild(*room.log, "P/R").lines_accepted == 11);
  CHECK(rebuild::rebuild(*room.log, "P/NOWHERE").state.number() == 0);
}

// Whoever looks on may stop the fold, and is then given the state as it is there.
TEST_CASE("rebuild: progress can stop it", "[unit][rebuild]") {
  LiveRoom room;
  room.speak(2);
  const auto stopped = rebuild::rebuild(*room.log, "P/R", rebuild::to_head, false,
                                        [](const rebuild::Rebuilt& now, const auto&, const auto&,
                                           const auto&) { return now.state.number() < 2; });
  CHECK(stopped.state.number() == 2);
}

// An event that leads elsewhere than the log says must stop whoever folds it.
TEST_CASE("rebuild: a state hash that does not follow is damage, with its number",
          "[unit][rebuild]") {
  LiveRoom room;
  const auto before = room.live.state.number();
  pb::RecordCore core;
  core.set_number(before + 1);
  core.set_time_ms(room.now_ms);
  core.set_state_hash(std::string(32, 'x'));
  core.mutable_event()->mutable_meeting_opened();
  tlog::Transaction transaction;
  transaction.appends.push_back({"P/R", before, {tlog::make_record(core.SerializeAsString(), "")}});
  room.log->submit(std::move(transaction), [](tlog::Error) {});
  try {
    rebuild::rebuild(*room.log, "P/R");
    FAIL("folded");
  } catch (const tlog::Damaged& damaged) {
    const std::string sentence = damaged.what();
    CHECK(sentence.find("event " + std::to_string(before + 1) + " of P/R") == 0);
  }
  CHECK(rebuild::rebuild(*room.log, "P/R", before).state.number() == before);
}

// Who is on a room's roster follows from the programme alone.
TEST_CASE("programme: it is read back with its rooms and people, members and guests apart",
          "[unit][rebuild]") {
  auto wanted = programme();
  wanted.mutable_people(1)->add_guest_in("R");
  const auto roster = rebuild::roster_of(wanted, "R");
  REQUIRE(roster.size() == 2);
  CHECK(roster[0].member());
  CHECK_FALSE(roster[1].member());
  CHECK(rebuild::roster_of(programme(), "R").size() == 1);

  const auto log = tlog::open_memory_log();
  CHECK(rebuild::read_programme(*log, "P").number == 0);
  tlog::Transaction transaction;
  auto& append = transaction.appends.emplace_back();
  append.stream = "P";
  for (const auto& event : rebuild::founding_events(wanted)) {
    append.records.push_back(
        rebuild::make_programme_record(append.records.size() + 1, {}, event, salt));
  }
  log->submit(std::move(transaction),
              [](tlog::Error error) { REQUIRE(error == tlog::Error::none); });
  const auto known = rebuild::read_programme(*log, "P");
  CHECK(known.created.title() == "Prøve");
  CHECK(known.rooms.size() == 1);
  REQUIRE(known.people.size() == 2);
  CHECK(known.people[1].label() == "Person ANNEN");
  CHECK(rebuild::programmes(*log) == std::vector<std::string>{"P"});
}
