#include "core/past/rights.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/view/kinds.hpp"

namespace tingbok::past {
namespace {

/// People whom the table of today leaves out of a group are left out of it then, too.
void narrow_table(const pb::TableGroup& whole_now, const pb::TableGroup& seen_now,
                  const domain::State& now, pb::TableGroup& then) {
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

void narrow_note(const pb::Note& seen_now, pb::Note& then) {
  if (seen_now.by().empty()) then.clear_by();
  if (!seen_now.text().empty()) return;
  // Only counted now; or its text was erased, and then it is nowhere.
  then.clear_text();
  then.clear_language();
  then.clear_by();
  then.clear_tag();
}

/// Where the table of today may show less of an entity than all or nothing, and what decides it is
/// not in the entity as it was then.
bool may_narrow(const pb::Entity& whole_now, const pb::Entity& seen_now, pb::Audience audience) {
  if (view::shown_of(whole_now) != view::Shown::by_room) return false;
  const bool to_public = audience == pb::AUDIENCE_PUBLIC;
  switch (whole_now.kind_case()) {
    case pb::Entity::kNote:
      return seen_now.note().by().empty() || seen_now.note().text().empty();
    case pb::Entity::kBallot:
      return !seen_now.ballot().has_paper() && whole_now.ballot().has_paper();
    case pb::Entity::kPerson:
    case pb::Entity::kTable:
      return to_public;
    case pb::Entity::kRoom:
      return to_public || audience == pb::AUDIENCE_AUDITOR;
    default:
      break;
  }
  throw std::logic_error("an entity of a kind that the rights to the past do not speak of");
}

/// Takes what the table of today does not show out of `then` as well. Of what may_narrow().
void narrow(const domain::State& now, const pb::Entity& whole_now, const pb::Entity& seen_now,
            pb::Entity& then) {
  switch (then.kind_case()) {
    case pb::Entity::kNote:
      return narrow_note(seen_now.note(), *then.mutable_note());
    case pb::Entity::kPerson:
      if (!whole_now.person().member()) then.mutable_person()->clear_party();
      return;
    case pb::Entity::kTable:
      return narrow_table(whole_now.table(), seen_now.table(), now, *then.mutable_table());
    case pb::Entity::kRoom:
      return view::leave_out_concealed(now, *then.mutable_room());
    case pb::Entity::kBallot:
      return then.mutable_ballot()->clear_paper();
    default:
      break;
  }
  throw std::logic_error("an entity of a kind that may not be narrowed");
}

/// What was looked at, as a value.
std::optional<pb::Entity> value_of(const pb::Entity* seen, pb::Entity& cut) {
  if (seen == nullptr) return std::nullopt;
  if (seen != &cut) return view::entire(*seen);
  cut.clear_sources();
  return std::move(cut);
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

const pb::Entity* Rights::look_at(const domain::State& state, const pb::Entity& entity,
                                  std::string_view person, pb::Entity& cut) const {
  if (auto own = view::own(state, entity, person)) {
    cut = std::move(*own);
    return &cut;
  }
  return view::look(state, entity, audience_, cut);
}

const pb::Entity* Rights::look_as(const domain::State& then, std::uint32_t slot,
                                  std::string_view person, pb::Entity& cut) const {
  const auto* seen = look_at(then, then.entities()[slot], person, cut);
  // Entities are never removed, so what was there then is there now, in the same slot. Of what came
  // after the state that these rights are of, they know nothing.
  if (seen == nullptr || slot >= now_->state.entities().size()) return nullptr;
  const pb::Entity& whole_now = now_->state.entities()[slot];
  pb::Entity cut_now;
  const auto* seen_now = look_at(now_->state, whole_now, person, cut_now);
  if (seen_now == nullptr) return nullptr;
  if (!may_narrow(whole_now, *seen_now, audience_)) return seen;
  if (seen != &cut) cut = *seen;
  narrow(now_->state, whole_now, *seen_now, cut);
  return &cut;
}

const pb::Entity* Rights::look(const domain::State& then, std::uint32_t slot,
                               pb::Entity& cut) const {
  if (viewer_.administrator) return &then.entities()[slot];
  return look_as(then, slot, viewer_.person, cut);
}

std::optional<pb::Entity> Rights::seen(const domain::State& then, std::uint32_t slot) const {
  pb::Entity cut;
  return value_of(look(then, slot, cut), cut);
}

std::optional<pb::Entity> Rights::audience_sees(const domain::State& then,
                                                std::uint32_t slot) const {
  pb::Entity cut;
  return value_of(look_as(then, slot, {}, cut), cut);
}

std::optional<pb::Entity> Rights::own(const domain::State& then, std::uint32_t slot) const {
  if (!view::own(then, then.entities()[slot], viewer_.person)) return std::nullopt;
  return seen(then, slot);
}

bool Rights::keep(const domain::State& then, std::uint32_t slot) const {
  if (viewer_.administrator) return true;
  pb::Entity cut_then;
  const auto* seen_then = look_at(then, then.entities()[slot], viewer_.person, cut_then);
  if (seen_then == nullptr) return true;
  pb::Entity cut;
  const auto* seen = look_as(then, slot, viewer_.person, cut);
  return seen != nullptr && seen->SerializeAsString() == seen_then->SerializeAsString();
}

bool Rights::allow(const pb::Visibility& visibility) const {
  if (viewer_.administrator) return true;
  if (visibility.doors_closed() && view::needs_grant(audience_)) return false;
  return audience_ != pb::AUDIENCE_UNSPECIFIED && visibility.least() != pb::AUDIENCE_UNSPECIFIED &&
         audience_ >= visibility.least();
}

}  // namespace tingbok::past
