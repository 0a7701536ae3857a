// Exactly once, order, refusals, time, bounds of the inbox, and storage that fails.
#include "server/room/found.hpp"
#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;
using room::Encoding;

namespace {

std::vector<pb::RefusalEntry> refusals(Stage& stage) {
  const auto lines = rebuild::lines_of(stage.log, "A/K1", rebuild::rebuild(stage.log, "A/K1"));
  return {lines.refusals().begin(), lines.refusals().end()};
}

}  // namespace

// The same command id is the same action: the first answer again, no second effect; in the same
// batch, later, on another connection, and after a restart.
TEST_CASE("exactly once: a repeat gets the first answer and has no effect", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  one->submit("c1", note("N1"));
  one->submit("c1", note("N1"));
  stage.run();
  one->read();
  REQUIRE(one->answers.size() == 2);
  CHECK_FALSE(one->answers[0].repeated_answer());
  CHECK(one->answers[1].repeated_answer());
  CHECK(same(one->answers[0].receipt(), one->answers[1].receipt()));
  const log::Number head = stage.room->durable();

  const bool restarted = GENERATE(false, true);
  if (restarted) {
    one->member->link = nullptr;
    stage.start();
  }
  auto again = stage.screen("R2");
  again->submit("c1", note("N1", "et annet innhold"));
  stage.run();
  again->read();
  REQUIRE(again->answers.size() == 1);
  CHECK(again->answers[0].repeated_answer());
  CHECK(same(again->answers[0].receipt(), one->answers[0].receipt()));
  CHECK(stage.room->durable() == head);
  CHECK(refusals(stage).empty());
}

// A refusal is the first answer too, and it is noted once.
TEST_CASE("exactly once: a repeat of a refused command is refused the same way", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  one->submit("c1", "meeting_open { }");
  stage.run();
  one->read();
  REQUIRE(one->refused("c1") == "ikke_moteledelse");
  one->submit("c1", note("N1"));
  stage.run();
  one->read();
  REQUIRE(one->answers.size() == 2);
  CHECK(one->answers[1].repeated_answer());
  CHECK(same(one->answers[0].refused(), one->answers[1].refused()));
  const auto noted = refusals(stage);
  REQUIRE(noted.size() == 1);
  CHECK(noted[0].actor() == "R2");
  CHECK(noted[0].action() == "meeting_open");
  CHECK(noted[0].word() == "ikke_moteledelse");
  CHECK(noted[0].number() == one->answers[0].refused().number());
  CHECK(noted[0].at_number() == stage.room->durable());
}

// The same id of another person is another action.
TEST_CASE("exactly once: command ids are a person's own", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  auto other = stage.screen("R3");
  one->submit("c1", note("N1"));
  other->submit("c1", note("N2"));
  stage.run();
  one->read();
  other->read();
  CHECK_FALSE(other->answers.at(0).repeated_answer());
  CHECK(one->answers.at(0).receipt().number() != other->answers.at(0).receipt().number());
}

// A script that says a line twice: the repeat is counted, on its own line.
TEST_CASE("exactly once: a repeat from another script line is noted", "[unit][server]") {
  Stage stage(true);
  auto one = stage.screen("R2", true);
  one->submit("idem:x", "join { how: PLACE_HALL }", 5, 10);
  stage.run();
  one->submit("idem:x", "join { how: PLACE_HALL }", 5, 10);
  one->submit("idem:x", "join { how: PLACE_HALL }", 9, 20);
  stage.run();
  one->read();
  REQUIRE(one->answers.size() == 3);
  CHECK(same(one->answers[0].receipt(), one->answers[2].receipt()));
  const auto noted = refusals(stage);
  REQUIRE(noted.size() == 1);
  CHECK(noted[0].repeat());
  CHECK(noted[0].script_line() == 9);
}

// What is decided on top of what is not yet durable is answered in order, after it.
TEST_CASE("order: answers come in the order of the commands", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  stage.log.hold = true;
  for (int i = 0; i < 10; ++i) {
    one->submit("c" + std::to_string(i), note("N" + std::to_string(i % 5)));
    stage.run();
  }
  CHECK(stage.log.held() == room::batches_in_flight_max);
  while (stage.log.held() > 0) {
    stage.log.release(1);
    stage.run();
  }
  one->read();
  REQUIRE(one->answers.size() == 10);
  for (int i = 0; i < 10; ++i) {
    CHECK(one->answers[static_cast<std::size_t>(i)].command_id() == "c" + std::to_string(i));
    CHECK(one->answers[static_cast<std::size_t>(i)].has_receipt() == (i < 5));
  }
  CHECK(one->refused("c5") == "finnes_alt");
}

