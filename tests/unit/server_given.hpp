/// A room on a stage: a log whose syncs the test holds back or breaks, a clock it sets, and screens
/// that keep what a client would. No sockets, no threads.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <google/protobuf/util/json_util.h>

#include "core/log/open.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "server/room/programmes.hpp"
#include "server/room/room.hpp"
#include "tests/support/domain_given.hpp"
#include "tests/support/memory_keys.hpp"

namespace tingbok::test {

/// Passes everything on to a log in memory, but transactions only when it is told to.
class HeldLog final : public log::EventLog {
 public:
  bool hold = false;
  /// What every further transaction is answered with, without being written.
  log::Error fail_with = log::Error::none;
  /// Called before anything is read; throws what reading is to throw.
  std::function<void()> before_read;

  void submit(log::Transaction transaction, log::Done done) override {
    held_.emplace_back(std::move(transaction), std::move(done));
    if (!hold) release();
  }
  /// Writes, or fails, the first `count` transactions that wait.
  void release(std::size_t count = SIZE_MAX) {
    for (; count > 0 && !held_.empty(); --count) {
      auto [transaction, done] = std::move(held_.front());
      held_.pop_front();
      if (fail_with != log::Error::none) {
        done(fail_with);
      } else {
        inner_->submit(std::move(transaction), std::move(done));
      }
    }
  }
  std::size_t held() const { return held_.size(); }

  void read(std::string_view stream, log::Number from, log::Number to,
            const log::Visitor& visit) const override {
    if (before_read) before_read();
    inner_->read(stream, from, to, visit);
  }
  log::Head head(std::string_view stream) const override { return inner_->head(stream); }
  std::vector<log::StreamName> streams(std::string_view prefix) const override {
    return inner_->streams(prefix);
  }
  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    if (before_read) before_read();
    return inner_->kept_answer(stream, key);
  }
  std::vector<std::string> aside(const log::Shelf& shelf) const override {
    return inner_->aside(shelf);
  }
  std::vector<log::Shelf> shelves() const override { return inner_->shelves(); }
  void put_snapshot(std::string_view stream, const log::Snapshot& snapshot) override {
    inner_->put_snapshot(stream, snapshot);
  }
  std::optional<log::Snapshot> snapshot(std::string_view stream, log::Number at) const override {
    return inner_->snapshot(stream, at);
  }
  std::string epoch() const override { return inner_->epoch(); }
  void refresh() override { inner_->refresh(); }

 private:
  std::unique_ptr<log::EventLog> inner_ = log::open_memory_log();
  std::deque<std::pair<log::Transaction, log::Done>> held_;
};

class Stage;

/// A client's connection, as the room sees it, and what the client makes of what it gets.
class Screen final : public room::Link {
 public:
  Screen(Stage& stage, const std::string& person, bool simulates, room::Encoding encoding);

  void wake() override { ++wakes; }
  void close(room::CloseCode code, std::string_view) override { closed = code; }

  void hello(const std::string& epoch = "", log::Number number_seen = 0,
             const std::string& hash = "");
  void submit(const std::string& command_id, const std::string& command_text,
              std::uint64_t line = 0, std::optional<std::int64_t> time = {});
  /// Takes one message; false where there is none.
  bool read_one();
  /// Takes all there is.
  void read() {
    while (read_one()) {
    }
  }
  const pb::Answer* answer(const std::string& command_id) const;
  /// The word of the refusal it got; empty where none.
  std::string refused(const std::string& command_id) const;
  bool sees(const std::string& text) const;

  room::Encoding encoding;
  std::shared_ptr<room::Member> member;
  int wakes = 0;
  std::optional<room::CloseCode> closed;

  // What it was sent.
  std::vector<std::string> messages;
  std::vector<pb::Welcome> welcomes;
  std::vector<log::Number> patch_numbers;
  std::vector<pb::Answer> answers;
  std::vector<pb::Entity> own;
  view::Mirror mirror;
  log::Number number = 0;
  /// The latest view hash it was told, and the number it belongs to.
  std::string told_hash;
  log::Number told_number = 0;

 private:
  Stage& stage_;
};

/// The programme A with one room of domain_given.hpp's usual people.
inline pb::CreateProgramme usual_programme() {
  pb::CreateProgramme wanted;
  wanted.set_id("A");
  wanted.set_title("Prøve");
  *wanted.add_rooms() = usual_config();
  for (const pb::RosterEntry& entry : usual_roster()) {
    pb::ProgrammePerson& person = *wanted.add_people();
    person.set_person(entry.person());
    person.set_label(entry.label());
    person.set_role(entry.role());
    person.set_party(entry.party());
    person.set_votes(entry.votes());
    person.set_language(entry.language());
    *(entry.member() ? person.add_member_of() : person.add_guest_in()) = "K1";
  }
  return wanted;
}

/// The room A/K1 of domain_given.hpp's usual people.
class Stage {
 public:
  explicit Stage(bool simulated = false) : programmes(log, [this] { return now_ms; }) {
    pb::CreateProgramme wanted = usual_programme();
    wanted.set_simulated(simulated);
    programmes.create(wanted, [](room::Changed changed) {
      INFO(changed.sentence);
      REQUIRE(changed.result == room::Changed::Result::done);
    });
    start();
  }

