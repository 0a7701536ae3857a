// Goal: the core gives every workshop script the answers, the states after every line and the
// outcome that the executable rulebook (oracle.py) gives it, and the log alone leads to the same.
#include <catch2/catch.hpp>

#include "core/outcome/outcome.hpp"
#include "script_runner.hpp"

namespace golden = tingbok::golden;
namespace json = boost::json;
namespace rebuild = tingbok::rebuild;
namespace script = tingbok::script;
using golden::Played;
using golden::ScriptRunner;

namespace {

/// Summaries of all rooms; one is made anew only when its room's number has moved.
class Summaries {
 public:
  explicit Summaries(const ScriptRunner& runner) : runner_(runner) {}

  const json::object& of(const std::string& room) {
    auto& [number, summary] = kept_[room];
    if (number != runner_.state(room).number()) {
      number = runner_.state(room).number();
      summary = runner_.summary(room);
    }
    return summary;
  }

 private:
  const ScriptRunner& runner_;
  std::map<std::string, std::pair<std::uint64_t, json::object>> kept_;
};

void same_state(const Played& played, const std::string& room, const json::object& oracle,
                const json::object& ours) {
  INFO("room " << room << " after line " << played.line.seq << " "
               << script::describe(played.line.command));
  REQUIRE(oracle.at("seq").as_int64() == static_cast<std::int64_t>(played.line.seq));
  REQUIRE(oracle.at("room").as_string() == room);
  const auto differing = golden::differences(oracle.at("state"), ours);
  CHECK(differing == std::vector<std::string>());
  if (differing.empty()) {
    // The order of keys is the oracle's too.
    CHECK(json::serialize(ours) == json::serialize(oracle.at("state")));
  }
}

void same_answer(const Played& played) {
  INFO("line " << played.line.seq << " by " << played.line.person << ": "
               << script::describe(played.line.command));
  CHECK(played.answer == played.line.expect);
}

void expect_played_like_the_oracle(const std::string& name, std::uint64_t lines) {
  const auto file = golden::workshop_file(name + ".jsonl");
  ScriptRunner runner(file);
  golden::OracleStates oracle(file);
  Summaries summaries(runner);
  Played played;
  json::object state;
  std::uint64_t count = 0;
  while (runner.play_next(played)) {
    ++count;
    same_answer(played);
    for (const auto& room : runner.programme().rooms()) {
      REQUIRE(oracle.next(state));
      same_state(played, room.room(), state, summaries.of(room.room()));
    }
  }
  CHECK_FALSE(oracle.next(state));
  CHECK(count == lines);
  const auto expected = golden::read_json(golden::workshop_file(name + ".expected.json"));
  CHECK(golden::differences(expected, runner.outcome()) == std::vector<std::string>());
}

}  // namespace

// The main job: a council's workshop day and formal meeting.
TEST_CASE("script A: every answer, every state and the outcome are the oracle's", "[golden]") {
  expect_played_like_the_oracle("A_samfunnsdel", 550);
}

// Four rooms of a network that never meet at once.
TEST_CASE("script E: every answer, every state and the outcome are the oracle's", "[golden]") {
  expect_played_like_the_oracle("E_nettverk", 183);
}

// Eighteen rooms, one of which receives the positions of sixteen others once they have adjourned.
TEST_CASE("script B: every answer, every state and the outcome are the oracle's", "[golden]") {
  expect_played_like_the_oracle("B_vestregion", 963);
}

// Frames, moves between them on votes of other rooms, and an agreement of two levels.
TEST_CASE("script C: every answer, every state and the outcome are the oracle's", "[golden]") {
  expect_played_like_the_oracle("C_programfinansiering", 209);
}

// The state the live room had after each event is the one folded from the log: rebuild() compares
// the state hashes itself, so this test compares what people see of them, and the counts beside
// them.
TEST_CASE("script A: the log alone leads to the same state at every event", "[golden]") {
  ScriptRunner runner(golden::workshop_file("A_samfunnsdel.jsonl"));
  Played played;
  std::vector<std::pair<std::uint64_t, std::string>> live;
  while (runner.play_next(played)) {
    live.emplace_back(runner.state("A").number(), json::serialize(runner.summary("A")));
  }
  std::map<std::uint64_t, std::string> folded;
  const auto whole = rebuild::rebuild(
      runner.log(), "A/A", rebuild::to_head, false,
      [&](const rebuild::Rebuilt& now, const auto&, const auto&, const auto&) {
        folded[now.state.number()] =
            json::serialize(tingbok::outcome::summary(golden::entities_of(now.state)));
        return true;
      });
  for (const auto& [number, text] : live) {
    INFO("event " << number);
    CHECK(folded.at(number) == text);
  }
  CHECK(whole.lines_accepted == 528);
  CHECK(whole.state.hash() == runner.state("A").hash());
  CHECK(folded.size() == whole.state.number());
}

// The same script makes the same log, byte for byte: nothing in the core reads a clock or
// randomness.
TEST_CASE("script E: played twice, the rooms end with the same roots and state hashes",
          "[golden]") {
  ScriptRunner first(golden::workshop_file("E_nettverk.jsonl"));
  ScriptRunner second(golden::workshop_file("E_nettverk.jsonl"));
  Played played;
  while (first.play_next(played)) second.play_next(played);
  for (const auto& room : first.programme().rooms()) {
    INFO(room.room());
    const auto address = first.address(room.room());
    CHECK(first.log().head(address).root == second.log().head(address).root);
    CHECK(first.state(room.room()).hash() == second.state(room.room()).hash());
  }
}
