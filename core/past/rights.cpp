#include "core/past/rights.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/view/kinds.hpp"

namespace tingbok::past {
namespace {

/// People whom the table of today leaves out of a group are left out of it then, too.
void narrow_table(const pb::TableGroup& whole_now, const pb::TableGroup& seen_now,
                  const domain::State& now, bool to_public, pb::TableGroup& then) {
  if (!to_public) return;
  const auto hidden = [&](const std::string& id) {
    const auto* person = now.find<pb::Person>(id);
    return person == nullptr || !person->member();
  };
  auto& people = *then.mutable_people();
  people.erase(std::remove_if(people.begin(), people.end(), hidden), people.end());
  if (hidden(then.host()) || (!whole_now.host().empty() && seen_now.host().empty())) {
    then.clear_host();
  }
}

/// Items that went behind closed doors later are not named in the order of before.
void narrow_order(const domain::State& now, pb::Room& then) {
  const auto concealed = [&](const std::string& item) {
    const auto slot = now.slot_of<pb::AgendaItem>(item);
    return slot && now.entities()[*slot].behind_closed_doors();
  };
  auto& order = *then.mutable_item_order();
  order.erase(std::remove_if(order.begin(), order.end(), concealed), order.end());
}

void narrow_note(const pb::Note& seen_now, pb::Note& then) {
  if (seen_now.by().empty()) then.clear_by();
  if (!seen_now.text().empty()) return;
  // Only counted now; or its text was erased, and then it is nowhere.
  then.clear_text();
  then.clear_language();
  then.clear_by();
  then.clear_tag();
}

/// Where the table of today shows less of an entity than all or nothing, and what decides it is not
/// in the entity as it was then: takes that out of `then` as well.
void narrow(const domain::State& now, const pb::Entity& whole_now, const pb::Entity& seen_now,
            pb::Audience audience, pb::Entity& then) {
  if (view::shown_of(then) != view::Shown::by_room) return;
  const bool to_public = audience == pb::AUDIENCE_PUBLIC;
  switch (then.kind_case()) {
    case pb::Entity::kNote:
      return narrow_note(seen_now.note(), *then.mutable_note());
    case pb::Entity::kPerson:
      if (to_public && !whole_now.person().member()) then.mutable_person()->clear_party();
      return;
    case pb::Entity::kTable:
      return narrow_table(whole_now.table(), seen_now.table(), now, to_public,
                          *then.mutable_table());
    case pb::Entity::kRoom:
      if (to_public || audience == pb::AUDIENCE_AUDITOR) narrow_order(now, *then.mutable_room());
      return;
    case pb::Entity::kBallot:
      if (!seen_now.ballot().has_paper() && whole_now.ballot().has_paper()) {
        then.mutable_ballot()->clear_paper();
      }
      return;
    default:
      break;
  }
  throw std::logic_error("an entity of a kind that the rights to the past do not speak of");
}

}  // namespace

std::optional<Rights> Rights::of(StatePtr now, const Viewer& viewer) {
  if (viewer.administrator) {
    return Rights(std::move(now), {true, {}}, pb::AUDIENCE_UNSPECIFIED);
  }
  if (!viewer.person.empty()) {
    if (const auto audience = view::audience_of(now->state, viewer.person)) {
      return Rights(std::move(now), viewer, *audience);
    }
  }
  const auto* room = now->state.find<pb::Room>("room");
  if (room == nullptr || !room->config().public_()) return std::nullopt;
  return Rights(std::move(now), {}, pb::AUDIENCE_PUBLIC);
}

Rights Rights::of_audience(StatePtr now, pb::Audience audience) {
  return Rights(std::move(now), {}, audience);
}

std::optional<pb::Entity> Rights::seen_then(const domain::State& then,
                                            const pb::Entity& entity) const {
  if (viewer_.administrator) return view::entire(entity);
  auto own = view::own(then, entity, viewer_.person);
  return own ? std::move(own) : view::visible(then, entity, audience_);
}

std::optional<pb::Entity> Rights::seen(const domain::State& then, std::uint32_t slot) const {
  auto entity = seen_then(then, then.entities()[slot]);
  if (viewer_.administrator || !entity) return entity;
  // Entities are never removed, so what was there then is there now, in the same slot. Of what came
  // after the state that these rights are of, they know nothing.
  if (slot >= now_->state.entities().size()) return std::nullopt;
  const pb::Entity& whole_now = now_->state.entities()[slot];
  const auto seen_now = seen_then(now_->state, whole_now);
  if (!seen_now) return std::nullopt;
  narrow(now_->state, whole_now, *seen_now, audience_, *entity);
  return entity;
}

std::optional<pb::Entity> Rights::audience_sees(const domain::State& then,
                                                std::uint32_t slot) const {
  auto entity = view::visible(then, then.entities()[slot], audience_);
  if (!entity || slot >= now_->state.entities().size()) return std::nullopt;
  const pb::Entity& whole_now = now_->state.entities()[slot];
  const auto seen_now = view::visible(now_->state, whole_now, audience_);
  if (!seen_now) return std::nullopt;
  narrow(now_->state, whole_now, *seen_now, audience_, *entity);
  return entity;
}

std::optional<pb::Entity> Rights::own(const domain::State& then, std::uint32_t slot) const {
  if (!view::own(then, then.entities()[slot], viewer_.person)) return std::nullopt;
  return seen(then, slot);
}

bool Rights::allow(const pb::Visibility& visibility) const {
  if (viewer_.administrator) return true;
  const bool needs_grant = audience_ == pb::AUDIENCE_PUBLIC || audience_ == pb::AUDIENCE_AUDITOR;
  if (visibility.doors_closed() && needs_grant) return false;
  switch (visibility.least()) {
    case pb::AUDIENCE_PUBLIC:
      return true;
    case pb::AUDIENCE_PARTICIPANT:
      return audience_ != pb::AUDIENCE_PUBLIC;
    case pb::AUDIENCE_STEERING:
      return audience_ == pb::AUDIENCE_STEERING;
    case pb::AUDIENCE_AUDITOR:
      return audience_ == pb::AUDIENCE_AUDITOR;
    default:
      return false;
  }
}

}  // namespace tingbok::past
