/// A room's past on a stage: sockets that move through it, a clock and timers the test sets. No
/// sockets, no threads.
#pragma once

#include "server/scrub/limits.hpp"
#include "server/scrub/past_room.hpp"
#include "tests/unit/server_given.hpp"

namespace tingbok::test {

/// The room A/K1 and its past.
class PastStage : public Stage {
 public:
  explicit PastStage(bool simulated = false) : Stage(simulated) {}

  /// Lets time pass: what waits for it runs in order, and all that follows from it.
  void pass(std::int64_t ms) {
    const std::int64_t until = steady_ms + ms;
    run();
    while (!timers.empty() && timers.begin()->first <= until) {
      steady_ms = std::max(steady_ms, timers.begin()->first);
      const room::Task task = std::move(timers.begin()->second);
      timers.erase(timers.begin());
      task();
      run();
    }
    steady_ms = until;
  }
  /// Somebody says something at a time of the room's clock; its event's number.
  log::Number said(const std::string& text, std::int64_t after_ms) {
    now_ms += after_ms;
    if (!chair) chair = screen("R1");
    const std::string id = "said-" + std::to_string(++said_);
    chair->submit(id, "say { } text: '" + text + "'");
    run();
    chair->read();
    return chair->answer(id)->receipt().number();
  }

  std::int64_t steady_ms = 5'000;
  std::multimap<std::int64_t, room::Task> timers;
  past::PastReader reader{log};
  scrub::Surroundings looking{reader,
                              metrics,
                              [this](scrub::Task task) { tasks.push_back(std::move(task)); },
                              [this](scrub::Task task) { tasks.push_back(std::move(task)); },
                              [this](std::int64_t delay_ms, scrub::Task task) {
                                timers.emplace(steady_ms + delay_ms, std::move(task));
                              },
                              [this] { return steady_ms; }};
  scrub::PastRoom past{looking, "A/K1"};
  std::unique_ptr<Screen> chair;

 private:
  int said_ = 0;
};

/// A socket to the past, and what its client makes of what it gets.
class PastScreen final : public room::Link {
 public:
  PastScreen(PastStage& stage, const std::string& person,
             room::Encoding as = room::Encoding::protobuf)
      : member(std::make_shared<room::Member>(*this, person, false, as)), stage_(stage) {
    stage_.past.join(member, {});
    stage_.run();
    read();
  }
  ~PastScreen() override { stage_.past.leave(*member); }

  void wake() override { woken = true; }
  void close(room::CloseCode code, std::string_view sentence) override {
    closed = code;
    why = sentence;
  }

  void seek(const std::string& text) {
    pb::Scrub scrub;
    scrub.set_seek(text);
    move(scrub);
  }
  void step(int events) {
    pb::Scrub scrub;
    scrub.set_step(events);
    move(scrub);
  }
  void play(std::uint32_t speed, std::uint32_t pause_max_ms = 0) {
    pb::Scrub scrub;
    scrub.set_play(speed);
    scrub.set_pause_max_ms(pause_max_ms);
    move(scrub);
  }
  void pause() {
    pb::Scrub scrub;
    scrub.set_pause(true);
    move(scrub);
  }
  void move(const pb::Scrub& scrub) {
    stage_.past.scrub(member, scrub);
    stage_.run();
    read();
  }
  /// Takes all there is.
  void read() {
    room::Outgoing out;
    while (stage_.past.take(*member, out)) take_in(out);
    woken = false;
  }
  bool sees(const std::string& text) const {
    for (const pb::Entity& entity : mirror.entities()) {
      if (entity.SerializeAsString().find(text) != std::string::npos) return true;
    }
    return false;
  }

  std::shared_ptr<room::Member> member;
  bool woken = false;
  std::optional<room::CloseCode> closed;
  std::string why;

  view::Mirror mirror;
  /// By slot.
  std::map<std::uint32_t, pb::Entity> own;
  pb::Welcome welcome;
  pb::ScrubStatus status;
  log::Number number = 0;
  int snapshots = 0;
  int statuses = 0;
  std::vector<log::Number> patch_numbers;

 private:
  void take_in(const room::Outgoing& out) {
    std::string bytes;
    for (const std::string_view piece : out.pieces()) bytes += piece;
    pb::ServerFrame frame;
    if (member->encoding == room::Encoding::json) {
      REQUIRE(google::protobuf::util::JsonStringToMessage(bytes, &frame).ok());
    } else {
      REQUIRE(frame.ParseFromString(bytes));
    }
    if (frame.has_welcome()) {
      welcome = frame.welcome();
      mirror.clear();
      own.clear();
    }
    if (frame.has_snapshot()) {
      ++snapshots;
      for (const pb::Entity& entity : frame.snapshot().entities()) mirror.apply(entity);
      mirror.resize(frame.snapshot().slots());
      number = frame.snapshot().number();
      if (frame.snapshot().part() + 1 == frame.snapshot().parts()) {
        CHECK(frame.snapshot().view_hash() == as_bytes(mirror.hash()));
      }
    }
    for (const pb::Patch& patch : frame.patches()) {
      CHECK(patch.number() == number + 1);
      number = patch.number();
      patch_numbers.push_back(number);
      for (const pb::Entity& entity : patch.entities()) mirror.apply(entity);
      mirror.resize(patch.slots());
      CHECK(patch.view_hash() == as_bytes(mirror.hash()));
    }
    for (const pb::Entity& entity : frame.own()) {
      if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
        own.erase(entity.slot());
      } else {
        own[entity.slot()] = entity;
      }
    }
    if (!frame.has_scrub()) return;
    ++statuses;
    status = frame.scrub();
    CHECK(status.number() == number);
  }

  PastStage& stage_;
};

}  // namespace tingbok::test
