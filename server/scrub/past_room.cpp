#include "server/scrub/past_room.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "server/ops/logging.hpp"
#include "server/room/encode.hpp"
#include "server/scrub/limits.hpp"
#include "server/scrub/unsent.hpp"

namespace tingbok::scrub {

/// A socket. `viewing` is used by the task that is under way and by nobody else.
struct PastRoom::Viewer {
  std::shared_ptr<room::Member> member;
  std::shared_ptr<Viewing> viewing;
  std::deque<pb::Scrub> moves;
  Unsent unsent;
  bool busy = false;
  /// An event is due while it plays, and no move came before.
  bool due = false;
  /// Counts what it was told to wait for: a wait that another took the place of is passed over.
  std::uint64_t waits = 0;
};

PastRoom::PastRoom(Surroundings& around, std::string workshop)
    : around_(around), workshop_(std::move(workshop)), self_(std::make_shared<PastRoom*>(this)) {}

PastRoom::~PastRoom() = default;

void PastRoom::join(const std::shared_ptr<room::Member>& member, const pb::Hello&) {
  if (!member->link) return;
  const bool nobody = member->person.empty();
  const auto same = static_cast<std::size_t>(std::count_if(
      viewers_.begin(), viewers_.end(),
      [&](const auto& entry) { return entry.second->member->person == member->person; }));
  if (viewers_.size() >= viewers_max || around_.viewers >= shard_viewers_max ||
      same >= (nobody ? public_viewers_max : person_viewers_max)) {
    return std::exchange(member->link, nullptr)
        ->close(room::CloseCode::try_later, "As many look at the past here as may.");
  }
  auto viewer = std::make_shared<Viewer>();
  viewer->member = member;
  viewer->viewing = std::make_shared<Viewing>(around_.reader, workshop_, member->person);
  viewers_[member.get()] = viewer;
  ++around_.viewers;
  run(viewer, false, [](Viewing& viewing, std::int64_t now_ms) { return viewing.open(now_ms); });
}

void PastRoom::submit(const std::shared_ptr<room::Member>& member, pb::Submit&) {
  if (const ViewerPtr viewer = find(*member)) {
    close(*viewer, room::CloseCode::bad_frame,
          "This is the past, where nothing can be done; connect to the room itself to act.");
  }
}

void PastRoom::scrub(const std::shared_ptr<room::Member>& member, const pb::Scrub& scrub) {
  const ViewerPtr viewer = find(*member);
  if (!viewer) return;
  ++member->unanswered;
  viewer->moves.push_back(scrub);
  go_on(viewer);
}

bool PastRoom::take(room::Member& member, room::Outgoing& out) {
  out.clear();
  const ViewerPtr viewer = find(member);
  if (!viewer) return false;
  if (!viewer->unsent.take(member, out)) return false;
  // A move may have waited for this one to be on its way.
  go_on(viewer);
  return true;
}

void PastRoom::leave(room::Member& member) {
  if (!member.link) return;
  member.link = nullptr;
  if (const ViewerPtr viewer = find(member)) forget(*viewer);
}

PastRoom::ViewerPtr PastRoom::find(const room::Member& member) const {
  const auto found = viewers_.find(&member);
  return found == viewers_.end() ? nullptr : found->second;
}

/// The next move, or what has become due. Moves that make whole snapshots wait until the last one
/// is sent: a client that reads slowly cannot have them pile up here.
void PastRoom::go_on(const ViewerPtr& viewer) {
  if (viewer->busy) return;
  if (!viewer->moves.empty() && viewer->unsent.bytes() < room::message_bytes_goal) {
    pb::Scrub next = std::move(viewer->moves.front());
    viewer->moves.pop_front();
    return run(viewer, true, [next = std::move(next)](Viewing& viewing, std::int64_t now_ms) {
      return viewing.move(next, now_ms);
    });
  }
  if (!viewer->due) return;
  run(viewer, false, [](Viewing& viewing, std::int64_t now_ms) { return viewing.play_on(now_ms); });
}

void PastRoom::run(const ViewerPtr& viewer, bool answers, Move move) {
  viewer->busy = true;
  viewer->due = false;
  ++viewer->waits;
  around_.work([&around = around_, weak = std::weak_ptr<PastRoom*>(self_), viewer, answers,
                workshop = workshop_, move = std::move(move)] {
    auto showing = std::make_shared<Showing>();
    try {
      *showing = move(*viewer->viewing, around.steady_ms());
      for (std::string& message : showing->messages) {
        message = room::as_encoded(std::move(message), viewer->member->encoding);
      }
    } catch (const std::exception& error) {
      ops::log_error("the past of " + workshop + " cannot be read: " + error.what());
      showing->ending = {room::CloseCode::storage, std::string(room::log_unreadable)};
    }
    around.post([weak, viewer, answers, showing] {
      if (const auto self = weak.lock()) (*self)->shown(viewer, answers, *showing);
    });
  });
}

void PastRoom::shown(const ViewerPtr& viewer, bool answers, Showing& showing) {
  viewer->busy = false;
  if (!viewer->member->link) return;
  if (showing.ending) return close(*viewer, showing.ending->code, showing.ending->sentence);
  for (std::size_t i = 0; i < showing.messages.size(); ++i) {
    const bool last = i + 1 == showing.messages.size();
    viewer->unsent.add(std::make_shared<const std::string>(std::move(showing.messages[i])),
                       last ? showing.patches : 0, last && answers ? 1 : 0);
  }
  if (viewer->unsent.too_far_behind()) {
    around_.metrics.closed_behind.Increment();
    return close(*viewer, room::CloseCode::behind, "Too far behind; play it again, or slower.");
  }
  if (showing.due_ms) wait_for_next(viewer, *showing.due_ms);
  viewer->unsent.wake(*viewer->member->link);
  go_on(viewer);
}

/// No longer than rights are taken for granted; and whoever goes meanwhile is not kept.
void PastRoom::wait_for_next(const ViewerPtr& viewer, std::int64_t due_ms) {
  const std::int64_t delay_ms =
      std::clamp(due_ms - around_.steady_ms(), play_tick_ms, now_age_max_ms);
  const std::uint64_t wait = ++viewer->waits;
  around_.after(delay_ms, [weak = std::weak_ptr<PastRoom*>(self_),
                           waiting = std::weak_ptr<Viewer>(viewer), wait] {
    const auto self = weak.lock();
    const ViewerPtr viewer = waiting.lock();
    if (!self || !viewer || viewer->waits != wait || !viewer->member->link) return;
    viewer->due = true;
    (*self)->go_on(viewer);
  });
}

void PastRoom::close(Viewer& viewer, room::CloseCode code, std::string_view sentence) {
  room::Link* const link = std::exchange(viewer.member->link, nullptr);
  forget(viewer);
  if (link) link->close(code, sentence);
}

void PastRoom::forget(Viewer& viewer) {
  if (viewers_.erase(viewer.member.get()) == 0) return;
  --around_.viewers;
}

}  // namespace tingbok::scrub
