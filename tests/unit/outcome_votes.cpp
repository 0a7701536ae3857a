// Goal: outcomes say of each vote, method by method, what the rulebook says, and leave out what it
// leaves out; scripts A and E (tests/golden) do not have all of it.
#include <catch2/catch.hpp>

#include "core/outcome/outcome.hpp"

namespace outcome = tingbok::outcome;
namespace json = boost::json;
namespace pb = tingbok::v1;

namespace {

/// One room with one vote, as it stands in an outcome.
class OneVote {
 public:
  OneVote(pb::VoteKind kind, pb::VoteMethod method) {
    auto& room = *add().mutable_room();
    room.set_id("room");
    room.mutable_config()->set_seats(3);
    auto& made = *add().mutable_vote();
    made.set_id("V");
    made.mutable_terms()->set_kind(kind);
    made.mutable_terms()->set_method(method);
    made.set_status(pb::VOTE_STATUS_CLOSED);
    for (const auto* id : {"R1", "R2"}) {
      made.add_roll(id);
      made.add_parties(std::string(id) == "R1" ? "Sp" : "");
    }
  }

  pb::Vote& vote() { return *entities_[1].mutable_vote(); }
  pb::TallyResult& result() { return *vote().mutable_result(); }

  void cast(const std::string& voter, const std::string& choice) {
    auto& ballot = *add().mutable_ballot();
    ballot.set_id("V/" + voter);
    ballot.set_vote("V");
    ballot.set_voter(voter);
    ballot.mutable_paper()->set_choice(choice);
  }

  pb::Entity& add() { return entities_.emplace_back(); }

  json::object room_outcome() const {
    pb::ProgrammeLines lines;
    lines.set_programme("P");
    lines.add_rooms()->set_room("A");
    const auto past = [](const std::string&, std::uint64_t) { return std::vector<pb::Entity>(); };
    return outcome::outcome(lines, {entities_}, past).at("rooms").at("A").as_object();
  }

  std::string text() const { return json::serialize(room_outcome().at("votes").at("V")); }
  json::object summary() const { return outcome::summary(entities_); }

 private:
  std::vector<pb::Entity> entities_;
};

void add_count(google::protobuf::RepeatedPtrField<pb::OptionCount>& counts, const char* option,
               int n) {
  auto& one = *counts.Add();
  one.set_option(option);
  one.set_count(n);
}

}  // namespace

// Who voted what is grouped by choice, and by the party frozen with the roll; no party, no entry.
TEST_CASE("outcome: a binding vote names voters and parties", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_FOR_AGAINST);
  one.result().set_cast(2);
  one.result().set_roll(2);
  add_count(*one.result().mutable_tally(), "for", 2);
  add_count(*one.result().mutable_tally(), "mot", 0);
  one.result().set_outcome(pb::OUTCOME_ADOPTED);
  one.result().set_decided_by(pb::DECIDED_BY_MAJORITY);
  one.cast("R2", "for");
  one.cast("R1", "for");
  CHECK(one.text() ==
        R"({"kind":"bindende","method":"for_mot","item":null,"status":"lukket","secret":false,)"
        R"("roll":2,)"
        R"("result":{"cast":2,"roll":2,"tally":{"for":2,"mot":0},"outcome":"vedtatt",)"
        R"("decided_by":"flertall"},"who":{"for":["R1","R2"]},"by_party":{"for":{"Sp":1}}})");
}

// A secret vote has no ballots to name, and says nothing of who voted what.
TEST_CASE("outcome: a secret vote names nobody", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_MAJORITY_ELECTION);
  one.vote().mutable_terms()->set_secret(true);
  CHECK(one.text().find("who") == std::string::npos);
  CHECK(one.text().find(R"("result":null)") != std::string::npos);
}

// An annulled vote keeps how many had cast and nothing else.
TEST_CASE("outcome: an annulled vote has no count", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_FOR_AGAINST);
  one.vote().set_status(pb::VOTE_STATUS_ANNULLED);
  one.result().set_outcome(pb::OUTCOME_ANNULLED);
  one.result().set_cast(12);
  CHECK(one.text().find(R"("result":{"outcome":"annullert","cast":12}})") != std::string::npos);
}

// The log of a proportional election names one list a seat, or those a lot must be drawn between.
TEST_CASE("outcome: a proportional election lists how each seat was won", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_PROPORTIONAL_ELECTION);
  auto& seat = *one.result().add_awards();
  seat.set_seat(1);
  seat.add_options("L1");
  seat.set_decided_by(pb::DECIDED_BY_QUOTIENT);
  auto& waiting = *one.result().add_awards();
  waiting.set_seat(2);
  waiting.add_options("L1");
  waiting.add_options("L2");
  waiting.set_decided_by(pb::DECIDED_BY_LOT_NEEDED);
  one.result().set_outcome(pb::OUTCOME_LOT_NEEDED);
  one.result().add_among("L1");
  CHECK(one.text().find(R"("log":[[1,"L1","kvotient"],[2,["L1","L2"],"lodd trengs"]])") !=
        std::string::npos);
  CHECK(one.text().find("seats") == std::string::npos);
  one.result().set_outcome(pb::OUTCOME_ELECTED);
  add_count(*one.result().mutable_seats(), "L1", 0);
  auto& elected = *one.result().add_elected();
  elected.set_option("L1");
  CHECK(one.text().find(R"("seats":{"L1":0},"elected":{"L1":[]})") != std::string::npos);
}

