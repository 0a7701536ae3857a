#include "core/past/kept_states.hpp"

#include <iterator>

namespace tingbok::past {

StatePtr KeptStates::find(const std::string& room, log::Number number, log::Number before) {
  const std::lock_guard lock(mutex_);
  auto best = kept_.end();
  for (auto one = kept_.begin(); one != kept_.end(); ++one) {
    const auto at = one->state->state.number();
    if (at > number || number - at > before || one->room != room) continue;
    if (best == kept_.end() || at > best->state->state.number()) best = one;
  }
  if (best == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, best);
  return best->state;
}

void KeptStates::keep(const std::string& room, const StatePtr& state) {
  std::list<Kept> dropped;  // Taken apart after the lock is given back.
  const std::lock_guard lock(mutex_);
  put(room, state, dropped);
}

void KeptStates::keep_alone(const std::string& room, const StatePtr& state) {
  std::list<Kept> dropped;
  const std::lock_guard lock(mutex_);
  for (auto one = kept_.begin(); one != kept_.end();) {
    const auto next = std::next(one);
    if (one->room == room) drop(one, dropped);
    one = next;
  }
  put(room, state, dropped);
}

void KeptStates::put(const std::string& room, const StatePtr& state, std::list<Kept>& dropped) {
  kept_.push_front({room, state});
  entities_ += state->state.entities().size();
  while (kept_.size() > 1 && (kept_.size() > states_max_ || entities_ > entities_max_)) {
    drop(std::prev(kept_.end()), dropped);
  }
}

void KeptStates::drop(std::list<Kept>::iterator one, std::list<Kept>& dropped) {
  entities_ -= one->state->state.entities().size();
  dropped.splice(dropped.end(), kept_, one);
}

}  // namespace tingbok::past
