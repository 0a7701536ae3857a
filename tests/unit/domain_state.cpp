#include <set>

#include "core/domain/personal.hpp"
#include "core/domain/state_access.hpp"
#include "tests/support/domain_given.hpp"
#include "tingbok/v1/options.pb.h"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A day with something of every kind of entity in it.
TestRoom full_day() {
  TestRoom room = workshop();
  for (const auto& [who, what] : std::vector<std::pair<std::string, std::string>>{
           {"V1", "join { seat_of: 'R6' }"},
           {"R3", "recusal_declare { item: 'S1' ground: 'Slekt' }"},
           {"PV", "timer_start { timer: 'T' seconds: 60 }"},
           {"PV", "timer_end { timer: 'T' }"},
           {"R2", "say { question: 'Q1' } text: 'Vi trenger flere unge'"},
           {"FF", "observe {} text: 'Mange snakker'"},
           {"PV", "film_play { film: 'F' }"},
           {"R4", "speak_request {}"},
           {"PV", "homework_assign { homework: 'H' title: 'T' due: 'D' to: 'alle' }"},
           {"R2", "homework_submit { homework: 'H' file: 'svar.pdf' }"},
           {"R2", "endorse { initiative: 'NP' body: 'Fylket' }"},
           {"R2", "note_add { note: 'N1' board: 'B' tag: 't' } text: 'Flom'"},
           {"PV", "note_cluster { cluster: 'C' title: 'Klima' notes: 'N1' }"},
           {"PV", "matrix_place { what: 'C' effect: 'høy' effort: 'lav' }"},
           {"R2", "propose { proposal: 'P1' basis: 'C' } text: 'Bekk'"},
           {"R2", "proposal_edit { proposal: 'P1' } text: 'Åpne bekken'"},
           {"R3", "propose { proposal: 'P2' } text: 'Demning'"},
           {"R3", "proposal_merge { sources: 'P2' into: 'P3' } text: 'Demning og bekk'"},
           {"R3", "support { proposal: 'P1' }"},
           {"PV", "priority_set { list: 'L' order: ['P1', 'P3'] }"},
           {"R1", "mode_set { mode: MODE_FORMAL }"},
           {"R1",
            "vote_open { terms { vote: 'H' recusal_of: 'R3' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST about: 'P1' } } text: 'Er R3 inhabil?'"},
           {"R1", "vote_cast { vote: 'H' ballot { choice: 'for' } }"},
           {"R2", "vote_cast { vote: 'H' ballot { choice: 'for' } }"},
           {"R4", "vote_cast { vote: 'H' ballot { choice: 'mot' } }"},
           {"R1", "vote_close { vote: 'H' force: true }"},
           {"SEK",
            "vote_correct { vote: 'H' member: 'R4' old_choice: 'mot' new_choice: 'for' } text: "
            "'Feil knapp'"},
           {"R1", "vote_declare { vote: 'H' }"},
           {"R1", "decide { item: 'S1' vote: 'H' } text: 'R3 er inhabil'"},
           {"R2", "protocol_add {} text: 'Merknad'"},
           {"SEK", "mark { moment: 'M' rooms: 'K1' } text: 'Etter habiliteten'"},
           {"R1",
            "vote_open { terms { vote: 'P' kind: VOTE_KIND_INPUT method: VOTE_METHOD_POINTS "
            "options: 'A' options: 'B' sum: 2 } }"},
           {"R2",
            "vote_cast { vote: 'P' ballot { points { option: 'A' count: 1 } points { option: 'B' "
            "count: 1 } } }"},
           {"R1", "vote_close { vote: 'P' }"},
           {"R1", "alloc_apply { vote: 'P' total: 100 }"},
           {"R2", "realloc_request { request: 'O' from: 'A' to: 'B' amount: 5 }"},
           {"R2", "measure_add { measure: 'T' cell: 'A' cost: 10 } text: 'Park'"},
           {"R2", "agreement_version { agreement: 'IA' version: 'v1' } text: 'Avtale'"},
           {"PV", "board_set { terms { board: 'Tavle' } } text: 'Hva trengs?'"},
           {"PV", "table_set { seats { table: 'T1' people: 'R3' } }"},
           {"PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }"},
           {"R3", "note_add { note: 'N2' board: 'Tavle' } text: 'Ved bordet'"},
           {"SEK",
            "document_link { document: 'HP' title: 'Plan' file: 'plan.pdf' sha256: "
            "'12345678901234567890123456789012' }"},
           {"R3", "option_add { list: 'former' option: 'A' }"},
           {"R1", "exempt { task: 'T4' } text: 'Går uansett'"},
           {"SEK",
            "vote_plan { terms { vote: 'N' kind: VOTE_KIND_STRAW method: "
            "VOTE_METHOD_FOR_AGAINST } } text: 'Skal vi?'"},
           {"R2", "leave { reason: 'Fly' }"},
       }) {
    room.does(who, what);
  }
  room.facts = {
      message<pb::ForeignFact>("room: 'A/K2' number: 3 meeting_status: MEETING_STATUS_ADJOURNED")};
  room.does("SEK", "position_submit { source_room: 'K2' form: 'A' }");
  return room;
}

