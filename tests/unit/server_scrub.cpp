// Moving through a room's past on a socket: seeks, steps, play, rights, bounds.
#include "tests/unit/server_scrub_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;
using room::Encoding;

// The welcome says that this is the past, and where the client stands is the last event.
TEST_CASE("past: a socket opens at the head, and says that it is the past", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  PastScreen one(stage, "R2");
  CHECK(one.welcome.past());
  CHECK_FALSE(one.welcome.training());
  CHECK(one.welcome.workshop() == "A/K1");
  CHECK(one.welcome.audience() == pb::AUDIENCE_PARTICIPANT);
  CHECK(one.welcome.head() == stage.room->durable());
  CHECK(one.number == stage.room->durable());
  CHECK(one.status.head() == stage.room->durable());
  CHECK_FALSE(one.status.playing());
  CHECK(one.status.speed() == 0);
  CHECK(one.status.time_ms() == stage.room->state().time_ms());
}

// Whole snapshots for jumps, one patch for one event on.
TEST_CASE("past: a seek shows the room as it was, a step goes on from there", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number first = stage.said("Det aller første", 1'000);
  const log::Number second = stage.said("Det neste", 1'000);
  PastScreen one(stage, "R2");
  CHECK(one.sees("Det neste"));

  one.seek(std::to_string(first));
  CHECK(one.number == first);
  CHECK(one.sees("Det aller første"));
  CHECK_FALSE(one.sees("Det neste"));
  CHECK(one.status.number() == first);
  CHECK(one.status.trouble().empty());

  const int snapshots = one.snapshots;
  one.step(1);
  CHECK(one.patch_numbers == std::vector<log::Number>{second});
  CHECK(one.sees("Det neste"));
  CHECK(one.snapshots == snapshots);

  one.step(-2);
  CHECK(one.number == second - 2);
  CHECK(one.snapshots == snapshots + 1);
  CHECK_FALSE(one.sees("Det aller første"));
}

// However one gets to a number, what is shown there is the same.
TEST_CASE("past: steps, seeks and the JSON encoding lead to the same view", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  for (int i = 0; i < 5; ++i) stage.said("Innlegg " + std::to_string(i), 100);
  PastScreen stepped(stage, "R2");
  PastScreen sought(stage, "R3", Encoding::json);
  stepped.seek("1");
  const log::Number head = stage.room->durable();
  for (log::Number number = 2; number <= head; ++number) {
    stepped.step(1);
    sought.seek(std::to_string(number));
    REQUIRE(stepped.number == number);
    REQUIRE(sought.number == number);
    CHECK(stepped.mirror.hash() == sought.mirror.hash());
  }
}

// No step leads out of what there is, and a long one does not make a thousand patches.
TEST_CASE("past: steps stop at both ends, and a long one comes as a snapshot", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  for (int i = 0; i < 300; ++i) stage.said("Innlegg " + std::to_string(i), 10);
  const log::Number head = stage.room->durable();
  PastScreen one(stage, "R2");
  one.step(-10'000);
  CHECK(one.number == 1);
  one.step(static_cast<int>(scrub::step_patches_max));
  CHECK(one.patch_numbers.size() == scrub::step_patches_max);
  one.step(-10'000);
  one.patch_numbers.clear();
  one.step(static_cast<int>(scrub::step_patches_max) + 1);
  CHECK(one.patch_numbers.empty());
  CHECK(one.number == 1 + scrub::step_patches_max + 1);
  one.step(10'000);
  CHECK(one.number == head);
  one.step(1);
  CHECK(one.number == head);
  CHECK(one.status.trouble().empty());
}

// A slip of the hand is a sentence, and costs neither the place nor the socket.
TEST_CASE("past: a position that is none is said, and nothing moves", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  PastScreen one(stage, "R2");
  const log::Number at = one.number;
  for (const std::string text : {"", "0", "tull", "99999", "script:x", "2026-01-01T10:00:00Z"}) {
    INFO(text);
    one.seek(text);
    CHECK(one.number == at);
    CHECK_FALSE(one.status.trouble().empty());
    CHECK_FALSE(one.closed);
  }
  one.seek(std::string(scrub::position_bytes_max + 1, '1'));
  CHECK_FALSE(one.status.trouble().empty());
  one.seek("head");
  CHECK(one.status.trouble().empty());
}

// Waits are those between the events, divided by the speed, to the millisecond.
TEST_CASE("past: it plays by the events' own times, faster", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number from = stage.said("Start", 0);
  stage.said("Etter ti sekunder", 10'000);
  stage.said("Etter ett minutt til", 60'000);
  PastScreen one(stage, "R2");
  one.seek(std::to_string(from));
  one.play(10);
  CHECK(one.status.playing());
  CHECK(one.status.speed() == 10);
  stage.pass(999);
  one.read();
  CHECK(one.number == from);
  stage.pass(1);
  one.read();
  CHECK(one.number == from + 1);
  CHECK(one.status.playing());
  stage.pass(5'999);
  one.read();
  CHECK(one.number == from + 1);
  stage.pass(1);
  one.read();
  CHECK(one.number == from + 2);
  CHECK_FALSE(one.status.playing());
  CHECK(stage.timers.empty());
}

// Whoever speeds up in the middle of a silence does not wait for its beginning again.
TEST_CASE("past: another speed goes on from where the wait had come", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number from = stage.said("Start", 0);
  stage.said("Etter ett minutt", 60'000);
  stage.said("Etter en time", 3'600'000);
  PastScreen one(stage, "R2");
  one.seek(std::to_string(from));
  one.play(1);
  stage.pass(50'000);
  one.play(2);
  stage.pass(4'999);
  one.read();
  CHECK(one.number == from);
  stage.pass(1);
  one.read();
  CHECK(one.number == from + 1);
  // A cut wait: half of it has passed, so half of the silence has.
  one.play(1, 1'000);
  stage.pass(500);
  one.play(100);
  stage.pass(17'999);
  one.read();
  CHECK(one.number == from + 1);
  stage.pass(1);
  one.read();
  CHECK(one.number == from + 2);
}

// Nobody sits through an hour of silence, and a pause keeps the place.
TEST_CASE("past: waits can be cut, play can be paused and taken up", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number from = stage.said("Start", 0);
  for (int i = 0; i < 4; ++i) stage.said("Innlegg " + std::to_string(i), 3'600'000);
  PastScreen one(stage, "R2");
  one.seek(std::to_string(from));
  one.play(1, 500);
  stage.pass(1'000);
  one.read();
  CHECK(one.number == from + 2);
  one.pause();
  CHECK_FALSE(one.status.playing());
  CHECK(one.status.speed() == 1);
  stage.pass(100'000);
  one.read();
  CHECK(one.number == from + 2);
  one.play(100, 500);
  one.play(1, 20);
  stage.pass(40);
  one.read();
  CHECK(one.number == from + 4);
  CHECK_FALSE(one.status.playing());
}

// What happened at once is shown at once, number by number.
TEST_CASE("past: many events at one time come together, none left out", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number from = stage.said("Start", 0);
  for (int i = 0; i < 600; ++i) stage.said("Innlegg " + std::to_string(i), 0);
  PastScreen one(stage, "R2");
  one.seek(std::to_string(from));
  one.play(1);
  stage.pass(10 * scrub::play_tick_ms);
  one.read();
  CHECK(one.number == from + 600);
  CHECK(one.patch_numbers.size() == 600);
}

// Speeds are 1 to 100; questions belong to trainings; an empty move is no frame of ours.
TEST_CASE("past: speeds and moves that are none are said", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  PastScreen one(stage, "R2");
  one.seek("1");
  for (const std::uint32_t speed : {0u, 101u}) {
    one.play(speed);
    CHECK_FALSE(one.status.trouble().empty());
    CHECK_FALSE(one.status.playing());
  }
  pb::Scrub ask;
  ask.set_ask(true);
  one.move(ask);
  CHECK_FALSE(one.status.trouble().empty());
  CHECK_FALSE(one.closed);
  one.move({});
  CHECK(one.closed == CloseCode::bad_frame);
}

// An action sent to the past closes the socket and leaves the room as it is.
TEST_CASE("past: nothing can be done there", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number head = stage.room->durable();
  PastScreen one(stage, "R2");
  pb::Submit submit;
  submit.set_command_id("c");
  *submit.mutable_command() = command(note("N1"));
  stage.past.submit(one.member, submit);
  stage.run();
  CHECK(one.closed == CloseCode::bad_frame);
  CHECK(stage.room->durable() == head);
  CHECK(stage.past.viewers() == 0);
}

// The present cannot be moved.
TEST_CASE("past: a move on a socket to the present closes it", "[unit][server]") {
  PastStage stage;
  auto live = stage.screen("R2");
  pb::Scrub scrub;
  scrub.set_step(-1);
  stage.room->scrub(live->member, scrub);
  CHECK(live->closed == CloseCode::bad_frame);
}
