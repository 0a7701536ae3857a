// Goal: what goes wrong in one room, or is done by one person, stays there: damage ends the room
// and no other, a disk that fails lets the server stop, and nobody takes up a room alone.
#include <array>

#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;

namespace {

[[noreturn]] void damaged() { throw log::Damaged("record 1 of A/K1 is not what was written"); }

/// Whether the room comes to rest when it is told to stop.
bool stops(Stage& stage) {
  bool stopped = false;
  stage.room->stop([&] { stopped = true; });
  stage.run();
  return stopped;
}

/// Closed with 4500, as whoever comes after; the server is not told to stop.
void expect_room_ended(Stage& stage, const Screen& screen) {
  CHECK(screen.closed == CloseCode::storage);
  Screen late(stage, "R3", false, room::Encoding::protobuf);
  late.hello();
  stage.run();
  CHECK(late.closed == CloseCode::storage);
  CHECK(stage.storage_failures == 0);
  CHECK(stops(stage));
}

}  // namespace

// The disk was full, and the room cannot be read anew: nothing waits for it, and a stop is not held
// up.
TEST_CASE("storage full: a room that cannot be read anew ends at once", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  const bool is_damaged = GENERATE(true, false);
  stage.log.fail_with = log::Error::storage_full;
  stage.log.hold = true;
  one->submit("c1", note("N1"));
  stage.run();
  stage.log.before_read = [&] {
    if (is_damaged) damaged();
    throw std::runtime_error("no memory");
  };
  stage.log.release();
  stage.run();
  CHECK_FALSE(stage.room->busy());
  CHECK(one->closed == CloseCode::storage);
  CHECK(stage.storage_failures == (is_damaged ? 0 : 1));
  CHECK(stops(stage));
}

// A block of the log that is damaged is met when a kept answer is looked up in it, when another
// room is told a fact, or when a checkpoint is signed.
TEST_CASE("damage: what cannot be read ends its room alone", "[unit][server]") {
  Stage stage;
  std::array<std::uint8_t, proof::ed25519_bytes> seed{};
  const proof::Signer signer("tingbok-test", seed);
  stage.around.signer = &signer;
  stage.start();
  stage.all_join();
  auto one = stage.screen("R2");
  SECTION("at a kept answer") {
    stage.log.before_read = damaged;
    one->submit("c1", note("N1"));
    stage.run();
    CHECK(one->answers.empty());
    expect_room_ended(stage, *one);
  }
  SECTION("at a fact for another room, at once and after a sync") {
    const bool synced_later = GENERATE(false, true);
    stage.log.hold = synced_later;
    if (synced_later) one->submit("c1", note("N1"));
    stage.run();
    stage.log.before_read = damaged;
    int told = 0;
    pb::ForeignFact wanted;
    wanted.set_room("A/K1");
    for (int i = 0; i < 2; ++i) {
      stage.room->tell(wanted, [&](const auto& fact) {
        CHECK_FALSE(fact);
        ++told;
      });
    }
    stage.log.release();
    stage.run();
    CHECK(told == 2);
    expect_room_ended(stage, *one);
  }
  SECTION("at the last checkpoint") {
    one->submit("c1", note("N1"));
    stage.run();
    stage.log.before_read = damaged;
    CHECK(stops(stage));
    CHECK(one->closed == CloseCode::storage);
  }
}

// A roster that was being followed when the room ended is not waited for.
TEST_CASE("damage: whoever waits for a roster is told", "[unit][server]") {
  Stage stage;
  auto one = stage.screen("R2");
  std::vector<bool> followed;
  stage.log.hold = true;
  auto roster = usual_roster();
  roster.back().set_label("Omdøpt");
  stage.room->follow({roster.begin(), roster.end()}, [&](bool done) { followed.push_back(done); });
  stage.log.before_read = damaged;
  one->submit("c1", note("N1"));
  stage.run();
  CHECK(one->closed == CloseCode::storage);
  stage.log.release();
  stage.run();
  CHECK(followed == std::vector{false});
}

// One person's sockets are bounded by themselves: one too many is turned away, others are not.
TEST_CASE("bounds: a person has so many connections to a room, and no more", "[unit][server]") {
  Stage stage;
  std::vector<std::unique_ptr<Screen>> screens;
  for (std::size_t i = 0; i < room::person_members_max; ++i) {
    screens.push_back(stage.screen("R2"));
    REQUIRE_FALSE(screens.back()->closed);
  }
  screens.push_back(stage.screen("R2"));
  CHECK(screens.back()->closed == CloseCode::try_later);
  screens.push_back(stage.screen("R3"));
  CHECK_FALSE(screens.back()->closed);
  stage.room->leave(*screens.front()->member);
  screens.push_back(stage.screen("R2"));
  CHECK_FALSE(screens.back()->closed);
}

// What waits is bounded in bytes, too: large commands are refused long before there are many.
TEST_CASE("bounds: at so many bytes that wait a command is refused with rommet_er_opptatt",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R2");
  const std::string large = note("N", std::string(60'000, 'x'));
  std::size_t sent = 0;
  while (one->refused("c" + std::to_string(sent)).empty()) {
    one->submit("c" + std::to_string(++sent), large);
    one->read();
    REQUIRE(sent <= room::inbox_bytes_max / 60'000 + 1);
  }
  CHECK(sent > room::inbox_bytes_max / 61'000);
  CHECK(one->refused("c" + std::to_string(sent)) == "rommet_er_opptatt");
  stage.run();
  one->answers.clear();
  one->submit("again", note("N1"));
  stage.run();
  one->read();
  CHECK(one->answer("again")->has_receipt());
}

// A view that nobody reads is let go while batches are under way: its bytes are given back once,
// and no patch is put into it afterwards.
TEST_CASE("views: one that is let go while a sync is under way counts for nothing after",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto actor = stage.screen("R2");
  auto auditor = stage.screen("REV");
  stage.room->leave(*auditor->member);
  std::size_t count = 0;
  const auto send = [&] {
    const std::string id = std::to_string(++count);
    actor->submit("c" + id, note("N" + id));
    stage.run();
  };
  // It is let go after the first or after the second of two.
  if (GENERATE(false, true)) send();
  const log::Number start = stage.room->durable();
  while (stage.room->durable() - start < room::feed_idle_patches_max + 300) {
    // Two transactions are under way whenever one ends.
    stage.log.hold = true;
    send();
    send();
    stage.log.release(1);
    stage.run();
    stage.log.release();
    stage.log.hold = false;
    stage.run();
    actor->read();
  }
  CHECK(stage.metrics.ring_bytes.Value() > 0);
  // Everything is let go when the room is read anew.
  stage.log.fail_with = log::Error::storage_full;
  send();
  CHECK(stage.metrics.ring_bytes.Value() == 0);
}
