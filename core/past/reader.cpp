#include "core/past/reader.hpp"

#include <algorithm>

#include "core/rebuild/fold_on.hpp"

namespace tingbok::past {

StatePtr PastReader::state_at(const std::string& room, log::Number number) {
  number = std::min(number, log_.head(room).number);
  auto near = nearest(room, number);
  if (near && near->state.number() == number) return near;
  auto made =
      near ? std::make_shared<const rebuild::Rebuilt>(rebuild::fold_on(log_, room, *near, number))
           : std::make_shared<const rebuild::Rebuilt>(rebuild::rebuild(log_, room, number));
  keep(room, made);
  return made;
}

/// The kept state to fold on from; null where none is near enough.
StatePtr PastReader::nearest(const std::string& room, log::Number number) {
  const std::lock_guard lock(mutex_);
  auto best = kept_.end();
  for (auto one = kept_.begin(); one != kept_.end(); ++one) {
    const auto at = one->state->state.number();
    if (one->room != room || at > number || number - at > fold_on_events_max) continue;
    if (best == kept_.end() || at > best->state->state.number()) best = one;
  }
  if (best == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, best);
  return kept_.front().state;
}

void PastReader::keep(const std::string& room, const StatePtr& state) {
  std::list<Kept> dropped;  // Taken apart after the lock is given back.
  const std::lock_guard lock(mutex_);
  kept_.push_front({room, state});
  while (kept_.size() > states_kept_max) dropped.splice(dropped.end(), kept_, --kept_.end());
}

}  // namespace tingbok::past
