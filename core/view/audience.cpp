#include "core/view/audience.hpp"

#include <algorithm>

namespace tingbok::view {
namespace {

/// The chair's side: whoever chairs now, the secretary, the facilitators, and the system.
bool steers(const pb::Room& room, const pb::Person& person) {
  const auto& config = room.config();
  const auto& chair = room.acting_chair().empty() ? config.chair() : room.acting_chair();
  const auto& helpers = config.facilitators();
  return person.role() == pb::ROLE_SYSTEM || person.id() == chair ||
         person.id() == config.secretary() ||
         std::find(helpers.begin(), helpers.end(), person.id()) != helpers.end();
}

}  // namespace

std::optional<pb::Audience> audience_of(const domain::State& state, std::string_view person) {
  const auto* who = state.find<pb::Person>(person);
  const auto* room = state.find<pb::Room>("room");
  if (who == nullptr || room == nullptr) return std::nullopt;
  if (who->role() == pb::ROLE_UNSPECIFIED) return std::nullopt;  // Taken off the roster.
  if (who->role() == pb::ROLE_AUDITOR) return pb::AUDIENCE_AUDITOR;
  // A screen hangs where anyone can read it, whoever set it up.
  if (who->role() == pb::ROLE_SCREEN) return pb::AUDIENCE_PUBLIC;
  if (steers(*room, *who)) return pb::AUDIENCE_STEERING;
  // Observers stand in the gallery: when the doors close they go out with the public, so what is
  // said behind closed doors must never be among what they read.
  if (who->role() == pb::ROLE_PUBLIC || who->role() == pb::ROLE_OBSERVER)
    return pb::AUDIENCE_PUBLIC;
  return pb::AUDIENCE_PARTICIPANT;
}

bool needs_grant(pb::Audience audience) {
  return audience == pb::AUDIENCE_PUBLIC || audience == pb::AUDIENCE_AUDITOR;
}

}  // namespace tingbok::view
