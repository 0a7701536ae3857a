/// Any past state of any room, fast. One PastReader serves a whole process: the server's calls and
/// sockets, the replay tools, the tests.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/log/event_log.hpp"
#include "core/past/limits.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::past {

/// A room at one moment. Whoever holds it may keep it; it never changes.
using StatePtr = std::shared_ptr<const rebuild::Rebuilt>;

/// All functions may be called from any thread, block on the log and throw log::Damaged. Every
/// state that is handed out has the state hash that the log says it has.
class PastReader {
 public:
  /// `log` must outlive it.
  explicit PastReader(const log::EventLog& log) : log_(log) {}

  /// The room right after event `number`; beyond the head: at the head; 0: the empty state.
  StatePtr state_at(const std::string& room, log::Number number);
  /// The room at its durable head.
  StatePtr now(const std::string& room) { return state_at(room, rebuild::to_head); }

  const log::EventLog& log() const { return log_; }

 private:
  struct Kept {
    std::string room;
    StatePtr state;
  };

  StatePtr nearest(const std::string& room, log::Number number);
  void keep(const std::string& room, const StatePtr& state);

  const log::EventLog& log_;
  std::mutex mutex_;
  /// The most recently used first; states_kept_max of them.
  std::list<Kept> kept_;
};

}  // namespace tingbok::past
