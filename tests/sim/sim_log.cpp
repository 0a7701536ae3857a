#include "sim_log.hpp"

#include <utility>

namespace tingbok::sim {

SimLog::SimLog(Scheduler& scheduler, log::EventLog& stored, Disk& disk, Chance chance, Bug bug)
    : ForwardingLog(stored), disk_(disk), chance_(chance), bug_(bug), thread_(scheduler) {}

void SimLog::submit(log::Transaction transaction, log::Done done) {
  if (bug_ == Bug::forgets_answers) transaction.answers.clear();
  if (bug_ == Bug::acknowledges_early) {
    thread_.after(0, [done = std::exchange(done, {})] { done(log::Error::none); });
  }
  queue_.push_back({std::move(transaction), std::move(done)});
  if (!writing_) start_write();
}

void SimLog::start_write() {
  writing_ = true;
  Micros takes = chance_.between(disk_.write_least, disk_.write_most);
  if (chance_.percent(disk_.stall_percent)) takes += chance_.between(0, disk_.stall_most);
  thread_.after(takes, [this] { write(); });
}

/// One sync for all that waits. The answers come a moment later: a process may die in between, with
/// everything written and nothing said.
void SimLog::write() {
  std::deque<Waiting> group = std::exchange(queue_, {});
  // A failed sync: unknown whether the group, which is one write, is on the disk.
  bool writes = !failed_;
  if (disk_.fails && !failed_) {
    failed_ = true;
    writes = chance_.percent(50);
  }
  for (Waiting& one : group) {
    log::Error error = log::Error::io;
    if (writes) error = write_one(one.transaction);
    if (failed_) error = log::Error::io;
    if (!one.done) continue;
    thread_.after(chance_.between(0, 200), [done = std::move(one.done), error] { done(error); });
  }
  writing_ = false;
  if (!queue_.empty()) start_write();
}

log::Error SimLog::write_one(log::Transaction& transaction) {
  // Nearly full: small ones may still find a place.
  if (disk_.full && chance_.percent(80)) return log::Error::storage_full;
  if (bug_ == Bug::drops_one && !dropped_ && chance_.percent(30)) {
    dropped_ = true;
    return log::Error::none;
  }
  log::Error result = log::Error::io;
  ForwardingLog::submit(std::move(transaction), [&](log::Error error) { result = error; });
  return result;
}

}  // namespace tingbok::sim
