#include "core/view/cores.hpp"

#include "core/view/audience.hpp"
#include "core/view/kinds.hpp"

namespace tingbok::view {
namespace {

/// Who has not voted is for few to know.
bool names_missing(const pb::Event& event) {
  return event.has_vote_closed() && !event.vote_closed().missing().empty();
}

}  // namespace

bool may_read_core(const pb::RecordCore& core, pb::Audience audience) {
  const pb::Visibility& visibility = core.visibility();
  if (audience == pb::AUDIENCE_UNSPECIFIED || !core.has_event()) return false;
  if (visibility.doors_closed() && needs_grant(audience)) return false;
  // What other rooms told may not be for this room's audiences.
  if (!visibility.hidden_until_closed().empty() || !core.facts().empty()) return false;
  if (names_missing(core.event())) return false;
  if (audience == pb::AUDIENCE_PUBLIC &&
      asks_others_than_members(core.event().vote_opened().terms())) {
    return false;
  }
  const auto least = sight_of(core.event()).core;
  return least && audience >= *least && audience >= visibility.least();
}

}  // namespace tingbok::view
