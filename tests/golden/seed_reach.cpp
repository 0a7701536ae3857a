// Goal: the seed systems about who reads a note when, in which language, and about taking up again
// what was finished: docs/seed-systems.md.
#include <catch2/catch.hpp>

#include "seed_plays.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using golden::script_c;
using test::TestRoom;

namespace {

/// Folds what a command comes to into `state`; the word of the refusal, empty where there is none.
std::string acts(domain::State& state, const std::string& who, const std::string& text) {
  domain::Context context;
  context.actor = who;
  context.now_ms = state.time_ms() + 1'000;
  auto decision = domain::decide(state, test::command(text), context);
  if (const auto* no = std::get_if<domain::Refusal>(&decision)) {
    return std::string(domain::word(no->code));
  }
  for (auto& event : std::get<domain::Events>(decision)) {
    test::fold(state, test::record(std::move(event), state, who, context.now_ms));
  }
  return "";
}

}  // namespace

// Seed 14: a board written in bokmål and nynorsk is kept as it was written.
TEST_CASE("seeds: notes in two languages stay as they were written", "[golden]") {
  TestRoom room = test::workshop();
  const std::string bokmal = "Vi må få vite hvor mye det koster før vi prioriterer.";
  const std::string nynorsk =
      "Me må få vita kva det kostar før me prioriterer – òg for nærmiljøet.";
  room.does("R2", "note_add { note: 'N1' board: 'Premisser' } text: '" + bokmal + "'");
  room.does("R3",
            "note_add { note: 'N2' board: 'Premisser' } language: 'nn' text: '" + nynorsk + "'");
  room.does("R4", "note_cluster { cluster: 'C' title: 'Økonomi' notes: ['N1', 'N2'] }");
  CHECK(room.the<pb::Note>("N1").text() == bokmal);
  CHECK(room.the<pb::Note>("N1").language() == "nb");
  CHECK(room.the<pb::Note>("N2").text() == nynorsk);
  CHECK(room.the<pb::Note>("N2").language() == "nn");
}

// Seed 17: the council works first. Meanwhile the public sees what is dealt with and no notes;
// afterwards all of them, with the times they were written.
TEST_CASE("seeds: the public reads the notes of a phase once it is over, with their times",
          "[golden]") {
  TestRoom room = test::workshop();
  room.does("PV",
            "phase_start { terms { phase: 'F' kind: PHASE_KIND_INDIVIDUAL title: 'Kommunestyret' "
            "separate: true } }");
  std::vector<std::int64_t> written;
  for (const auto* id : {"N1", "N2", "N3"}) {
    room.wait_seconds(60);
    written.push_back(room.now_ms());
    room.does("R2", std::string("note_add { note: '") + id + "' board: 'B' } text: 'Premiss'");
    CHECK_FALSE(golden::seen<pb::Note>(room.state(), id, pb::AUDIENCE_PUBLIC).has_value());
  }
  const auto item = golden::seen<pb::AgendaItem>(room.state(), "S1", pb::AUDIENCE_PUBLIC);
  REQUIRE(item.has_value());
  CHECK(item->item().title() == "Samfunnsdelen");
  const auto seen_room = golden::seen<pb::Room>(room.state(), "room", pb::AUDIENCE_PUBLIC);
  REQUIRE(seen_room.has_value());
  CHECK(seen_room->room().phase() == "Kommunestyret");
  room.wait_seconds(600);
  room.does("PV", "phase_start { terms { phase: 'P' kind: PHASE_KIND_PLENARY title: 'Alle' } }");
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string id = "N" + std::to_string(i + 1);
    const auto note = golden::seen<pb::Note>(room.state(), id, pb::AUDIENCE_PUBLIC);
    REQUIRE(note.has_value());
    CHECK(note->note().text() == "Premiss");
    CHECK(note->note().source().time_ms() == written[i]);
  }
}

// Seed 32: what was assumed then stays readable, and what is decided anew has names of its own.
TEST_CASE("seeds: an item taken up again keeps what it came to, new votes have new ids",
          "[golden]") {
  domain::State state = script_c().at("PS", "script:206");
  const std::string frames = state.find<pb::Allocation>("allocation")->ShortDebugString();
  REQUIRE(acts(state, "SEK", "item_reopen { item: 'P1' }").empty());
  CHECK(state.find<pb::AgendaItem>("P1")->reopened_after_size() == 1);
  CHECK(state.find<pb::Room>("room")->open_item() == "P1");
  CHECK(state.find<pb::Allocation>("allocation")->ShortDebugString() == frames);
  CHECK(state.find<pb::Vote>("FORD")->status() == pb::VOTE_STATUS_DECLARED);
  const std::string terms =
      "kind: VOTE_KIND_INPUT method: VOTE_METHOD_POINTS sum: 10 options: 'N-D1' options: 'S-D1' } "
      "}";
  CHECK(acts(state, "S1", "vote_open { terms { vote: 'FORD' " + terms) == "finnes_alt");
  CHECK(acts(state, "S1", "vote_open { terms { vote: 'FORD-2' " + terms).empty());
  CHECK(state.find<pb::Vote>("FORD-2")->terms().item() == "P1");
  CHECK(state.find<pb::Vote>("FORD")->has_result());
  const auto then = script_c().at("PS", "M1");
  CHECK(then.find<pb::Allocation>("allocation")->cells(0).count() == 160);
}
