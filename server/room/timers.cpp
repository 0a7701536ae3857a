/// Timers that run out. The server notes it as an event, once, so that replay needs no clock; also
/// of a timer that ran out while no server was running. In simulated programmes nothing happens
/// that no line asked for.
#include <algorithm>
#include <limits>

#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"
#include "server/room/room.hpp"

namespace tingbok::room {
namespace {

constexpr std::int64_t never_ms = std::numeric_limits<std::int64_t>::max();

/// When the timer runs out; never where it was stopped or has run out.
std::int64_t runs_out_ms(const pb::Timer& timer) {
  if (timer.ended_ms() != 0 || timer.ran_out_ms() != 0) return never_ms;
  return timer.started_ms() + std::int64_t{timer.seconds()} * 1000;
}

}  // namespace

/// Of the timers that run. One that is known keeps its deadline, moved by as much as it was given
/// more or less: the clock may have been set since. For a new one the time is the room's, which a
/// clock that was set back does not move.
void Room::set_deadlines() {
  std::unordered_map<std::string, Deadline> running;
  const std::int64_t now_ms = std::max(around_.clock(), room_.state.time_ms());
  for (const auto* timer : room_.state.all<pb::Timer>()) {
    const std::int64_t due_ms = runs_out_ms(*timer);
    if (due_ms == never_ms) continue;
    const auto known = deadlines_.find(timer->id());
    running[timer->id()] = {due_ms, known == deadlines_.end()
                                        ? steady_ms() + due_ms - now_ms
                                        : known->second.steady_ms + due_ms - known->second.due_ms};
  }
  deadlines_ = std::move(running);
}

/// Sees to it that a task waits for the nearest timer. One that waits for an earlier time is left
/// to run and look again, so that there are never more than a few.
void Room::watch_timers() {
  if (!around_.after || !timers_changed_ || dead_ || stopping_) return;
  timers_changed_ = false;
  const auto* room = room_.state.find<pb::Room>("room");
  if (room == nullptr || room->simulated()) return;
  set_deadlines();
  if (deadlines_.empty()) return;
  std::int64_t nearest_ms = never_ms;
  for (const auto& [id, deadline] : deadlines_) {
    nearest_ms = std::min(nearest_ms, deadline.steady_ms);
  }
  const std::int64_t now_ms = steady_ms();
  // Where the disk was full a moment ago, nothing can be written yet.
  const std::int64_t at_ms =
      std::max(nearest_ms, full_lately() ? now_ms + storage_full_pause_ms : now_ms);
  if (timer_waits_until_ms_ && *timer_waits_until_ms_ <= at_ms) return;
  timer_waits_until_ms_ = at_ms;
  around_.after(at_ms - now_ms, [weak = std::weak_ptr<Room*>(self_), at_ms] {
    if (const auto self = weak.lock()) (*self)->timer_rings(at_ms);
  });
}

void Room::timer_rings(std::int64_t at_ms) {
  if (timer_waits_until_ms_ == at_ms) timer_waits_until_ms_.reset();
  if (stopping_) return;
  timers_changed_ = true;
  timer_rang_ = true;
  schedule();
}

/// All that are over by now; as many as one transaction takes, the others in the next. Each at its
/// own time, where the clock is behind that.
void Room::run_out_timers(Batch& batch, log::Transaction& transaction) {
  set_deadlines();
  const std::int64_t now_ms = steady_ms();
  std::vector<std::pair<std::int64_t, std::string>> over;
  for (const auto& [id, deadline] : deadlines_) {
    if (deadline.steady_ms <= now_ms) over.emplace_back(deadline.due_ms, id);
  }
  std::sort(over.begin(), over.end());
  if (over.size() > batch_commands_max) over.resize(batch_commands_max);
  rebuild::RecordHead head;
  head.time_ms = std::max(around_.clock(), room_.state.time_ms());
  for (const auto& [due_ms, id] : over) {
    head.time_ms = std::max(head.time_ms, due_ms);
    domain::Context context;
    context.now_ms = head.time_ms;
    pb::Command command;
    command.mutable_timer_run_out()->set_timer(id);
    auto decision = domain::decide(room_.state, command, context);
    const auto* events = std::get_if<domain::Events>(&decision);
    if (events == nullptr) throw std::logic_error("a timer that is over does not run out: " + id);
    for (const pb::Event& event : *events) {
      auto made = rebuild::make_event_record(room_.state, event, head, fresh_salt());
      transaction.appends[0].records.push_back(std::move(made.record));
      render(made.changes, event, head.time_ms, batch);
      ++batch.events;
    }
  }
}

}  // namespace tingbok::room
