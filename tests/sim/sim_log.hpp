/// The log of a simulated server: the log in memory behind a disk that takes its time, fills up and
/// fails, and a process that dies between a write and its answer.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "chance.hpp"
#include "core/log/event_log.hpp"
#include "scheduler.hpp"

namespace tingbok::sim {

/// Bugs that can be planted, to see that the checks catch them.
enum class Bug {
  none,
  /// Answers before it writes.
  acknowledges_early,
  /// Answers, and forgets one transaction.
  drops_one,
  /// Keeps no answers: what is sent again happens again.
  forgets_answers,
  /// The network swallows one message in the middle.
  swallows_message,
};

/// What the disk does. Times in microseconds.
struct Disk {
  Micros write_least = 100;
  Micros write_most = 3 * ms;
  /// A stall, now and then.
  unsigned stall_percent = 0;
  Micros stall_most = 0;
  bool full = false;
  bool fails = false;
};

/// One process's use of the log; the next process gets a new one over the same `stored`.
class SimLog : public log::EventLog {
 public:
  SimLog(Scheduler& scheduler, log::EventLog& stored, Disk& disk, Chance chance, Bug bug);

  void submit(log::Transaction transaction, log::Done done) override;

  void read(std::string_view stream, log::Number from, log::Number to,
            const log::Visitor& visit) const override {
    stored_.read(stream, from, to, visit);
  }
  log::Head head(std::string_view stream) const override { return stored_.head(stream); }
  std::vector<log::StreamName> streams(std::string_view prefix) const override {
    return stored_.streams(prefix);
  }
  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    return stored_.kept_answer(stream, key);
  }
  std::vector<std::string> aside(const log::Shelf& shelf) const override {
    return stored_.aside(shelf);
  }
  std::vector<log::Shelf> shelves() const override { return stored_.shelves(); }
  void put_snapshot(std::string_view stream, const log::Snapshot& snapshot) override {
    if (!disk_.full && !failed_) stored_.put_snapshot(stream, snapshot);
  }
  std::optional<log::Snapshot> snapshot(std::string_view stream, log::Number at) const override {
    return stored_.snapshot(stream, at);
  }
  std::string epoch() const override { return stored_.epoch(); }
  void refresh() override {}

 private:
  struct Waiting {
    log::Transaction transaction;
    log::Done done;
  };
  void start_write();
  void write();
  log::Error write_one(log::Transaction& transaction);

  log::EventLog& stored_;
  Disk& disk_;
  Chance chance_;
  const Bug bug_;
  Lane thread_;
  std::deque<Waiting> queue_;
  bool writing_ = false;
  bool failed_ = false;
  bool dropped_ = false;
};

}  // namespace tingbok::sim
