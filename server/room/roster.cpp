/// What comes from outside a room: its roster follows the programme's people, and viewers who are
/// not connected are told how far it has come.
#include <utility>

#include "core/domain/decide.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"
#include "server/room/overview.hpp"
#include "server/room/room.hpp"

namespace tingbok::room {

void Room::follow(std::vector<pb::RosterEntry> roster, Followed followed) {
  if (dead_ || stopping_) return followed(false);
  if (reloading_ || failed_batches_) {
    rosters_waiting_.emplace_back(std::move(roster), std::move(followed));
    return;
  }
  const domain::Events events = domain::follow_roster(room_.state, roster);
  if (!events.empty() && full_lately()) return followed(false);
  Batch batch;
  log::Transaction transaction = fresh_transaction();
  rebuild::RecordHead head;
  head.time_ms = time_of(pb::Submit());
  for (const pb::Event& event : events) {
    auto made = rebuild::make_event_record(room_.state, event, head, fresh_salt());
    transaction.appends[0].records.push_back(std::move(made.record));
    render(made.changes, event, head.time_ms, batch);
  }
  batch.events = events.size();
  batch.followed.push_back(std::move(followed));
  finish_turn(std::move(batch), std::move(transaction));
}

void Room::follow_waiting() {
  for (auto& [roster, followed] : std::exchange(rosters_waiting_, {})) {
    follow(std::move(roster), std::move(followed));
  }
}

void Room::look(Viewer viewer, Looked looked) {
  if (dead_ || looks_.size() >= looks_waiting_max) return looked(std::nullopt);
  auto seen = seen_by(viewer);
  looks_.push_back({std::move(viewer), std::move(seen), room_.state.number(), std::move(looked)});
  if (!reloading_ && !failed_batches_) answer_looks();
}

/// A person of the roster sees what they see inside; everyone else the public rooms, as the public.
std::optional<pb::Audience> Room::reads_as(const Viewer& viewer) const {
  if (viewer.administrator) return pb::AUDIENCE_AUDITOR;
  const auto audience = audience_for(viewer.person);
  return audience ? audience : audience_for("");
}

std::optional<pb::RoomOverview> Room::seen_by(const Viewer& viewer) {
  const std::optional<pb::Audience> audience = reads_as(viewer);
  if (!audience) return std::nullopt;
  pb::RoomOverview& overview = overviews_[*audience];
  if (overview.number() != room_.state.number()) {
    overview = overview_of(room_.state, *audience);
  }
  return overview;
}

void Room::answer_looks() {
  while (!looks_.empty() && looks_.front().number <= durable_) {
    const Look look = std::move(looks_.front());
    looks_.pop_front();
    look.looked(look.seen);
  }
}

/// The state was read anew from the log: what was seen of the old one no longer holds.
void Room::look_again() {
  overviews_.clear();
  for (Look& look : looks_) {
    look.seen = seen_by(look.viewer);
    look.number = room_.state.number();
  }
  answer_looks();
}

}  // namespace tingbok::room
