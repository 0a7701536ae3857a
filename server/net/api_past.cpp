#include <algorithm>

#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"
#include "server/net/past.hpp"

namespace tingbok::net {

void Api::state(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto position = parse_position(call.at);
  if (!position) throw Problem{400, "invalid", "at is a number or script:LINE."};
  const auto state = past_state(log_, workshop, *position,
                                call.claims ? std::optional(call.claims->person()) : std::nullopt);
  if (!state) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
  call.reply(message_reply(*state));
}

void Api::refusals(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto now = rebuild::rebuild(log_, workshop);
  pb::RoomLines lines = rebuild::lines_of(log_, workshop, now);
  if (call.claims) {
    const auto audience = view::audience_of(now.state, call.claims->person());
    if (!audience) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
    if (*audience != pb::AUDIENCE_STEERING && *audience != pb::AUDIENCE_AUDITOR) {
      auto& all = *lines.mutable_refusals();
      const auto others = std::remove_if(all.begin(), all.end(), [&](const pb::RefusalEntry& one) {
        return one.actor() != call.claims->person();
      });
      all.erase(others, all.end());
    }
  }
  call.reply(message_reply(lines));
}

}  // namespace tingbok::net
