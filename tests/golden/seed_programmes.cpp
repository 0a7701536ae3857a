// Goal: the seed systems that scripts B (a region's municipalities), C (a programme's money) and E
// (a network) stand for, one by one: docs/seed-systems.md.
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include <catch2/catch.hpp>

#include "core/outcome/outcome.hpp"
#include "seed_plays.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using golden::script_b;
using golden::script_c;
using golden::script_e;

namespace {

/// Every state of a room, from its log alone.
void each_state(const golden::Play& play, const std::string& room,
                const std::function<void(const domain::State&)>& look) {
  rebuild::rebuild(play.runner().log(), play.runner().address(room), rebuild::to_head, false,
                   [&](const rebuild::Rebuilt& now, const auto&, const auto&, const auto&) {
                     look(now.state);
                     return true;
                   });
}

std::map<std::string, int> forms_at(const std::string& position) {
  std::map<std::string, int> forms;
  const auto state = script_b().at("ST", position);
  for (const auto* one : state.all<pb::Position>()) ++forms[one->form()];
  return forms;
}

std::set<std::string> set_fields(const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::set<std::string> names;
  for (const auto* field : fields) names.insert(std::string(field->name()));
  return names;
}

std::vector<const pb::ProtocolEntry*> reports(const domain::State& state) {
  std::vector<const pb::ProtocolEntry*> found;
  for (const auto* entry : state.all<pb::ProtocolEntry>()) {
    if (entry->kind() == "rapport") found.push_back(entry);
  }
  return found;
}

}  // namespace

// Seed 1: a board under statutes of its own.
TEST_CASE("seeds: a board under its own statutes votes and decides", "[golden]") {
  const auto& state = script_e().runner().state("HS");
  CHECK(state.find<pb::Room>("room")->config().ruleset_in_full().id() == "vedtekter");
  CHECK(script_e().outcome("rooms/HS/votes/HSV/result/tally") == R"({"for":13,"mot":2})");
  CHECK(script_e().outcome("rooms/HS/votes/HSV/result/outcome") == R"("vedtatt")");
  CHECK(script_e().outcome("rooms/HS/decisions/0/text").size() > 10);
}

// Seed 2: what the state answered, without a vote.
TEST_CASE("seeds: a stance is recorded without a vote", "[golden]") {
  CHECK(script_e().outcome("rooms/INI/endorsements/NP/Konsultasjonsmøtet") ==
        R"("positiv tilbakemelding")");
  CHECK(script_e().runner().state("INI").all<pb::Vote>().empty());
}

// Seed 3: who had endorsed by then.
TEST_CASE("seeds: endorsements then and now, each body once", "[golden]") {
  const auto then = script_e().at("INI", "M2");
  CHECK(then.find<pb::Initiative>("NP")->endorsements_size() == 3);
  CHECK(script_e().runner().state("INI").find<pb::Initiative>("NP")->endorsements_size() == 5);
  CHECK(script_e().line(144).answer == "alt_tilsluttet");
}

// Seed 6: the second gathering sees the first one's homework, and copies nothing.
TEST_CASE("seeds: a gathering refers to another's homework, and each replays alone", "[golden]") {
  const auto& second = script_e().runner().state("NS2");
  CHECK(second.all<pb::Homework>().empty());
  CHECK(script_e().outcome("moments/M3/rooms/NS1/homework/HJ") ==
        script_e().outcome("rooms/NS1/homework/HJ"));
  for (const auto* room : {"NS1", "NS2"}) {
    CHECK(script_e().at(room, "head").hash() == script_e().runner().state(room).hash());
  }
}

// Seed 9: what was answered to a question, under a tag.
TEST_CASE("seeds: answers are found by question and tag", "[golden]") {
  int found = 0;
  for (const auto* note : script_e().runner().state("NS1").all<pb::Note>()) {
    if (note->board() == "Spørsmål" && note->tag() == "følgeforskning") ++found;
  }
  CHECK(found == 2);
}

// Seed 10: nobody had delivered at the first gathering, eleven of twelve in the end.
TEST_CASE("seeds: homework handed in, then and in the end", "[golden]") {
  CHECK(script_e().outcome("moments/M1/rooms/NS1/homework/HJ") == "[]");
  const auto& done = script_e().runner().state("NS1").find<pb::Homework>("HJ")->done();
  CHECK(done.size() == 11);
  CHECK(std::find(done.begin(), done.end(), "O09") == done.end());
}

// Seed 11 (its first half): whoever observes does not write.
TEST_CASE("seeds: the researcher writes no notes", "[golden]") {
  CHECK(script_e().line(84).answer == "kan_ikke_skrive");
  CHECK(script_e().runner().state("NS1").find<pb::Note>("QX") == nullptr);
}

