// Goal: secret votes of every method come to what the executable rulebook (oracle.py) says, from
// ballots that the log holds only once they are closed; and whoever has the log can count them
// again.
#include <catch2/catch.hpp>

#include "core/domain/evolve.hpp"
#include "core/rebuild/record.hpp"
#include "replay/check.hpp"
#include "script_runner.hpp"

namespace golden = tingbok::golden;
namespace json = boost::json;
namespace log_ = tingbok::log;
namespace rebuild = tingbok::rebuild;
namespace replay = tingbok::replay;
namespace script = tingbok::script;
namespace v1 = tingbok::v1;
using golden::Played;
using golden::ScriptRunner;

namespace {

std::string secret_file(const std::string& end) {
  return std::string(TINGBOK_SOURCE_DIR) + "/tests/golden/secret_votes" + end;
}

const replay::Step no_step = [] {};

/// A log in which an open-handed liar closed a secret vote: the published ballots or the result are
/// changed, and every hash is made to fit.
std::unique_ptr<log_::EventLog> forged(const log_::EventLog& whole, const std::string& room,
                                       const std::function<void(v1::VoteClosed&)>& lie,
                                       log_::Number& number) {
  auto log = log_::open_memory_log();
  rebuild::Rebuilt state;
  number = 0;
  whole.read(room, 1, rebuild::to_head, [&](const log_::RecordView& stored) {
    const auto parsed = rebuild::parse_record(stored, room);
    auto event = parsed.core.event();
    if (parsed.personal) tingbok::domain::merge_personal(event, parsed.personal->event());
    const bool target = number == 0 && event.vote_closed().secret_ballots_size() > 2;
    if (target) {
      number = stored.number;
      lie(*event.mutable_vote_closed());
    }
    const auto& core = parsed.core;
    rebuild::RecordHead head;
    head.time_ms = core.time_ms();
    head.actor = core.actor();
    head.script_line = core.script_line();
    const std::string salt = parsed.personal ? parsed.personal->salt() : std::string(16, 's');
    auto made = rebuild::make_event_record(state.state, event, head, salt);
    log->submit({{{room, stored.number - 1, {made.record}}}, {}},
                [](log_::Error error) { REQUIRE(error == log_::Error::none); });
    return !target;
  });
  return log;
}

std::string found_in(const log_::EventLog& whole, const std::function<void(v1::VoteClosed&)>& lie) {
  log_::Number number = 0;
  const auto log = forged(whole, "H/UR", lie, number);
  const auto checked = replay::check_room(*log, "H/UR", no_step);
  if (!checked.finding) return "whole";
  CHECK(checked.finding->number == number);
  return checked.finding->what;
}

}  // namespace

// Every answer and every state, after each of the script's lines.
TEST_CASE("secret votes: every answer, every state and the outcome are the oracle's", "[golden]") {
  const auto file = secret_file(".jsonl");
  ScriptRunner runner(file);
  golden::OracleStates oracle(file);
  Played played;
  json::object state;
  int closed = 0;
  while (runner.play_next(played)) {
    INFO("line " << played.line.seq << " by " << played.line.person << ": "
                 << script::describe(played.line.command));
    CHECK(played.answer == played.line.expect);
    for (const auto& room : runner.programme().rooms()) {
      REQUIRE(oracle.next(state));
      CHECK(golden::differences(state.at("state"), runner.summary(room.room())) ==
            std::vector<std::string>());
    }
    closed += played.answer == "ok" && played.line.action == "vote_close";
  }
  CHECK_FALSE(oracle.next(state));
  CHECK(closed > 30);
  CHECK(golden::differences(golden::read_json(secret_file(".expected.json")), runner.outcome()) ==
        std::vector<std::string>());
}

// What the log holds is enough to count again, and verify says that it did.
TEST_CASE("verify: every closed secret vote is recounted from its published ballots", "[golden]") {
  ScriptRunner runner(secret_file(".jsonl"));
  Played played;
  std::size_t closed = 0;
  while (runner.play_next(played)) {
    if (played.answer != "ok" || played.line.action != "vote_close") continue;
    ++closed;
  }
  std::size_t recounted = 0;
  for (const auto& room : runner.programme().rooms()) {
    const auto checked = replay::check_room(runner.log(), runner.address(room.room()), no_step);
    INFO(room.room() << " " << (checked.finding ? checked.finding->what : ""));
    CHECK_FALSE(checked.finding.has_value());
    recounted += checked.secret_votes;
    CHECK_FALSE(replay::check_refusals(runner.log(), runner.address(room.room()), no_step)
                    .finding.has_value());
  }
  CHECK(recounted == closed);
}

// A server that lies makes hashes that fit its lie; the count does not.
TEST_CASE("verify: a result that the published ballots do not come to is found", "[golden]") {
  ScriptRunner runner(secret_file(".jsonl"));
  Played played;
  while (runner.play_next(played)) {
  }
  const auto& log = runner.log();
  CHECK(found_in(log, [](v1::VoteClosed&) {}) == "whole");
  const auto changed = [&](const std::function<void(v1::VoteClosed&)>& lie) {
    return found_in(log, lie).substr(0, 21);
  };
  CHECK(changed([](v1::VoteClosed& fact) { fact.mutable_secret_ballots()->RemoveLast(); }) ==
        "states another result");
  CHECK(changed([](v1::VoteClosed& fact) {
          *fact.add_secret_ballots() = fact.secret_ballots(0);
        }) == "states another result");
  CHECK(changed([](v1::VoteClosed& fact) {
          const auto most = fact.secret_ballots_size() - 1;
          for (int i = 0; i < most; ++i)
            *fact.mutable_secret_ballots(i) = fact.secret_ballots(most);
        }) == "states another result");
  CHECK(changed([](v1::VoteClosed& fact) {
          fact.mutable_result()->mutable_tally(0)->set_count(7);
        }) == "states another result");
  // What is counted is the same, but these are not ballots as they come out of a box.
  const std::string not_those = "publishes ballots that are not those cast in the secret vote H1";
  CHECK(found_in(log, [](v1::VoteClosed& fact) {
          std::reverse(fact.mutable_secret_ballots()->begin(),
                       fact.mutable_secret_ballots()->end());
        }) == not_those);
  CHECK(found_in(log, [](v1::VoteClosed& fact) { fact.mutable_secret_ballots(0)->set_grade(3); }) ==
        not_those);
}
