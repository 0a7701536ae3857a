// Goal: the seed systems that script A (a council's workshop day and formal meeting) stands for,
// one by one: docs/seed-systems.md.
#include <algorithm>

#include <catch2/catch.hpp>

#include "core/domain/decide.hpp"
#include "seed_plays.hpp"

using namespace tingbok;
using golden::script_a;
using golden::script_e;

namespace {

using Words = std::vector<std::string>;

Words order(const std::string& position) {
  const auto state = script_a().at("A", position);
  const auto& order = state.find<pb::PriorityList>("SATS")->order();
  return {order.begin(), order.end()};
}

std::string phase_at(const std::string& position) {
  return script_a().at("A", position).find<pb::Room>("room")->phase();
}

int reflections(const domain::State& state, const std::string& film) {
  int found = 0;
  for (const auto* statement : state.all<pb::Statement>()) {
    if (statement->reflection() == film) ++found;
  }
  return found;
}

/// The line that closes a vote.
std::uint64_t closing_line(const golden::Play& play, const std::string& vote) {
  for (const auto& played : play.lines()) {
    if (played.line.command.vote_close().vote() == vote && played.answer == "ok") {
      return played.line.seq;
    }
  }
  throw std::invalid_argument("the vote is never closed");
}

}  // namespace

// Seed 5: who read the proposal then read the wording of then.
TEST_CASE("seeds: a proposal has the wording it had at every number", "[golden]") {
  const auto before = script_a().at("A", "script:212");
  const auto after = script_a().at("A", "script:213");
  const auto& first = before.find<pb::Proposal>("P1")->text();
  const auto& second = after.find<pb::Proposal>("P1")->text();
  CHECK(before.find<pb::Proposal>("P1")->versions() == 1);
  CHECK(after.find<pb::Proposal>("P1")->versions() == 2);
  CHECK(first != second);
  CHECK(second == script_a().line(213).line.command.text());
  CHECK(after.find<pb::ProposalVersion>("P1#1")->text() == first);
  CHECK(after.find<pb::ProposalVersion>("P1#2")->text() == second);
  CHECK(script_a().runner().state("A").find<pb::Proposal>("P1")->versions() == 2);
}

// Seed 7: the agenda and who was there, at a moment.
TEST_CASE("seeds: how many were there and what was done at each named moment", "[golden]") {
  CHECK(script_a().outcome("moments/M1/rooms/A/members_count") == "30");
  CHECK(script_a().outcome("moments/M2/rooms/A/members_count") == "31");
  CHECK(script_e().outcome("moments/M1/rooms/NS1/members_count") == "12");
  const auto state = script_e().at("NS1", "M1");
  std::size_t done = 0;
  for (const auto* item : state.all<pb::AgendaItem>()) {
    if (item->status() != "planlagt" && item->status() != "under behandling") ++done;
  }
  CHECK(done == 4);
}

// Seed 8: five minutes each, and who overran.
TEST_CASE("seeds: a talk's timer counts the seconds over", "[golden]") {
  CHECK(script_a().outcome("rooms/A/timers/L2") == "[300,35]");
  const std::vector<int> over = {0, 0, 42, 0, 0, 0, 95, 0, 0, 0, 8, 0};
  for (std::size_t i = 0; i < over.size(); ++i) {
    const std::string id = i < 9 ? "K0" + std::to_string(i + 1) : "K" + std::to_string(i + 1);
    CHECK(script_e().outcome("rooms/NS1/timers/" + id) == "[300," + std::to_string(over[i]) + "]");
  }
}

// Seed 15: alone, in groups, together; and only the chair's side moves on.
TEST_CASE("seeds: phases come in their order, and a councillor does not change them", "[golden]") {
  CHECK(phase_at("script:66") == "åpne: individ");
  CHECK(phase_at("script:100") == "åpne: gruppe");
  CHECK(phase_at("script:101") == "lukke: plenum");
  const auto state = script_a().at("A", "script:101");
  pb::Command command;
  command.mutable_phase_set()->set_phase("åpne: gruppe");
  domain::Context context;
  context.actor = "R04";
  context.now_ms = state.time_ms();
  const auto decision = domain::decide(state, command, context);
  REQUIRE(std::holds_alternative<domain::Refusal>(decision));
  CHECK(domain::word(std::get<domain::Refusal>(decision).code) == "ikke_moteledelse");
}