/// Whether entities are the same, personal fields and all.
bool same_entities(const State& a, const State& b) {
  if (a.entities().size() != b.entities().size()) return false;
  for (std::size_t slot = 0; slot < a.entities().size(); ++slot) {
    if (!same(a.entities()[slot], b.entities()[slot])) return false;
  }
  return true;
}

/// What hashed_bytes() stands for, the slow way.
std::string hashed_by_clearing(pb::Entity entity) {
  entity.clear_slot();
  const auto* kind = pb::Entity::descriptor()->FindFieldByNumber(entity.kind_case());
  auto* content = entity.GetReflection()->MutableMessage(&entity, kind);
  for (int i = 0; i < content->GetDescriptor()->field_count(); ++i) {
    const auto* field = content->GetDescriptor()->field(i);
    if (field->options().GetExtension(pb::personal)) {
      content->GetReflection()->ClearField(content, field);
    }
  }
  return entity.SerializeAsString();
}

}  // namespace

// The full day touches every kind of entity there is, or the tests below would prove less.
TEST_CASE("state: the tests' day holds every kind of entity", "[unit][domain]") {
  const TestRoom room = full_day();
  std::set<int> kinds;
  for (const auto& entity : room.state().entities()) kinds.insert(entity.kind_case());
  const auto* all = pb::Entity::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < all->field_count(); ++i) {
    CAPTURE(all->field(i)->name());
    CHECK(kinds.contains(all->field(i)->number()));
    CHECK(static_cast<std::size_t>(all->field(i)->number()) < domain::entity_kind_numbers);
  }
}

// Folding the records again gives the same state, the same hash after every one, and the same
// changed slots.
TEST_CASE("state: rebuilt from its records, it is the same at every number", "[unit][domain]") {
  const TestRoom room = full_day();
  State live;
  State again;
  for (const auto& recorded : room.log()) {
    CHECK(fold(live, recorded) == fold(again, recorded));
    REQUIRE(live.hash() == again.hash());
  }
  CHECK(live.hash() == room.state().hash());
  CHECK(same_entities(live, room.state()));
}

// The state hash is the same whether or not the personal parts still exist, at every number.
TEST_CASE("state: erasing every personal part changes no hash", "[unit][domain]") {
  const TestRoom room = full_day();
  State whole;
  State erased;
  for (const auto& recorded : room.log()) {
    fold(whole, recorded);
    fold(erased, recorded, true);
    REQUIRE(whole.hash() == erased.hash());
  }
  CHECK(erased.find<pb::Note>("N1")->text().empty());
  CHECK(erased.find<pb::Ballot>("H/R1")->paper().choice().empty());
  CHECK(erased.find<pb::Vote>("H")->result().outcome() == pb::OUTCOME_ADOPTED);
}

