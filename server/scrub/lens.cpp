#include "server/scrub/lens.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/view/audience.hpp"
#include "server/room/encode.hpp"

namespace tingbok::scrub {

Lens::Lens(past::Rights rights) : rights_(std::move(rights)), seen_(rights_.audience()) {}

void Lens::bound_by(past::Rights rights) {
  rights_ = std::move(rights);
  rebound_ = true;
}

void Lens::show(const domain::State& then) {
  seen_ = room::Seen(rights_.audience());
  seen_.grow(then.entities().size());
  rebound_ = false;
  for (std::uint32_t slot = 0; slot < seen_.slots(); ++slot) {
    seen_.put(slot, rights_.audience_sees(then, slot));
  }
  seen_.settle();
  own_.assign(seen_.slots(), false);
  for (std::uint32_t slot = 0; slot < seen_.slots(); ++slot) {
    own_[slot] = rights_.own(then, slot).has_value();
  }
}

std::vector<std::string> Lens::snapshot(const domain::State& shown) const {
  std::vector<std::string> messages = seen_.snapshot(shown.number());
  std::string mine;
  for (std::uint32_t slot = 0; slot < seen_.slots(); ++slot) {
    if (!own_[slot]) continue;
    room::append_field(mine, pb::ServerFrame::kOwnFieldNumber, rights_.own(shown, slot).value());
  }
  if (!mine.empty()) messages.push_back(std::move(mine));
  return messages;
}

void Lens::go_on(const domain::State& after, const pb::Event& event, const domain::Changes& changed,
                 std::string& message) {
  seen_.grow(after.entities().size());
  const bool all = std::exchange(rebound_, false);
  domain::Changes looked = changed;
  if (all) {
    looked.resize(seen_.slots());
    std::iota(looked.begin(), looked.end(), 0u);
  } else {
    for (const std::uint32_t slot : view::also_revealed(after, event)) {
      if (std::find(looked.begin(), looked.end(), slot) == looked.end()) looked.push_back(slot);
    }
  }
  pb::Patch head;
  head.set_number(after.number());
  head.set_time_ms(after.time_ms());
  head.set_slots(static_cast<std::uint32_t>(seen_.slots()));
  std::string patch = head.SerializeAsString();
  for (const std::uint32_t slot : looked) {
    if (seen_.put(slot, rights_.audience_sees(after, slot))) seen_.append_to_patch(patch, slot);
  }
  room::append_field(patch, pb::Patch::kViewHashFieldNumber, as_bytes(seen_.settle()));
  room::append_field(message, pb::ServerFrame::kPatchesFieldNumber, patch);

  own_.resize(seen_.slots());
  if (all) {
    for (std::uint32_t slot = 0; slot < seen_.slots(); ++slot) tell_own(after, slot, message);
    return;
  }
  view::each_own(after, event, changed, [&](std::string_view whom, std::uint32_t slot) {
    if (whom == rights_.person()) tell_own(after, slot, message);
  });
}

/// What is the person's own there, or that nothing is any more.
void Lens::tell_own(const domain::State& state, std::uint32_t slot, std::string& message) {
  auto mine = rights_.own(state, slot);
  if (!mine && !own_[slot]) return;
  own_[slot] = mine.has_value();
  if (!mine) mine.emplace().set_slot(slot);
  room::append_field(message, pb::ServerFrame::kOwnFieldNumber, *mine);
}

}  // namespace tingbok::scrub
