// Goal: a timer that runs out becomes an event, once, by the server itself: at its time, after a
// restart, after a disk that was full; never in a simulated programme.
#include <algorithm>

#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A stage whose room can ask to be woken; time passes when the test says so.
class TimedStage : public Stage {
 public:
  explicit TimedStage(bool simulated = false) : Stage(simulated) {
    around.after = [this](std::int64_t delay_ms, room::Task task) {
      REQUIRE(delay_ms >= 0);
      waits.emplace_back(up_ms + delay_ms, std::move(task));
    };
    around.steady_ms = [this] { return up_ms; };
    restart();
  }
  void restart() {
    waits.clear();
    start();
    pass(0);
  }
  /// Moves both clocks on, running what falls due in the order of its time.
  void pass(std::int64_t seconds) {
    const std::int64_t until_ms = up_ms + seconds * 1000;
    const auto move_to = [this](std::int64_t at_ms) {
      now_ms += at_ms - up_ms;
      up_ms = at_ms;
    };
    run();
    for (;;) {
      const auto next =
          std::min_element(waits.begin(), waits.end(),
                           [](const auto& a, const auto& b) { return a.first < b.first; });
      if (next == waits.end() || next->first > until_ms) break;
      move_to(std::max(up_ms, next->first));
      const room::Task task = std::move(next->second);
      waits.erase(next);
      task();
      run();
    }
    move_to(until_ms);
  }
  const pb::Timer& timer(const std::string& id) const {
    const auto* found = room->state().find<pb::Timer>(id);
    REQUIRE(found != nullptr);
    return *found;
  }
  /// The records of timers that ran out.
  std::vector<pb::RecordCore> ran_out() const {
    std::vector<pb::RecordCore> found;
    log.read("A/K1", 1, room->durable(), [&](const log::RecordView& record) {
      const auto parsed = rebuild::parse_record(record, "A/K1");
      if (parsed.core.event().has_timer_ran_out()) found.push_back(parsed.core);
      return true;
    });
    return found;
  }

  /// The clock that only goes forward.
  std::int64_t up_ms = 5'000;
  std::vector<std::pair<std::int64_t, room::Task>> waits;
};

void start_timer(TimedStage& stage, const std::string& id, int seconds) {
  const auto screen = stage.screen("PV");
  screen->submit("start-" + id,
                 "timer_start { timer: '" + id + "' seconds: " + std::to_string(seconds) + " }");
  stage.run();
  screen->read();
  REQUIRE(screen->answer("start-" + id)->has_receipt());
  stage.room->leave(*screen->member);
}

}  // namespace

