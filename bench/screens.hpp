/// When the last screen of a room got an event.
#pragma once

#include <cstdint>
#include <deque>

#include "bench/latency.hpp"

namespace tingbok::bench {

/// Follows the events of one room from the first delivery to the last. Every screen must stand at
/// the same number when it starts; each later number is delivered to each screen once, in order.
class ScreenTracker {
 public:
  /// Starts after number `head`, with so many screens.
  void reset(std::uint32_t screens, std::uint64_t head) {
    screens_ = screens;
    first_ = head + 1;
    events_.clear();
  }

  /// One screen got `first`..`last` at `now_ns`.
  void delivered(std::uint64_t first, std::uint64_t last, std::int64_t now_ns, Latencies& into) {
    for (std::uint64_t number = first; number <= last; ++number) {
      Event* event = at(number);
      if (!event || --event->screens_left > 0) continue;
      event->complete_ns = now_ns;
      note(*event, into);
    }
    trim();
  }

  /// The event is the one that was submitted at `submitted_ns`.
  void acknowledged(std::uint64_t number, std::int64_t submitted_ns, Latencies& into) {
    Event* event = at(number);
    if (!event) return;
    event->submitted_ns = submitted_ns;
    note(*event, into);
    trim();
  }

  /// Events some screen or the acknowledgement is still missing for.
  std::size_t open() const { return events_.size(); }

 private:
  struct Event {
    std::uint32_t screens_left = 0;
    std::int64_t submitted_ns = 0;
    std::int64_t complete_ns = 0;
  };

  Event* at(std::uint64_t number) {
    if (screens_ == 0 || number < first_) return nullptr;
    while (number - first_ >= events_.size()) events_.push_back(Event{screens_, 0, 0});
    return &events_[number - first_];
  }

  static void note(const Event& event, Latencies& into) {
    if (event.submitted_ns && event.complete_ns) into.add(event.complete_ns - event.submitted_ns);
  }

  void trim() {
    while (!events_.empty() && events_.front().complete_ns && events_.front().submitted_ns) {
      events_.pop_front();
      ++first_;
    }
  }

  std::uint32_t screens_ = 0;
  std::uint64_t first_ = 1;
  std::deque<Event> events_;
};

}  // namespace tingbok::bench