// Another text in a personal part gives another digest, and with it another hash: what is erased
// cannot be replaced.
TEST_CASE("state: the hash covers personal content through its digest", "[unit][domain]") {
  TestRoom one = workshop();
  TestRoom other = workshop();
  REQUIRE(one.state().hash() == other.state().hash());
  one.does("R2", "note_add { note: 'N1' board: 'B' } text: 'Flom'");
  other.does("R2", "note_add { note: 'N1' board: 'B' } text: 'Ras'");
  CHECK(one.state().hash() != other.state().hash());
}

// A snapshot holds all of it: same hash, same entities, and the same from there on.
TEST_CASE("state: a snapshot loses nothing", "[unit][domain]") {
  const TestRoom room = full_day();
  for (std::size_t cut = 1; cut < room.log().size(); ++cut) {
    State live;
    for (std::size_t i = 0; i < cut; ++i) fold(live, room.log()[i]);
    State restored(message<pb::StateSnapshot>(live.snapshot().DebugString()));
    REQUIRE(restored.hash() == live.hash());
    REQUIRE(restored.number() == live.number());
    REQUIRE(restored.time_ms() == live.time_ms());
    for (std::size_t i = cut; i < room.log().size(); ++i) fold(restored, room.log()[i]);
    REQUIRE(restored.hash() == room.state().hash());
    REQUIRE(same_entities(restored, room.state()));
  }
}

// A snapshot that is not one is refused with a sentence.
TEST_CASE("state: a damaged snapshot is refused", "[unit][domain]") {
  const auto good = full_day().state().snapshot();
  auto slots = good;
  slots.mutable_entities(3)->set_slot(7);
  CHECK_THROWS_AS(State(slots), std::invalid_argument);
  auto content = good;
  content.mutable_entities(0)->mutable_room()->set_phase("noe annet");
  CHECK_THROWS_AS(State(content), std::invalid_argument);
  auto twice = good;
  *twice.mutable_entities(3) = good.entities(2);
  twice.mutable_entities(3)->set_slot(3);
  CHECK_THROWS_AS(State(twice), std::invalid_argument);
  auto unknown = good;
  unknown.mutable_entities(3)->clear_kind();
  CHECK_THROWS_AS(State(unknown), std::invalid_argument);
}

// A copy goes its own way.
TEST_CASE("state: copies do not share anything", "[unit][domain]") {
  TestRoom room = workshop();
  const State before = room.state();
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'Flom'");
  CHECK(before.find<pb::Note>("N1") == nullptr);
  CHECK(before.hash() != room.state().hash());
}

// Entities of one kind come in order of first appearance, found by id in constant time.
TEST_CASE("state: found by id, listed in order of appearance", "[unit][domain]") {
  TestRoom room = workshop();
  for (const auto* id : {"N3", "N1", "N2"}) {
    room.does("R2", std::string("note_add { note: '") + id + "' board: 'B' } text: 'x'");
  }
  Words ids;
  for (const auto* note : room.state().all<pb::Note>()) ids.push_back(note->id());
  CHECK(ids == Words{"N3", "N1", "N2"});
  CHECK(room.state().count<pb::Note>() == 3);
  CHECK(room.state().find<pb::Note>("N9") == nullptr);
}

// The bytes that are hashed are those of the entity without its personal fields and its slot.
TEST_CASE("hashed bytes: the entity serialised without personal fields and slot",
          "[unit][domain]") {
  TestRoom room = full_day();
  room.does("R1", "doors_open {}");
  for (auto entity : room.state().entities()) {
    CHECK(domain::hashed_bytes(entity) == hashed_by_clearing(entity));
    entity.set_behind_closed_doors(true);
    entity.add_sources(std::string(200, 's'));
    CHECK(domain::hashed_bytes(entity) == hashed_by_clearing(entity));
  }
  CHECK(domain::hashed_bytes(pb::Entity()).empty());
}

