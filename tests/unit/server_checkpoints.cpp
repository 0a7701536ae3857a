// Goal: a room states, signed, where its log stands: soon after anything happened, at once after a
// result or an adjournment, and last when it stops; only of what is durable, and never twice.
#include <algorithm>
#include <array>

#include "core/rebuild/checkpoints.hpp"
#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string stream = "A/K1/checkpoints";

proof::Signer test_signer() {
  std::array<std::uint8_t, proof::ed25519_bytes> seed;
  seed.fill(3);
  return {"tingbok-test", seed};
}

/// A stage whose room signs; time passes when the test says so.
class SigningStage : public Stage {
 public:
  SigningStage() {
    around.signer = &signer;
    around.after = [this](std::int64_t delay_ms, room::Task task) {
      waits.emplace_back(now_ms + delay_ms, std::move(task));
    };
    restart();
  }
  void restart() {
    waits.clear();
    start();
    run();
  }
  void pass(std::int64_t ms) {
    now_ms += ms;
    std::deque<room::Task> due;
    std::erase_if(waits, [&](auto& wait) {
      if (wait.first > now_ms) return false;
      due.push_back(std::move(wait.second));
      return true;
    });
    for (const auto& task : due) task();
    run();
  }
  void says(const std::string& what) {
    auto screen = this->screen("R1");
    const std::string id = "c" + std::to_string(++commands);
    screen->submit(id, what);
    run();
    screen->read();
    INFO(what << " -> " << screen->refused(id));
    REQUIRE(screen->answer(id));
    REQUIRE(screen->answer(id)->has_receipt());
    room->leave(*screen->member);
  }
  log::Number count() const { return log.head(stream).number; }
  proof::Checkpoint latest() const {
    const auto stored = rebuild::latest_checkpoint(log, "A/K1");
    REQUIRE(stored.number == count());
    const auto read = proof::parse_signed(stored.noted.note());
    const std::array known = {signer.key()};
    REQUIRE(proof::trust(read.note, known) == proof::Trust::good);
    REQUIRE(read.checkpoint.head.size == stored.noted.size());
    return read.checkpoint;
  }
  proof::TreeHead head(const std::string& of) const { return rebuild::tree_head(log.head(of)); }

  const proof::Signer signer = test_signer();
  std::vector<std::pair<std::int64_t, room::Task>> waits;
  int commands = 0;
};

constexpr std::int64_t period_ms = room::checkpoint_period_ms;

}  // namespace

// A room that was founded and loaded is covered within the period, with both its neighbours.
TEST_CASE("checkpoints: what happened is covered after a while, once", "[unit][server]") {
  SigningStage stage;
  CHECK(stage.count() == 0);
  stage.pass(period_ms - 1);
  CHECK(stage.count() == 0);
  stage.pass(1);
  REQUIRE(stage.count() == 1);
  const proof::Checkpoint first = stage.latest();
  CHECK(first.origin == proof::room_origin("A/K1", rebuild::first_leaf(stage.log, "A/K1")));
  CHECK(first.head == stage.head("A/K1"));
  CHECK(proof::neighbour(first, proof::refusals_neighbour) == stage.head("A/K1/refusals"));
  CHECK(proof::neighbour(first, proof::programme_neighbour) == stage.head("A"));
  stage.pass(10 * period_ms);
  CHECK(stage.count() == 1);

  stage.says("join { how: PLACE_HALL }");
  stage.says(note("N1"));
  CHECK(stage.count() == 1);
  stage.pass(period_ms);
  CHECK(stage.count() == 2);
  CHECK(stage.latest().head == stage.head("A/K1"));
}

// A refusal alone is something new too: it may be what somebody will want to prove.
TEST_CASE("checkpoints: refusals are covered as well", "[unit][server]") {
  SigningStage stage;
  stage.pass(period_ms);
  auto screen = stage.screen("R1");
  screen->submit("c", "vote_close { vote: 'nowhere' }");
  stage.run();
  screen->read();
  REQUIRE_FALSE(screen->refused("c").empty());
  stage.pass(period_ms);
  CHECK(stage.count() == 2);
  CHECK(proof::neighbour(stage.latest(), proof::refusals_neighbour)->size == 1);
  CHECK(stage.latest().head == stage.head("A/K1"));
}

