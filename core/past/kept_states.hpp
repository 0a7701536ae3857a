/// States of rooms kept in memory, those used last.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>

#include "core/rebuild/rebuild.hpp"

namespace tingbok::past {

using StatePtr = rebuild::RebuiltPtr;

/// Callable from any thread.
class KeptStates {
 public:
  /// States are let go, the one used longest ago first, where more than `states_max` are kept, or
  /// they have more than `entities_max` entities together; what two share is counted twice. The one
  /// kept last stays.
  KeptStates(std::size_t states_max, std::size_t entities_max)
      : states_max_(states_max), entities_max_(entities_max) {}

  /// The latest kept state of the room at `number` or at most `before` events earlier; null: none.
  StatePtr find(const std::string& room, log::Number number, log::Number before = 0);
  void keep(const std::string& room, const StatePtr& state);
  /// The same, and lets go what is kept of the room.
  void keep_alone(const std::string& room, const StatePtr& state);

 private:
  struct Kept {
    std::string room;
    StatePtr state;
  };

  void put(const std::string& room, const StatePtr& state, std::list<Kept>& dropped);
  void drop(std::list<Kept>::iterator one, std::list<Kept>& dropped);

  const std::size_t states_max_;
  const std::size_t entities_max_;
  std::mutex mutex_;
  /// The one used last first.
  std::list<Kept> kept_;
  std::size_t entities_ = 0;
};

}  // namespace tingbok::past