// Splitting takes every marked field out, and merging puts it all back.
TEST_CASE("personal parts: split and merged", "[unit][domain]") {
  const auto whole = message<pb::Event>(
      "text: 'Trykket feil' language: 'nb' ballot_corrected { vote: 'V' member: 'R2' old_choice: "
      "'for' new_choice: 'mot' result { cast: 3 } }");
  auto event = whole;
  const auto personal = domain::split_personal(event);
  CHECK(same(event, message<pb::Event>("language: 'nb' ballot_corrected { vote: 'V' member: 'R2' "
                                       "result { cast: 3 } }")));
  CHECK(same(personal, message<pb::Event>("text: 'Trykket feil' ballot_corrected { old_choice: "
                                          "'for' new_choice: 'mot' }")));
  domain::merge_personal(event, personal);
  CHECK(same(event, whole));
  auto bare = message<pb::Event>("meeting_opened {}");
  CHECK(domain::split_personal(bare).ByteSizeLong() == 0);
  CHECK_THROWS_AS(domain::merge_personal(bare, personal), domain::CannotFold);
}

// A fold stops at what it does not understand instead of going on as if nothing had been said.
TEST_CASE("fold: what does not fit stops it", "[unit][domain]") {
  TestRoom room = workshop();
  const auto attempt = [&](const std::string& event, std::uint64_t ahead = 1,
                           std::int64_t later_ms = 0) {
    State state = room.state();
    domain::RecordMeta meta;
    meta.number = state.number() + ahead;
    meta.time_ms = state.time_ms() + later_ms;
    meta.actor = "R2";
    domain::evolve(state, message<pb::Event>(event), meta);
  };
  CHECK_NOTHROW(attempt("meeting_opened {}"));
  CHECK_THROWS_AS(attempt(""), domain::CannotFold);
  CHECK_THROWS_AS(attempt("meeting_opened {}", 2), domain::CannotFold);
  CHECK_THROWS_AS(attempt("meeting_opened {}", 0), domain::CannotFold);
  CHECK_THROWS_AS(attempt("meeting_opened {}", 1, -1), domain::CannotFold);
  CHECK_THROWS_AS(attempt("note_moved { note: 'N9' }"), domain::CannotFold);
  CHECK_THROWS_AS(attempt("floor_requested { place: 5 }"), domain::CannotFold);
  CHECK_THROWS_AS(attempt("room_created {}"), domain::CannotFold);
  CHECK_THROWS_AS(attempt("priority_moved { list: 'L' from: 1 to: 2 }"), domain::CannotFold);
  State nothing;
  CHECK_THROWS_AS(
      domain::evolve(nothing, message<pb::Event>("meeting_opened {}"), {1, 0, "", 0, ""}),
      domain::CannotFold);
}

// An event of a kind from a later schema arrives as an unknown field; it stops the fold, too.
TEST_CASE("fold: an event of a later schema stops it", "[unit][domain]") {
  pb::Event later;
  later.GetReflection()->MutableUnknownFields(&later)->AddLengthDelimited(4711, "noe nytt");
  pb::Event read;
  REQUIRE(read.ParseFromString(later.SerializeAsString()));
  State state = workshop().state();
  const auto number = state.number() + 1;
  CHECK_THROWS_WITH(domain::evolve(state, read, {number, state.time_ms(), "R2", 0, ""}),
                    Catch::Contains("a kind this program does not know"));
}

// A room that was never made has no people, so nobody can do anything in it.
TEST_CASE("decide: nothing happens in a room that was not made", "[unit][domain]") {
  const auto decision = domain::decide(State(), command("meeting_open {}"), {"R1", 0, {}});
  REQUIRE(std::holds_alternative<domain::Refusal>(decision));
  CHECK(std::get<domain::Refusal>(decision).code == pb::REFUSAL_CODE_NOT_ENROLLED);
}
