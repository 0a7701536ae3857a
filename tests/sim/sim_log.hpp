/// The log of a simulated server: the log in memory behind a disk that takes its time, fills up and
/// fails, and a process that dies between a write and its answer.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "chance.hpp"
#include "scheduler.hpp"
#include "tests/support/forwarding_log.hpp"

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
class SimLog : public test::ForwardingLog {
 public:
  SimLog(Scheduler& scheduler, log::EventLog& stored, Disk& disk, Chance chance, Bug bug);

  void submit(log::Transaction transaction, log::Done done) override;

  void put_snapshot(std::string_view stream, const log::Snapshot& snapshot) override {
    if (!disk_.full && !failed_) ForwardingLog::put_snapshot(stream, snapshot);
  }

 private:
  struct Waiting {
    log::Transaction transaction;
    log::Done done;
  };
  void start_write();
  void write();
  log::Error write_one(log::Transaction& transaction);

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