// What a declared result or an adjournment ends can be proven from that moment on.
TEST_CASE("checkpoints: a declared result and an adjournment are covered at once",
          "[unit][server]") {
  SigningStage stage;
  stage.all_join();
  stage.says("meeting_open {}");
  stage.says("mode_set { mode: MODE_FORMAL }");
  stage.says("agenda_add { item: 'S1' title: 'Sak' }");
  stage.says("item_open { item: 'S1' }");
  stage.says(
      "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST } }");
  stage.says("vote_close { vote: 'V' force: true }");
  CHECK(stage.count() == 0);
  stage.says("vote_declare { vote: 'V' }");
  REQUIRE(stage.count() == 1);
  CHECK(stage.latest().head == stage.head("A/K1"));
  stage.says("meeting_close {}");
  REQUIRE(stage.count() == 2);
  CHECK(stage.latest().head == stage.head("A/K1"));
}

// The promise that the checkpoint makes must hold after a power cut: it may not speak of what is
// not on disk yet.
TEST_CASE("checkpoints: only what is durable is signed", "[unit][server]") {
  SigningStage stage;
  stage.pass(period_ms);
  const auto durable = stage.head("A/K1");
  auto screen = stage.screen("R1");
  stage.log.hold = true;
  screen->submit("c", "join { how: PLACE_HALL }");
  stage.run();
  stage.pass(2 * period_ms);
  CHECK(stage.latest().head == durable);
  CHECK(stage.count() == 1);
  stage.log.hold = false;
  stage.log.release();
  stage.run();
  stage.pass(period_ms);
  CHECK(stage.count() == 2);
  CHECK(stage.latest().head == stage.head("A/K1"));
  CHECK(stage.latest().head.size > durable.size);
}

// The numbers and sizes go on where they were.
TEST_CASE("checkpoints: a restart goes on, and says nothing that was said before",
          "[unit][server]") {
  SigningStage stage;
  stage.pass(period_ms);
  stage.restart();
  stage.pass(2 * period_ms);
  CHECK(stage.count() == 1);
  stage.says("join { how: PLACE_HALL }");
  stage.restart();
  stage.pass(period_ms);
  CHECK(stage.count() == 2);
  CHECK(stage.latest().head == stage.head("A/K1"));
}

// A stop leaves nothing unsigned behind, and is not held up where there is nothing to sign.
TEST_CASE("checkpoints: a room that stops signs what is left", "[unit][server]") {
  SigningStage stage;
  stage.says("join { how: PLACE_HALL }");
  bool stopped = false;
  stage.log.hold = true;
  stage.room->stop([&] { stopped = true; });
  stage.run();
  CHECK_FALSE(stopped);
  stage.log.hold = false;
  stage.log.release();
  stage.run();
  CHECK(stopped);
  REQUIRE(stage.count() == 1);
  CHECK(stage.latest().head == stage.head("A/K1"));

  stage.restart();
  stopped = false;
  stage.room->stop([&] { stopped = true; });
  CHECK(stopped);
  CHECK(stage.count() == 1);
}

// A full disk at the stop must not keep the server from stopping.
TEST_CASE("checkpoints: a room stops on a full disk too", "[unit][server]") {
  SigningStage stage;
  stage.says("join { how: PLACE_HALL }");
  stage.log.fail_with = log::Error::storage_full;
  bool stopped = false;
  stage.room->stop([&] { stopped = true; });
  stage.run();
  CHECK(stopped);
  CHECK(stage.count() == 0);
}

// What did not fit on the disk is said by the next one, with numbers that fit the log.
TEST_CASE("checkpoints: go on after the disk was full", "[unit][server]") {
  SigningStage stage;
  stage.log.fail_with = log::Error::storage_full;
  stage.pass(period_ms);
  CHECK(stage.count() == 0);
  stage.log.fail_with = log::Error::none;
  stage.pass(10 * room::storage_full_pause_ms);
  stage.says("join { how: PLACE_HALL }");
  stage.pass(period_ms);
  CHECK(stage.count() == 1);
  CHECK(stage.latest().head == stage.head("A/K1"));
  CHECK(stage.storage_failures == 0);
}

// Whoever gives a room no signer gets a log without checkpoints, byte for byte as the room decides.
TEST_CASE("checkpoints: none without a signer", "[unit][server]") {
  Stage stage;
  stage.all_join();
  bool stopped = false;
  stage.room->stop([&] { stopped = true; });
  stage.run();
  CHECK(stopped);
  CHECK(stage.log.head(stream).number == 0);
}