// The receipt names the event that stands in the log.
TEST_CASE("receipts: number and hashes are those of the stored record", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  one->submit("c1", note("N1"));
  stage.run();
  one->read();
  const pb::Receipt& receipt = one->answers.at(0).receipt();
  bool found = false;
  stage.log.read("A/K1", receipt.number(), receipt.number(), [&](const log::RecordView& record) {
    const auto parsed = rebuild::parse_record(record, "A/K1");
    CHECK(receipt.leaf_hash() == as_bytes(leaf_hash(record.core)));
    CHECK(receipt.state_hash() == parsed.core.state_hash());
    CHECK(receipt.time_ms() == parsed.core.time_ms());
    CHECK(parsed.core.actor() == "R2");
    CHECK(parsed.core.command_id() == "c1");
    found = true;
    return true;
  });
  CHECK(found);
  const auto rebuilt = rebuild::rebuild(stage.log, "A/K1", rebuild::to_head, false);
  CHECK(rebuilt.state.hash() == stage.room->state().hash());
}

// A clock that is set back does not turn time back.
TEST_CASE("time: never runs backwards in a room", "[unit][server]") {
  Stage stage;
  auto one = stage.screen("R2");
  one->submit("c1", "join { how: PLACE_HALL }");
  stage.run();
  stage.now_ms -= 3'600'000;
  one->submit("c2", note("N1"));
  stage.run();
  one->read();
  REQUIRE(one->answers.size() == 2);
  CHECK(one->answers[1].receipt().time_ms() == one->answers[0].receipt().time_ms());
}

// Only a simulating connection sets times, and only in a simulated programme.
TEST_CASE("time: a script's seconds count in simulated programmes alone", "[unit][server]") {
  const bool simulated = GENERATE(false, true);
  const bool simulates = GENERATE(false, true);
  Stage stage(simulated);
  auto one = stage.screen("R2", simulates);
  one->submit("c1", "join { how: PLACE_HALL }", 3, 60);
  stage.run();
  one->read();
  if (simulated && simulates) {
    REQUIRE(one->answers.at(0).has_receipt());
    CHECK(one->answers[0].receipt().time_ms() == room::simulated_epoch_ms + 60'000);
  } else {
    CHECK(one->refused("c1") == "ikke_herfra");
    CHECK(refusals(stage).at(0).script_line() == 0);
  }
}

// An id of no bytes, or of more than 64, is not a frame this server knows.
TEST_CASE("bounds: a command id has 1 to 64 bytes", "[unit][server]") {
  Stage stage;
  auto good = stage.screen("R2");
  good->submit(std::string(64, 'x'), "join { how: PLACE_HALL }");
  stage.run();
  good->read();
  CHECK(good->answers.at(0).has_receipt());
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{65}}) {
    auto bad = stage.screen("R3");
    bad->submit(std::string(bytes, 'x'), "join { how: PLACE_HALL }");
    CHECK(bad->closed == CloseCode::bad_frame);
  }
}

// The inbox is bounded: one command more is refused at once, is not kept, and may be sent again.
TEST_CASE("bounds: at the inbox's limit a command is refused with rommet_er_opptatt",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  for (std::size_t i = 0; i < room::inbox_commands_max; ++i) {
    one->submit("c" + std::to_string(i), "meeting_open { }");
  }
  one->submit("over", note("N1"));
  one->read();
  CHECK(one->answers.size() == 1);
  CHECK(one->refused("over") == "rommet_er_opptatt");
  stage.run();
  one->read();
  CHECK(one->answers.size() == room::inbox_commands_max + 1);
  one->submit("over", note("N1"));
  stage.run();
  one->read();
  CHECK(one->answers.back().has_receipt());
}

// Unanswered submits are counted until their answers are taken.
TEST_CASE("bounds: a connection's unanswered submits are counted", "[unit][server]") {
  Stage stage;
  auto one = stage.screen("R2");
  for (int i = 0; i < 64; ++i) one->submit("c" + std::to_string(i), note("N"));
  CHECK(one->member->unanswered == room::in_flight_max);
  stage.run();
  CHECK(one->member->unanswered == room::in_flight_max);
  one->read();
  CHECK(one->member->unanswered == 0);
}

// A full disk: nothing of it happened, everyone is told, and it goes on when there is space.
TEST_CASE("storage full: commands are given back and the room starts again from the log",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  const log::Number head = stage.room->durable();
  stage.log.hold = true;
  one->submit("c1", note("N1"));
  stage.run();
  one->submit("c2", note("N2"));
  stage.run();
  auto newcomer = stage.screen("R3");
  stage.log.fail_with = log::Error::storage_full;
  stage.log.hold = false;
  stage.log.release();
  stage.run();
  one->read();
  newcomer->read();
  CHECK(one->refused("c1") == "lager_fullt");
  CHECK(one->refused("c2") == "lager_fullt");
  CHECK(stage.room->durable() == head);
  CHECK_FALSE(one->sees("N1"));
  CHECK(newcomer->number == head);
  CHECK(one->told_hash == as_bytes(one->mirror.hash()));

  stage.log.fail_with = log::Error::none;
  one->submit("c3", note("N3"));
  stage.run();
  one->read();
  CHECK(one->refused("c3") == "lager_fullt");  // Asked again too soon.
  stage.now_ms += room::storage_full_pause_ms;
  one->answers.clear();
  one->submit("c1", note("N1"));
  stage.run();
  one->read();
  newcomer->read();
  CHECK(one->answers.at(0).has_receipt());
  CHECK_FALSE(one->answers.at(0).repeated_answer());
  CHECK(newcomer->sees("N1"));
  CHECK(stage.storage_failures == 0);
}