// The record has the timer's own time, no actor and no command id; clients get it as any event.
TEST_CASE("timers: one that runs out is an event of the server's, once", "[unit][server]") {
  TimedStage stage;
  const auto watcher = stage.screen("R1");
  start_timer(stage, "T", 60);
  const auto started_ms = stage.now_ms;
  stage.pass(59);
  CHECK(stage.ran_out().empty());
  stage.pass(1);
  const auto records = stage.ran_out();
  REQUIRE(records.size() == 1);
  CHECK(records[0].actor().empty());
  CHECK(records[0].command_id().empty());
  CHECK(records[0].time_ms() == started_ms + 60'000);
  CHECK(stage.timer("T").ran_out_ms() == started_ms + 60'000);
  watcher->read();
  CHECK(watcher->number == records[0].number());
  CHECK(watcher->told_hash == as_bytes(watcher->mirror.hash()));
  stage.pass(3600);
  stage.restart();
  CHECK(stage.ran_out().size() == 1);
}

// Its time is that of the start: nobody noted it when it was due.
TEST_CASE("timers: one that ran out while no server was there runs out at the next start",
          "[unit][server]") {
  TimedStage stage;
  start_timer(stage, "T", 60);
  start_timer(stage, "U", 600);
  stage.now_ms += 120'000;  // Nobody is there to be woken.
  stage.restart();
  REQUIRE(stage.ran_out().size() == 1);
  CHECK(stage.ran_out()[0].time_ms() == stage.now_ms);
  stage.pass(480);
  CHECK(stage.ran_out().size() == 2);
}

// What the room waits for follows the timers, without piling up wake-ups.
TEST_CASE("timers: stopped, extended and shortened by another", "[unit][server]") {
  TimedStage stage;
  start_timer(stage, "T", 60);
  start_timer(stage, "U", 600);
  const auto screen = stage.screen("PV");
  screen->submit("x", "timer_extend { timer: 'T' seconds: 60 }");
  stage.pass(90);
  CHECK(stage.ran_out().empty());
  screen->submit("y", "timer_end { timer: 'T' }");
  start_timer(stage, "V", 10);
  stage.pass(60);
  REQUIRE(stage.ran_out().size() == 1);
  CHECK(stage.ran_out()[0].event().timer_ran_out().timer() == "V");
  // One that has run out gets more time, and runs out again.
  screen->submit("z", "timer_extend { timer: 'V' seconds: 600 }");
  stage.pass(30);
  CHECK(stage.timer("V").ran_out_ms() == 0);
  CHECK(stage.waits.size() <= 2);
  stage.pass(600);
  CHECK(stage.ran_out().size() == 3);
}

// Not the chair, not the facilitator, not a person of role system.
TEST_CASE("timers: nobody but the server says that one ran out", "[unit][server]") {
  TimedStage stage;
  start_timer(stage, "T", 60);
  for (const char* person : {"R1", "PV", "SYS"}) {
    const auto screen = stage.screen(person);
    screen->submit("x", "timer_run_out { timer: 'T' }");
    stage.run();
    screen->read();
    CHECK(screen->refused("x") == "bare_tjeneren");
  }
}

// Scripts say themselves what happens.
TEST_CASE("timers: in a simulated programme none runs out by itself", "[unit][server]") {
  TimedStage stage(true);
  start_timer(stage, "T", 60);
  stage.pass(7200);
  stage.restart();
  CHECK(stage.ran_out().empty());
  CHECK(stage.waits.empty());
}

// The room tries again, and not more often than the disk is looked at.
TEST_CASE("timers: what a full disk kept from being written is written when there is space",
          "[unit][server]") {
  TimedStage stage;
  start_timer(stage, "T", 60);
  stage.log.fail_with = log::Error::storage_full;
  stage.pass(61);
  CHECK(stage.ran_out().empty());
  stage.log.fail_with = log::Error::none;
  stage.pass(5);
  CHECK(stage.ran_out().size() == 1);
}

// What people wait for is a minute, whatever happens to the clock meanwhile; time in the room never
// runs backwards.
TEST_CASE("timers: a clock that is set does not move what runs", "[unit][server]") {
  TimedStage stage;
  const std::int64_t jump_ms = GENERATE(-3'600'000, 3'600'000);
  start_timer(stage, "T", 60);
  const auto due_ms = stage.timer("T").started_ms() + 60'000;
  stage.pass(30);
  stage.now_ms += jump_ms;
  stage.pass(29);
  CHECK(stage.ran_out().empty());
  stage.pass(1);
  REQUIRE(stage.ran_out().size() == 1);
  CHECK(stage.ran_out()[0].time_ms() == (jump_ms < 0 ? due_ms : due_ms + jump_ms));
  // One that starts after that, and one that gets more time.
  start_timer(stage, "U", 10);
  const auto screen = stage.screen("PV");
  screen->submit("x", "timer_extend { timer: 'U' seconds: 20 }");
  stage.pass(29);
  CHECK(stage.ran_out().size() == 1);
  stage.pass(1);
  CHECK(stage.ran_out().size() == 2);
}

// The room's own time is what the clock cannot take back, also over a restart.
TEST_CASE("timers: a clock that was set back before a restart costs at most a timer's length",
          "[unit][server]") {
  TimedStage stage;
  start_timer(stage, "T", 60);
  stage.pass(30);
  stage.now_ms -= 3'600'000;
  stage.restart();
  stage.pass(60);
  REQUIRE(stage.ran_out().size() == 1);
  CHECK(stage.ran_out()[0].time_ms() == stage.timer("T").started_ms() + 60'000);
}
