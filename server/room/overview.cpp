#include "server/room/overview.hpp"

#include <string>

#include "core/view/audience.hpp"

namespace tingbok::room {
namespace {

constexpr auto planned = "planlagt";
constexpr auto open = "under behandling";

template <class Kind>
const Kind* seen(const domain::State& state, const std::string& id, pb::Audience audience,
                 std::optional<pb::Entity>& keep, const Kind& (pb::Entity::*get)() const) {
  const auto slot = state.slot_of<Kind>(id);
  if (id.empty() || !slot) return nullptr;
  keep = view::visible(state, state.entities()[*slot], audience);
  return keep ? &((*keep).*get)() : nullptr;
}

bool is_here(const pb::Attendance& attendance) {
  return attendance.presence() == pb::PRESENCE_PRESENT ||
         attendance.presence() == pb::PRESENCE_RETURNED;
}

bool is_done(const pb::AgendaItem& item) {
  return item.status() != planned && item.status() != open;
}

void count(pb::RoomCounts& counts, const domain::State& state, const pb::Entity& entity) {
  if (entity.has_person()) {
    if (entity.person().member()) counts.set_members(counts.members() + 1);
  } else if (entity.has_attendance()) {
    const auto* person = state.find<pb::Person>(entity.attendance().id());
    if (person && person->member() && is_here(entity.attendance())) {
      counts.set_members_present(counts.members_present() + 1);
    }
  } else if (entity.has_item()) {
    counts.set_items(counts.items() + 1);
    if (is_done(entity.item())) counts.set_items_done(counts.items_done() + 1);
  } else if (entity.has_note()) {
    counts.set_notes(counts.notes() + 1);
  } else if (entity.has_proposal()) {
    counts.set_proposals(counts.proposals() + 1);
  } else if (entity.has_vote()) {
    counts.set_votes(counts.votes() + 1);
  } else if (entity.has_decision()) {
    counts.set_decisions(counts.decisions() + 1);
  }
}

bool is_counted(const pb::Entity& entity) {
  return entity.has_person() || entity.has_attendance() || entity.has_item() || entity.has_note() ||
         entity.has_proposal() || entity.has_vote() || entity.has_decision();
}

}  // namespace

pb::RoomOverview overview_of(const domain::State& state, pb::Audience audience) {
  pb::RoomOverview overview;
  overview.set_number(state.number());
  overview.set_audience(audience);
  std::optional<pb::Entity> kept_room;
  const auto* room = seen<pb::Room>(state, "room", audience, kept_room, &pb::Entity::room);
  if (!room) return overview;
  overview.set_room(room->config().room());
  overview.set_body(room->config().body());
  overview.set_public_(room->config().public_());
  overview.set_status(room->status());
  overview.set_doors_closed(room->doors_closed());
  if (audience == pb::AUDIENCE_PUBLIC && !room->doors_closed().empty()) return overview;

  overview.set_mode(room->mode());
  overview.set_template_(room->template_());
  overview.set_template_version(room->template_version());
  overview.set_template_sha256(room->template_sha256());
  std::optional<pb::Entity> keep;
  if (const auto* item =
          seen<pb::AgendaItem>(state, room->open_item(), audience, keep, &pb::Entity::item)) {
    overview.set_open_item(item->id());
    overview.set_open_item_title(item->title());
  }
  if (const auto* phase =
          seen<pb::Phase>(state, room->active_phase(), audience, keep, &pb::Entity::phase)) {
    overview.set_phase(phase->id());
    overview.set_phase_title(phase->terms().title());
  } else {
    overview.set_phase(room->phase());
  }
  if (seen<pb::Vote>(state, room->open_vote(), audience, keep, &pb::Entity::vote)) {
    overview.set_open_vote(room->open_vote());
  }
  std::string bytes;
  for (const pb::Entity& entity : state.entities()) {
    if (!is_counted(entity)) continue;
    bytes.clear();
    if (view::append_visible(bytes, state, entity, audience)) {
      count(*overview.mutable_counts(), state, entity);
    }
  }
  return overview;
}

}  // namespace tingbok::room
