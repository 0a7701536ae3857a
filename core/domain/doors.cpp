#include "core/domain/doors.hpp"

namespace tingbok::domain {
namespace {

bool is_second_paragraph(std::string_view legal_basis) {
  return legal_basis.find("§ 11-5 andre ledd") != std::string_view::npos;
}

/// Whether a member takes part on a screen, dropped connections included.
bool any_member_remote(const State& state) {
  const Seats filled = seats_filled(state);
  for (const auto* attendance : in_order_of_joining(state)) {
    if (attendance->how() != pb::PLACE_REMOTE) continue;
    const auto* person = state.find<pb::Person>(attendance->id());
    if (person != nullptr && is_member(state, *person, filled)) return true;
  }
  return false;
}

/// Founded as a remote meeting, or convened as one.
bool is_remote(const pb::Room& room) {
  return room.config().form() == pb::MEETING_FORM_REMOTE || room.form() == pb::MEETING_FORM_REMOTE;
}

}  // namespace

std::optional<Refusal> closes_a_remote_meeting(const State& state, std::string_view legal_basis) {
  if (!is_second_paragraph(legal_basis)) return std::nullopt;
  if (!is_remote(room_of(state)) && !any_member_remote(state)) return std::nullopt;
  return refused(pb::REFUSAL_CODE_CLOSED_CANNOT_BE_REMOTE);
}

std::optional<Refusal> remote_behind_closed_doors(const Situation& now, const pb::Person& who,
                                                  pb::Place how) {
  const bool on_screen = how == pb::PLACE_REMOTE && who.member() && who.votes();
  if (!on_screen || !is_second_paragraph(now.room.doors_closed())) return std::nullopt;
  return refused(pb::REFUSAL_CODE_CLOSED_CANNOT_BE_REMOTE, "how");
}

}  // namespace tingbok::domain