  /// As after a restart: everything in memory is gone.
  void start() {
    tasks.clear();
    room.reset();
    room = std::make_unique<room::Room>(around, "A/K1", rebuild::rebuild(log, "A/K1"), 0);
  }
  /// Runs all that was posted.
  void run() {
    while (!tasks.empty()) {
      const room::Task task = std::move(tasks.front());
      tasks.pop_front();
      task();
    }
  }
  /// A person's screen that has said hello and read all.
  std::unique_ptr<Screen> screen(const std::string& person, bool simulates = false,
                                 room::Encoding encoding = room::Encoding::protobuf) {
    auto made = std::make_unique<Screen>(*this, person, simulates, encoding);
    made->hello();
    run();
    made->read();
    return made;
  }
  /// Everyone who acts must be present.
  void all_join() {
    for (const char* person : {"R1", "R2", "R3", "R4", "SEK", "PV"}) {
      auto one = screen(person);
      one->submit(std::string("join-") + person, "join { how: PLACE_HALL }");
      run();
      one->read();
      REQUIRE(one->answer(std::string("join-") + person)->has_receipt());
      room->leave(*one->member);
    }
  }

  std::int64_t now_ms = 1'800'000'000'000;
  HeldLog log;
  ops::Metrics metrics;
  MemoryKeys keys;
  int storage_failures = 0;
  std::deque<room::Task> tasks;
  room::Programmes programmes;
  room::Surroundings around{log,
                            metrics,
                            [this](room::Task task) { tasks.push_back(std::move(task)); },
                            [this](room::Task task) { tasks.push_back(std::move(task)); },
                            [this] { return now_ms; },
                            [this] { ++storage_failures; },
                            nullptr,
                            nullptr,
                            nullptr,
                            &keys};
  std::unique_ptr<room::Room> room;
};

inline Screen::Screen(Stage& stage, const std::string& person, bool simulates, room::Encoding as)
    : encoding(as),
      member(std::make_shared<room::Member>(*this, person, simulates, as)),
      stage_(stage) {}

inline void Screen::hello(const std::string& epoch, log::Number number_seen,
                          const std::string& hash) {
  pb::Hello hello;
  hello.set_epoch(epoch);
  hello.set_number(number_seen);
  hello.set_view_hash(hash);
  stage_.room->join(member, hello);
}

inline void Screen::submit(const std::string& command_id, const std::string& command_text,
                           std::uint64_t line, std::optional<std::int64_t> time) {
  pb::Submit submit;
  submit.set_command_id(command_id);
  *submit.mutable_command() = command(command_text);
  submit.set_script_line(line);
  if (time) submit.set_script_time(*time);
  stage_.room->submit(member, submit);
}

inline bool Screen::read_one() {
  room::Outgoing out;
  if (!stage_.room->take(*member, out)) return false;
  std::string bytes;
  for (const std::string_view piece : out.pieces()) bytes += piece;
  pb::ServerFrame frame;
  if (encoding == room::Encoding::json) {
    REQUIRE(google::protobuf::util::JsonStringToMessage(bytes, &frame).ok());
  } else {
    REQUIRE(frame.ParseFromString(bytes));
  }
  messages.push_back(bytes);
  const auto take_in = [&](const pb::Entity& entity) { mirror.apply(entity); };
  if (frame.has_welcome()) {
    welcomes.push_back(frame.welcome());
    if (!frame.welcome().resumed()) mirror.clear();
  }
  if (frame.has_snapshot()) {
    for (const pb::Entity& entity : frame.snapshot().entities()) take_in(entity);
    mirror.resize(frame.snapshot().slots());
    number = told_number = frame.snapshot().number();
    told_hash = frame.snapshot().view_hash();
  }
  for (const pb::Patch& patch : frame.patches()) {
    CHECK(patch.number() == number + 1);
    number = patch.number();
    patch_numbers.push_back(number);
    for (const pb::Entity& entity : patch.entities()) take_in(entity);
    mirror.resize(patch.slots());
    if (patch.view_hash().empty()) continue;
    told_number = number;
    told_hash = patch.view_hash();
  }
  for (const pb::Entity& entity : frame.own()) own.push_back(entity);
  for (const pb::Answer& one : frame.answers()) {
    // A receipt never comes before the patch of its number.
    if (one.has_receipt()) CHECK(one.receipt().number() <= number);
    answers.push_back(one);
  }
  return true;
}

inline const pb::Answer* Screen::answer(const std::string& command_id) const {
  for (const pb::Answer& one : answers) {
    if (one.command_id() == command_id) return &one;
  }
  return nullptr;
}

inline std::string Screen::refused(const std::string& command_id) const {
  const pb::Answer* one = answer(command_id);
  return one && one->has_refused() ? one->refused().word() : std::string();
}

inline bool Screen::sees(const std::string& text) const {
  for (const pb::Entity& entity : mirror.entities()) {
    if (entity.SerializeAsString().find(text) != std::string::npos) return true;
  }
  return false;
}

inline std::string note(const std::string& id, const std::string& text = "Buss") {
  return "note_add { note: '" + id + "' board: 'B' } text: '" + text + "'";
}

}  // namespace tingbok::test