// Nought is something here: no blocks, no total, no points must be said, not left out.
TEST_CASE("outcome: counts of nought are written out", "[unit][outcome]") {
  OneVote gradients(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_GRADIENTS);
  add_count(*gradients.result().mutable_histogram(), "1", 0);
  gradients.result().set_outcome(pb::OUTCOME_NOBODY_BLOCKS);
  CHECK(gradients.text().find(R"("histogram":{"1":0},"blocks":0,"outcome":"ingen blokkerer")") !=
        std::string::npos);
  OneVote dots(pb::VOTE_KIND_INPUT, pb::VOTE_METHOD_DOTS);
  dots.result().set_outcome(pb::OUTCOME_INPUT);
  CHECK(dots.text().find(R"("ranking":[],"total":0,"outcome":"innspill")") != std::string::npos);
}

// Corrections name the old value, the new and the reason; erasure leaves that there was one.
TEST_CASE("outcome: corrections are listed with their line", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_FOR_AGAINST);
  auto& correction = *one.vote().add_corrections();
  correction.set_member("R1");
  correction.mutable_source()->set_script_line(77);
  CHECK(one.text().find(R"("corrections":[[77,"R1","","",""]])") != std::string::npos);
  for (const auto* text : {"for", "mot", "feil knapp"}) one.vote().add_correction_texts(text);
  CHECK(one.text().find(R"([[77,"R1","for","mot","feil knapp"]])") != std::string::npos);
}

// A deputy counts where seated; then the regular member does not, present or not.
TEST_CASE("outcome: a summary counts the deputy and not the one replaced", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_FOR_AGAINST);
  const auto person = [&](const char* id, pb::Role role, pb::Presence presence, const char* seat) {
    auto& made = *one.add().mutable_person();
    made.set_id(id);
    made.set_role(role);
    made.set_member(true);
    made.set_votes(true);
    auto& attendance = *one.add().mutable_attendance();
    attendance.set_id(id);
    attendance.set_presence(presence);
    attendance.set_seat_of(seat);
  };
  person("R1", pb::ROLE_COUNCILLOR, pb::PRESENCE_PRESENT, "");
  person("R2", pb::ROLE_COUNCILLOR, pb::PRESENCE_RETURNED, "");
  person("R3", pb::ROLE_COUNCILLOR, pb::PRESENCE_DROPPED, "");
  person("V1", pb::ROLE_DEPUTY, pb::PRESENCE_PRESENT, "R2");
  person("V2", pb::ROLE_DEPUTY, pb::PRESENCE_LEFT, "R1");
  const auto summary = one.summary();
  CHECK(json::serialize(summary.at("members_present")) == R"(["R1","V1"])");
  CHECK(json::serialize(summary.at("others_present")) == R"(["R2"])");
  CHECK(json::serialize(summary.at("disconnected")) == R"(["R3"])");
  CHECK(summary.at("could_decide").as_bool());
}

// What there is none of is left out, but for what the rulebook always says.
TEST_CASE("outcome: an empty room has a short summary", "[unit][outcome]") {
  pb::Entity entity;
  entity.mutable_room()->set_id("room");
  const std::vector<pb::Entity> entities = {entity};
  const auto summary = outcome::summary(entities);
  for (const auto* key : {"proposals", "priority", "endorsements", "homework", "recused"}) {
    CHECK_FALSE(summary.contains(key));
  }
  CHECK(summary.at("votes").as_object().empty());
  CHECK(summary.at("doors").as_string() == "åpne");
  CHECK_THROWS_AS(outcome::summary({}), std::invalid_argument);
}

// Disqualification with no item open is filed under "null", as scripts have it.
TEST_CASE("outcome: doors, disqualifications and lists have their words", "[unit][outcome]") {
  OneVote one(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_FOR_AGAINST);
  auto& recusal = *one.add().mutable_recusal();
  recusal.add_persons("R2");
  auto& unset = *one.add().mutable_priority_list();
  unset.set_id("L0");
  unset.set_locked(true);
  CHECK(json::serialize(one.summary().at("recused")) == R"({"null":["R2"]})");
  CHECK_FALSE(one.summary().contains("locked"));  // Locked before it was set.
  auto& list = *one.add().mutable_priority_list();
  list.set_id("L1");
  list.set_set(true);
  CHECK(json::serialize(one.summary().at("priority")) == R"({"L1":[]})");
  CHECK(json::serialize(one.summary().at("locked")) == R"(["L0"])");
}

// Lines of all rooms are counted together; refusals stand in the order of the script.
TEST_CASE("outcome: refusals of all rooms stand in the order of lines, repeats are counted",
          "[unit][outcome]") {
  pb::Entity entity;
  entity.mutable_room()->set_id("room");
  pb::ProgrammeLines lines;
  for (const auto* room : {"A", "B"}) {
    auto& one = *lines.add_rooms();
    one.set_room(room);
    one.set_accepted(10);
  }
  const auto refusal = [&](int room, std::uint64_t line, bool repeat) {
    auto& entry = *lines.mutable_rooms(room)->add_refusals();
    entry.set_script_line(line);
    entry.set_actor("R1");
    entry.set_action("say");
    entry.set_word("ikke_til_stede");
    entry.set_repeat(repeat);
  };
  refusal(0, 9, false);
  refusal(1, 5, false);
  refusal(1, 7, true);
  refusal(1, 0, false);  // Somebody outside the script.
  const auto past = [](const std::string&, std::uint64_t) { return std::vector<pb::Entity>(); };
  const auto made = outcome::outcome(lines, {{entity}, {entity}}, past);
  CHECK(json::serialize(made.at("counts")) ==
        R"({"lines":23,"accepted":20,"rejected":2,"duplicates":1})");
  CHECK(json::serialize(made.at("rejections")) ==
        R"([[5,"B","R1","say","ikke_til_stede"],[9,"A","R1","say","ikke_til_stede"]])");
  CHECK_THROWS_AS(outcome::outcome(lines, {{entity}}, past), std::invalid_argument);
}