// Seed 23: under an agreement nothing asks for a quorum.
TEST_CASE("seeds: under an agreement four ballots of ten decide", "[golden]") {
  std::vector<pb::RosterEntry> ten;
  for (int i = 0; i < 10; ++i) {
    ten.push_back(test::person("M" + std::to_string(i), pb::ROLE_BOARD_MEMBER, true));
  }
  auto config = test::message<pb::RoomConfig>(
      "room: 'PS' body: 'Styret' seats: 10 chair: 'M0' ruleset: 'avtale' mode: MODE_FORMAL "
      "form: MEETING_FORM_PHYSICAL");
  test::TestRoom room(config, ten);
  room.join({"M0", "M1", "M2", "M3"});
  room.does("M0", "meeting_open {}");
  room.does("M0",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  for (const auto* who : {"M0", "M1", "M2"}) {
    room.does(who, "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  }
  room.does("M3", "vote_cast { vote: 'V' ballot { choice: 'mot' } }");
  room.does("M0", "vote_close { vote: 'V' }");
  CHECK(room.the<pb::Vote>("V").result().outcome() == pb::OUTCOME_ADOPTED);
}

// Seed 24: both levels approve the same version, the latest.
TEST_CASE("seeds: an agreement is in force when both levels approved its latest version",
          "[golden]") {
  CHECK(script_c().outcome("moments/M2/rooms/PS/agreements/IA") ==
        R"({"in_force":null,"approvals":{"v1":["kommune"],"v2":["stat"]}})");
  CHECK(script_c().outcome("rooms/PS/agreements/IA") == R"("v2")");
  CHECK(script_c().line(105).answer == "utdatert_versjon");
}

// Seed 25: the text as it was on a day, and whether it was in force.
TEST_CASE("seeds: the text of an agreement on a day of the past", "[golden]") {
  const auto day_30 = script_c().at("PS", "2026-01-31T00:00:00Z");
  const auto* then = day_30.find<pb::Agreement>("IA");
  REQUIRE(then->versions_size() == 1);
  CHECK(then->versions(0).version() == "v1");
  CHECK(then->in_force().empty());
  CHECK(day_30.find<pb::AgreementText>("IA#v1")->text() == script_c().line(42).line.command.text());
  CHECK(day_30.find<pb::AgreementText>("IA#v2") == nullptr);
  const auto approved = script_c().at("PS", "script:122");
  CHECK(approved.find<pb::Agreement>("IA")->in_force() == "v2");
  CHECK(approved.find<pb::AgreementText>("IA#v2")->text() ==
        script_c().line(94).line.command.text());
}

// Seed 26: measures cost no more than their frame.
TEST_CASE("seeds: a measure past its frame is refused", "[golden]") {
  CHECK(script_c().line(202).answer == "over_ramme");
  const auto& state = script_c().runner().state("PS");
  CHECK(state.find<pb::Measure>("H5") == nullptr);
  CHECK(state.find<pb::Measure>("H4")->cost() == 90);
}

// Seed 27 (the CSV: tests/e2e/test_scripts.py): two areas report alike. Seed 30: one report, one
// number, many views.
TEST_CASE("seeds: two reports have the same shape, and every view shows the same one", "[golden]") {
  const auto& state = script_c().runner().state("PS");
  const auto both = reports(state);
  REQUIRE(both.size() == 2);
  CHECK(set_fields(*both[0]) == set_fields(*both[1]));
  for (const auto* report : both) {
    for (const auto audience : golden::every_audience) {
      const auto view = golden::seen<pb::ProtocolEntry>(state, report->id(), audience);
      REQUIRE(view.has_value());
      CHECK(view->protocol_entry().source().number() == report->source().number());
      CHECK(view->protocol_entry().text() == report->text());
    }
  }
  CHECK(both[0]->source().number() < both[1]->source().number());
}

// Seed 28: all must agree.
TEST_CASE("seeds: where all must agree, one against is enough", "[golden]") {
  CHECK(script_c().outcome("rooms/SM/votes/SM-1/result/tally") == R"({"for":4,"mot":1})");
  CHECK(script_c().outcome("rooms/SM/votes/SM-1/result/outcome") == R"("forkastet")");
  CHECK(script_c().outcome("rooms/SM/votes/SM-2/result/tally") == R"({"for":5,"mot":0})");
  CHECK(script_c().outcome("rooms/SM/votes/SM-2/result/outcome") == R"("vedtatt")");
}

// Seed 29: the ledger at every number, and by whose authority each move was.
TEST_CASE("seeds: frames add up at every number, and each move has its authority", "[golden]") {
  CHECK(script_c().outcome("moments/M1/rooms/PS/alloc") ==
        R"({"N-D1":160,"N-D2":210,"N-D3":135,"S-D1":175,"S-D2":200,"S-D3":120})");
  CHECK(script_c().outcome("rooms/PS/alloc") ==
        R"({"N-D1":145,"N-D2":225,"N-D3":135,"S-D1":175,"S-D2":220,"S-D3":100})");
  int looked_at = 0;
  each_state(script_c(), "PS", [&](const domain::State& state) {
    const auto* frames = state.find<pb::Allocation>("allocation");
    if (frames == nullptr) return;
    ++looked_at;
    std::int64_t sum = 0;
    for (const auto& cell : frames->cells()) sum += cell.count();
    CHECK(sum == 1000);
  });
  CHECK(looked_at == 43);
  const std::string moves = "moments/M3/rooms/PS/realloc/";
  CHECK(script_c().outcome(moves + "OM1/pct") == "9.4E0");
  CHECK(script_c().outcome(moves + "OM1/ok") == R"(["programstyret"])");
  CHECK(script_c().outcome(moves + "OM2/pct") == "1.67E1");
  CHECK(script_c().outcome(moves + "OM2/ok") == R"(["stat","kommune"])");
  CHECK(script_c().line(142).answer == "utilstrekkelig_ramme");
  CHECK(script_c().outcome("rooms/BY/votes/BY-OM4/result/tally") == R"({"for":6,"mot":7})");
  CHECK(script_c().outcome("rooms/PS/realloc/OM4") == R"("ikke godkjent")");
}

// Seed 33: whoever prepares speaks, and does not propose.
TEST_CASE("seeds: the municipal director speaks to the case and proposes nothing", "[golden]") {
  CHECK(script_b().line(683).line.person == script_b().line(708).line.person);
  CHECK(script_b().line(683).answer == "ok");
  CHECK(script_b().line(708).answer == "ikke_forslagsrett");
}

// Seed 35: which position each had sent, and which version.
TEST_CASE("seeds: positions at the opening, and after one was corrected", "[golden]") {
  CHECK(forms_at("M1") == std::map<std::string, int>{{"A", 2}, {"B", 7}, {"C", 4}, {"D", 2}});
  CHECK(forms_at("head") == std::map<std::string, int>{{"A", 3}, {"B", 8}, {"C", 3}, {"D", 2}});
  CHECK(script_b().line(654).answer == "kildemotet_ikke_hevet");
  CHECK(script_b().at("ST", "M1").find<pb::Position>("K07")->version() == 1);
  CHECK(script_b().at("ST", "head").find<pb::Position>("K07")->version() == 2);
}

// Seed 36: approval and ranking in every municipality; a tie goes as the chair ranked.
TEST_CASE("seeds: every municipality answers the typed questions, ties go as the chair ranked",
          "[golden]") {
  for (int i = 1; i <= 16; ++i) {
    const std::string room = (i < 10 ? "K0" : "K") + std::to_string(i);
    const std::string votes = "rooms/" + room + "/votes/" + room;
    CHECK(script_b().outcome(votes + "-Q4/method") == R"("godkjenning")");
    CHECK(script_b().outcome(votes + "-Q5/method") == R"("rangering")");
    const bool tied = script_b().outcome(votes + "-Q5/result/borda/0/0") ==
                      script_b().outcome(votes + "-Q5/result/borda/1/0");
    CHECK(tied == (room == "K04" || room == "K11"));
    CHECK(script_b().outcome(votes + "-Q5/result/decided_by") ==
          (tied ? R"("møteleders rangering")" : R"("borda")"));
  }
}

// Seed 37: one set of tags for all.
TEST_CASE("seeds: notes of all municipalities under ten shared tags", "[golden]") {
  std::map<std::string, int> tags;
  for (const auto& room : script_b().runner().programme().rooms()) {
    for (const auto* note : script_b().runner().state(room.room()).all<pb::Note>()) {
      ++tags[note->tag()];
    }
  }
  CHECK(tags.size() == 10);
  CHECK_FALSE(tags.contains(""));
  CHECK(std::accumulate(tags.begin(), tags.end(), 0,
                        [](int sum, const auto& tag) { return sum + tag.second; }) == 112);
}

// Seed 39: the roll-up is made of what was sent in, live and rebuilt alike.
TEST_CASE("seeds: the roll-up of all positions, rebuilt from the log as it was live", "[golden]") {
  CHECK(script_b().outcome("rooms/ST/rollup/tasks") ==
        R"({"T1":12,"T2":9,"T3":4,"T4":16,"T5":14,"T6":13,"T7":10,"T8":7,"T9":8})");
  CHECK(script_b().outcome("rooms/ST/rollup/received") == "16");
  const auto rebuilt = script_b().at("ST", "head");
  const auto& live = script_b().runner().state("ST");
  CHECK(rebuilt.hash() == live.hash());
  CHECK(outcome::summary(golden::entities_of(rebuilt)) ==
        outcome::summary(golden::entities_of(live)));
}

// Seed 40: the assembly votes; in the middle of it nobody knows how it goes.
TEST_CASE("seeds: a general assembly's votes, and one of them half cast", "[golden]") {
  CHECK(script_b().outcome("rooms/GF/votes/GF-A/result/tally") == R"({"INN":37,"ALT":15})");
  CHECK(script_b().outcome("rooms/GF/votes/GF-T/result/tally") == R"({"for":40,"mot":12})");
  CHECK(script_b().outcome("rooms/GF/votes/GF-S/result/tally") == R"({"for":44,"mot":8})");
  const auto half = script_b().at("GF", "M3");
  CHECK(half.find<pb::Turnout>("GF-S")->cast() == 26);
  CHECK(half.find<pb::Vote>("GF-S")->roll_size() == 52);
  for (const auto audience : golden::every_audience) {
    const auto vote = golden::seen<pb::Vote>(half, "GF-S", audience);
    REQUIRE(vote.has_value());
    CHECK_FALSE(vote->vote().has_result());
  }
}