// The disk has space for a small batch again, but that was decided on top of one that was not
// written: none of the two is, in whichever order events and refusals come.
TEST_CASE("storage full: what was decided on top of a batch that was not written falls with it",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  const bool refusal_first = GENERATE(false, true);
  auto one = stage.screen("R2");
  const log::Number head = stage.room->durable();
  const auto send = [&](const std::string& id, bool refused) {
    one->submit(id, refused ? "support { proposal: 'NO' }" : note(id));
    stage.run();
  };
  stage.log.hold = true;
  send("c1", refusal_first);
  send("c2", !refusal_first);
  REQUIRE(stage.log.held() == 2);
  stage.log.fail_with = log::Error::storage_full;
  stage.log.release(1);
  stage.log.fail_with = log::Error::none;
  stage.log.hold = false;
  stage.log.release();
  stage.run();
  one->read();
  CHECK(one->refused("c1") == "lager_fullt");
  CHECK(one->refused("c2") == "lager_fullt");
  CHECK(stage.log.head("A/K1").number == head);
  CHECK(stage.log.head("A/K1/refusals").number == 0);
  CHECK_FALSE(stage.log.kept_answer("A/K1", std::string("R2\0c2", 5)));
  CHECK(stage.storage_failures == 0);
}

// Commands are refused for a second after the disk was found full, not until a clock that was set
// back gets there again.
TEST_CASE("storage full: a clock that is set back does not prolong the pause", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  stage.log.fail_with = log::Error::storage_full;
  one->submit("c1", note("N1"));
  stage.run();
  stage.log.fail_with = log::Error::none;
  stage.now_ms -= 3'600'000;
  one->submit("c2", note("N2"));
  stage.run();
  one->read();
  CHECK(one->answer("c2")->has_receipt());
}

// A failed sync after a full disk is a failed sync: nobody is told that nothing was written.
TEST_CASE("storage failed: also where a batch before it found the disk full", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  stage.log.hold = true;
  for (const char* id : {"c1", "c2"}) {
    one->submit(id, note(id));
    stage.run();
  }
  stage.log.fail_with = log::Error::storage_full;
  stage.log.release(1);
  stage.log.fail_with = log::Error::io;
  stage.log.release();
  stage.run();
  CHECK(one->closed == CloseCode::storage);
  CHECK(one->refused("c2").empty());
  CHECK(stage.storage_failures == 1);
}

// A failed sync: unknown what was written; nobody gets an answer, all are closed with 4500.
TEST_CASE("storage failed: no answer, all connections closed with 4500, the server told",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  auto other = stage.screen("R3");
  stage.log.fail_with = log::Error::io;
  one->submit("c1", note("N1"));
  stage.run();
  CHECK(one->closed == CloseCode::storage);
  CHECK(other->closed == CloseCode::storage);
  CHECK(one->answers.empty());
  CHECK(stage.storage_failures == 1);
}

// Stopping waits for what is under way, whose answers still go out; nothing new is begun.
TEST_CASE("stopping: what is under way is finished first", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  stage.log.hold = true;
  one->submit("c1", note("N1"));
  stage.run();
  bool stopped = false;
  stage.room->stop([&] { stopped = true; });
  one->submit("c2", note("N2"));
  stage.run();
  CHECK_FALSE(stopped);
  stage.log.release();
  stage.run();
  CHECK(stopped);
  one->read();
  CHECK(one->answers.size() == 1);
  stage.room->save_snapshot();
  const auto snapshot = stage.log.snapshot("A/K1", rebuild::to_head);
  REQUIRE(snapshot);
  CHECK(snapshot->number == stage.room->durable());
}

// A snapshot is kept every so many events, of a durable state, and rebuilding uses it.
TEST_CASE("snapshots: one is kept when its saver says so", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto chair = stage.screen("R1");
  const auto phases = [&](std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      chair->submit("p" + std::to_string(stage.room->durable()), "phase_set { phase: 'a' }");
      stage.run();
      chair->read();
    }
  };
  log::Number due = 0;
  while (!rebuild::Saver().is_due(due)) ++due;
  phases(due - 1 - stage.room->durable());
  CHECK_FALSE(stage.log.snapshot("A/K1", rebuild::to_head));
  phases(1);
  const auto snapshot = stage.log.snapshot("A/K1", rebuild::to_head);
  REQUIRE(snapshot);
  CHECK(snapshot->number == due);
  CHECK(rebuild::rebuild(stage.log, "A/K1").state.hash() == stage.room->state().hash());
}
