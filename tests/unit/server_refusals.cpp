// Goal: whatever a room refuses leaves it exactly as it was, and can be found afterwards: who asked
// for what, when, and why not. Shown on random commands over every action of the schema.
#include <set>

#include "core/domain/secret_votes.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/refused.hpp"
#include "tests/support/random_commands.hpp"
#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string refusal_stream = rebuild::refusal_stream("A/K1");

/// Everyone of the usual roster at a screen, and a room they are about to trouble.
class Crowd {
 public:
  Crowd() {
    // There is no other room to ask.
    stage.around.ask = [this](const pb::ForeignFact&, const room::Told& told) {
      stage.tasks.push_back([told] { told(std::nullopt); });
    };
    stage.all_join();
    for (const pb::RosterEntry& entry : usual_roster()) {
      screens[entry.person()] = stage.screen(entry.person());
    }
  }

  /// The answer to the command; `who` must be on the roster.
  pb::Answer asks(const std::string& who, const pb::Command& wanted) {
    pb::Submit submit;
    const std::string id = "c" + std::to_string(++sent);
    submit.set_command_id(id);
    *submit.mutable_command() = wanted;
    Screen& screen = *screens.at(who);
    stage.now_ms += 1'000;
    stage.room->submit(screen.member, submit);
    stage.run();
    screen.read();
    const pb::Answer* answer = screen.answer(id);
    REQUIRE(answer != nullptr);
    pb::Answer copy = *answer;
    screen.answers.clear();
    if (sent % 100 == 0) {
      for (auto& one : screens) one.second->read();
    }
    return copy;
  }

  std::string chair() const {
    const auto& room = *stage.room->state().find<pb::Room>("room");
    return room.acting_chair().empty() ? room.config().chair() : room.acting_chair();
  }

  Stage stage;
  std::map<std::string, std::unique_ptr<Screen>> screens;
  std::uint64_t sent = 0;
};

/// The record of a refusal, as it lies in the log.
rebuild::ParsedRecord record_of(const Stage& stage, std::uint64_t number) {
  std::optional<rebuild::ParsedRecord> found;
  stage.log.read(refusal_stream, number, number, [&](const log::RecordView& record) {
    found = rebuild::parse_record(record, refusal_stream);
    return true;
  });
  REQUIRE(found.has_value());
  return *found;
}

void expect_found(const Stage& stage, const std::string& who, const pb::Command& wanted,
                  const pb::Refused& refused) {
  CHECK(stage.log.head(refusal_stream).number == refused.number());
  const auto record = record_of(stage, refused.number());
  CHECK(record.core.actor() == who);
  CHECK(record.core.time_ms() == stage.now_ms);
  CHECK(record.core.refusal().action() == domain::action_name(wanted));
  CHECK(record.core.refusal().code() == refused.code());
  CHECK(record.core.refusal().at_number() == stage.room->durable());
  CHECK(refused.word() == domain::word(refused.code()));
  CHECK(refused.sentence() == domain::sentence(refused.code()));
  REQUIRE(record.personal.has_value());
  pb::Command kept;
  REQUIRE(kept.ParseFromString(record.personal->refused_command()));
  // Of a ballot that may have been secret nothing is kept.
  CHECK(same(kept,
             room::kept_of_refused(domain::without_secret_ballot(stage.room->state(), wanted))));
}

}  // namespace

// The state hash, the events and what everyone sees stay; only the stream of refusals grows.
TEST_CASE("refused: a random command that is refused changes nothing and can be found",
          "[unit][server]") {
  Crowd crowd;
  std::set<std::string> refused_actions;
  std::size_t accepted = 0;
  for (std::uint32_t i = 0; i < 6'000; ++i) {
    auto [who, wanted] = CommandMaker(i * 2'654'435'761U).next();
    if (who == whoever_chairs) who = crowd.chair();
    if (!crowd.screens.contains(who)) continue;
    const auto hash = crowd.stage.room->state().hash();
    const auto head = crowd.stage.log.head("A/K1");
    const auto answer = crowd.asks(who, wanted);
    if (answer.has_receipt()) {
      ++accepted;
      continue;
    }
    INFO(who << " " << wanted.ShortDebugString() << ": " << answer.refused().word());
    CHECK(crowd.stage.room->state().hash() == hash);
    CHECK(crowd.stage.log.head("A/K1").number == head.number);
    CHECK(crowd.stage.log.head("A/K1").root == head.root);
    expect_found(crowd.stage, who, wanted, answer.refused());
    refused_actions.insert(std::string(domain::action_name(wanted)));
  }
  CHECK(accepted > 300);
  const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
  for (int i = 0; i < actions->field_count(); ++i) {
    // Whoever may write may take back a request for the floor, also one they never made.
    if (actions->field(i)->name() == "speak_withdraw") continue;
    CAPTURE(actions->field(i)->name());
    CHECK(refused_actions.contains(std::string(actions->field(i)->name())));
  }
  // What the room became is what its log says, so no refusal left a trace in memory either.
  const auto rebuilt = rebuild::rebuild(crowd.stage.log, "A/K1", rebuild::to_head, false);
  CHECK(rebuilt.state.hash() == crowd.stage.room->state().hash());
}

// One of every action, refused for the same reason: nobody who is not there does anything but read.
TEST_CASE("refused: every action of the schema by an auditor is refused and can be found",
          "[unit][server]") {
  Crowd crowd;
  const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
  const auto hash = crowd.stage.room->state().hash();
  for (int i = 0; i < actions->field_count(); ++i) {
    pb::Command wanted;
    wanted.GetReflection()->MutableMessage(&wanted, actions->field(i));
    INFO(actions->field(i)->name());
    const auto answer = crowd.asks("REV", wanted);
    REQUIRE(answer.has_refused());
    expect_found(crowd.stage, "REV", wanted, answer.refused());
    CHECK(crowd.stage.room->state().hash() == hash);
  }
}

// Whoever is refused can try again and again, and refusals are kept for ever: of what is large only
// what is short is kept, and the same command sent again gets the same answer.
TEST_CASE("refused: of a large command only what is short is kept", "[unit][server]") {
  pb::Command large = command("vote_cast { vote: 'V' member: 'R2' } text: 'x' language: 'nb'");
  CHECK(same(room::kept_of_refused(large), large));
  for (int i = 0; i < 1'000; ++i) {
    large.mutable_vote_cast()->mutable_ballot()->add_choices("valg " + std::to_string(i));
  }
  CHECK(same(room::kept_of_refused(large), command("vote_cast { vote: 'V' member: 'R2' }")));

  Crowd crowd;
  pb::Command said = command("say { }");
  said.set_text(std::string(60'000, 'x'));
  const auto answer = crowd.asks("R2", said);
  REQUIRE(answer.has_refused());
  expect_found(crowd.stage, "R2", said, answer.refused());
  const auto record = record_of(crowd.stage, answer.refused().number());
  CHECK(record.personal->refused_command().size() < 100);
  pb::Submit again;
  again.set_command_id(answer.command_id());
  *again.mutable_command() = said;
  Screen& screen = *crowd.screens.at("R2");
  crowd.stage.room->submit(screen.member, again);
  crowd.stage.run();
  screen.read();
  REQUIRE(screen.answer(answer.command_id()));
  CHECK(screen.answer(answer.command_id())->repeated_answer());
  CHECK(same(screen.answer(answer.command_id())->refused(), answer.refused()));
  CHECK(crowd.stage.log.head(refusal_stream).number == answer.refused().number());
}
