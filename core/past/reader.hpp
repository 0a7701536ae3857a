/// Any past state of any room, fast. One PastReader serves a whole process: the server's calls and
/// sockets, the replay tools, the tests.
#pragma once

#include <string>

#include "core/log/event_log.hpp"
#include "core/past/kept_states.hpp"
#include "core/past/limits.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::past {

/// All functions may be called from any thread, block on the log and throw log::Damaged. Every
/// state that is handed out has the state hash that the log says it has.
class PastReader {
 public:
  /// `log` must outlive it.
  explicit PastReader(const log::EventLog& log) : log_(log) {}

  /// The room right after event `number`; beyond the head: at the head; 0: the empty state.
  StatePtr state_at(const std::string& room, log::Number number);
  /// The room at its durable head. Heads are kept apart: whoever looks through a whole programme
  /// takes nothing from those who look at the past.
  StatePtr now(const std::string& room);

  const log::EventLog& log() const { return log_; }

 private:
  rebuild::Rebuilt make(const std::string& room, log::Number number);
  StatePtr base_at(const std::string& room, log::Number number);

  const log::EventLog& log_;
  /// What was asked for.
  KeptStates asked_{states_kept_max, entities_kept_max};
  /// At most one of each room.
  KeptStates heads_{heads_kept_max, entities_kept_max};
  /// Whole snapshots, which others are changes to.
  KeptStates bases_{bases_kept_max, entities_kept_max};
};

}  // namespace tingbok::past
