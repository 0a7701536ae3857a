/// When the next event is due while the past plays. Pure: real time comes in.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tingbok::scrub {

class Pace {
 public:
  /// From an event of time `event_ms`, at real time `now_ms` of a clock that only goes forward.
  /// `speed` is at least 1; `pause_max_ms` 0: waits are not cut.
  Pace(std::uint32_t speed, std::uint32_t pause_max_ms, std::int64_t event_ms, std::int64_t now_ms)
      : speed_(speed), pause_max_ms_(pause_max_ms), event_ms_(event_ms), shown_ms_(now_ms) {}

  /// When the event that follows the one shown last, and that has this time, is due.
  std::int64_t due_ms(std::int64_t event_ms) const {
    std::int64_t wait = std::max<std::int64_t>(event_ms - event_ms_, 0) / speed_;
    if (pause_max_ms_ > 0) wait = std::min<std::int64_t>(wait, pause_max_ms_);
    return shown_ms_ + wait;
  }
  /// That event is shown: what follows it is counted from when it was due, so that nothing drifts.
  void shown(std::int64_t event_ms) {
    shown_ms_ = due_ms(event_ms);
    event_ms_ = event_ms;
  }
  /// Another speed while the event of time `next_ms` is waited for: the share of the wait that has
  /// passed is not waited for again.
  void change(std::uint32_t speed, std::uint32_t pause_max_ms, std::int64_t next_ms,
              std::int64_t now_ms) {
    const auto gap = std::max<std::int64_t>(next_ms - event_ms_, 0);
    const auto wait = due_ms(next_ms) - shown_ms_;
    const auto waited = std::clamp<std::int64_t>(now_ms - shown_ms_, 0, wait);
    const auto share = wait == 0 ? 1.0 : static_cast<double>(waited) / static_cast<double>(wait);
    *this = Pace(speed, pause_max_ms,
                 event_ms_ + static_cast<std::int64_t>(static_cast<double>(gap) * share), now_ms);
  }

 private:
  std::uint32_t speed_;
  std::uint32_t pause_max_ms_;
  std::int64_t event_ms_;
  std::int64_t shown_ms_;
};

}  // namespace tingbok::scrub