// Seed 16: the council's own decision, not before everyone present has voted.
TEST_CASE("seeds: the council's vote counts 24 to 6, and is not closed too early", "[golden]") {
  CHECK(script_a().outcome("rooms/A/votes/VS/result/tally") == R"({"for":24,"mot":6})");
  CHECK(script_a().line(528).answer == "stemmeplikt_mangler");
  CHECK(script_a().outcome("rooms/A/decisions/0/vote") == R"("VS")");
}

// Seed 18: the picture the dots made, and that nobody saw it grow.
TEST_CASE("seeds: dots share third place, and nobody sees totals before the close", "[golden]") {
  CHECK(script_a().outcome("rooms/A/votes/PR1/result/ranking") ==
        R"([[1,"UT1",22],[2,"UT2",18],[3,"UT3",13],[3,"UT4",13],[5,"UT5",9],[6,"UT6",8],)"
        R"([7,"UT7",5],[8,"UT8",2]])");
  const auto close = closing_line(script_a(), "PR1");
  const auto open = script_a().at("A", "script:" + std::to_string(close - 1));
  REQUIRE(open.find<pb::Vote>("PR1")->status() == pb::VOTE_STATUS_OPEN);
  for (const auto audience : golden::every_audience) {
    INFO(pb::Audience_Name(audience));
    const auto vote = golden::seen<pb::Vote>(open, "PR1", audience);
    REQUIRE(vote.has_value());
    CHECK_FALSE(vote->vote().has_result());
    std::size_t ballots = 0;
    for (const auto* ballot : open.all<pb::Ballot>()) {
      if (ballot->vote() != "PR1") continue;
      ++ballots;
      const auto paper = golden::seen<pb::Ballot>(open, ballot->id(), audience);
      CHECK_FALSE((paper && paper->ballot().has_paper()));
    }
    CHECK(ballots == 30);
  }
}

// Seed 19: the long lines, ranked; Borda and Schulze side by side.
TEST_CASE("seeds: future stories are ranked, half a ranking is refused", "[golden]") {
  CHECK(script_a().outcome("rooms/A/votes/RA1/result/borda") ==
        R"([[1,"FH2",20],[2,"FH1",18],[3,"FH4",13],[4,"FH3",6],[5,"FH5",3]])");
  CHECK(script_a().outcome("rooms/A/votes/RA1/result/schulze") ==
        R"([["FH2"],["FH1"],["FH4"],["FH3"],["FH5"]])");
  CHECK(script_a().line(181).answer == "ufullstendig_rangering");
}

// Seed 20: the list before and after each accepted move, until it is locked.
TEST_CASE("seeds: the list of priorities before and after each of four moves", "[golden]") {
  CHECK(order("script:290") == Words{"P10", "P1", "P2", "P4", "P5", "P8", "P6"});
  CHECK(order("script:291") == Words{"P1", "P10", "P2", "P4", "P5", "P8", "P6"});
  CHECK(order("script:292") == Words{"P1", "P10", "P2", "P4", "P5", "P6", "P8"});
  CHECK(order("script:293") == Words{"P1", "P10", "P2", "P4", "P5", "P8", "P6"});
  CHECK(order("script:330") == order("script:293"));
  CHECK(order("script:331") == Words{"P1", "P10", "P2", "P5", "P4", "P8", "P6"});
  CHECK(script_a().line(367).answer == "liste_last");
  CHECK(order("head") == order("script:331"));
}

// Seed 22: a film, and what it made people think.
TEST_CASE("seeds: reflections belong to the film they answer", "[golden]") {
  CHECK(reflections(script_a().runner().state("A"), "film-1") == 3);
  CHECK(script_a().runner().state("A").all<pb::Film>().size() == 1);
  CHECK(reflections(script_e().runner().state("NS2"), "film-2") == 5);
}

// Seed 12 (what the log holds of it): from the decision back to what it rests on.
TEST_CASE("seeds: a decision names its vote, the proposals what they were made of", "[golden]") {
  const auto& state = script_a().runner().state("A");
  CHECK(script_a().outcome("rooms/A/decisions/0/item") == R"("PS 1/26")");
  const auto& merged = state.find<pb::Proposal>("P10")->merged_from();
  CHECK(Words(merged.begin(), merged.end()) == Words{"P3", "P7"});
  const auto& basis = state.find<pb::Proposal>("INN-3")->basis();
  CHECK(std::find(basis.begin(), basis.end(), "P10") != basis.end());
  CHECK(script_a().outcome("rooms/A/votes/PV1/status") == R"("annullert")");
  CHECK(script_a().outcome("rooms/A/votes/PV2/status") == R"("kunngjort")");
  CHECK(state.find<pb::Cluster>("UT2")->notes_size() > 0);
}
