// What rooms were: states, differences, events, the shape of the day, refusals.
#include <algorithm>
#include <charconv>

#include "core/past/position.hpp"
#include "core/past/views.hpp"
#include "core/rebuild/rebuild.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"

namespace tingbok::net {
namespace {

std::uint64_t whole_number(const std::string& name, const std::string& text, std::uint64_t least,
                           std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    throw Problem{
        400, "invalid",
        name + " is a number from " + std::to_string(least) + " to " + std::to_string(most) + "."};
  }
  return number;
}

bool all_digits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

past::Viewer Api::viewer_of(const Call& call) {
  return {call.administrator, call.claims ? call.claims->person() : std::string()};
}

past::Rights Api::rights_of(const Call& call) {
  auto rights = past::Rights::of(past_.now(call.workshop()), viewer_of(call));
  if (!rights) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
  return std::move(*rights);
}

/// The number that a parameter means; without it, the head. A number beyond the head means the
/// head, and 0 the room before its first event.
log::Number Api::position_of(const Call& call, std::string_view parameter) {
  const auto text = call.parameter(parameter);
  const auto workshop = call.workshop();
  const auto head = past_.log().head(workshop).number;
  if (!text || text->empty()) return head;
  if (all_digits(*text)) {
    return text->size() > 19 ? head : std::min<log::Number>(std::stoull(*text), head);
  }
  try {
    return past::resolve(past_, workshop, *text, viewer_of(call));
  } catch (const past::NoPosition& none) {
    if (none.why == past::NoPosition::Why::unknown) {
      throw Problem{404, "no_such_position", std::string(none.what()) + "."};
    }
    throw Problem{400, "invalid",
                  std::string(parameter) +
                      " is no position: give a number, a time such as 2026-01-01T10:00:00Z, "
                      "script:LINE, the id of a moment, or head."};
  }
}

void Api::state(Call& call) {
  const auto workshop = call.workshop();
  const auto at = position_of(call, "at");
  const auto then = past_.state_at(workshop, at);
  const auto rights = rights_of(call);
  call.reply(message_reply(call.request, *pb::RoomState::descriptor(),
                           past::room_state(rights, workshop, *then, rights.now().number())));
}

void Api::diff(Call& call) {
  const auto workshop = call.workshop();
  if (!call.parameter("from")) {
    throw Problem{400, "invalid", "from is missing: say what to compare with, such as from=1."};
  }
  const auto from = past_.state_at(workshop, position_of(call, "from"));
  const auto to = past_.state_at(workshop, position_of(call, "to"));
  call.reply(message_reply(call.request, past::room_diff(rights_of(call), workshop, from, to)));
}

void Api::events(Call& call) {
  const auto workshop = call.workshop();
  // A number beyond the head stays what it is: whoever has read all there is goes on there.
  const auto asked = call.parameter("from").value_or("1");
  const auto from =
      all_digits(asked) && asked.size() <= 19 ? std::stoull(asked) : position_of(call, "from");
  const auto text = call.parameter("limit");
  const auto limit = text ? whole_number("limit", *text, 1, past::events_per_answer_max)
                          : past::events_per_answer_usual;
  call.reply(message_reply(call.request,
                           past::room_events(past_, rights_of(call), workshop, from, limit)));
}

void Api::timeline(Call& call) {
  const auto text = call.parameter("stretches");
  const auto count =
      text ? whole_number("stretches", *text, 1, past::stretches_max) : past::stretches_usual;
  call.reply(message_reply(call.request,
                           timelines_.timeline(call.workshop(), viewer_of(call), rights_of(call),
                                               static_cast<std::uint32_t>(count))));
}

void Api::refusals(Call& call) {
  const auto workshop = call.workshop();
  const auto now = past_.now(workshop);
  pb::RoomLines lines = rebuild::lines_of(log_, workshop, *now);
  if (call.claims) {
    const auto audience = view::audience_of(now->state, call.claims->person());
    if (!audience) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
    if (*audience != pb::AUDIENCE_STEERING && *audience != pb::AUDIENCE_AUDITOR) {
      auto& all = *lines.mutable_refusals();
      const auto others = std::remove_if(all.begin(), all.end(), [&](const pb::RefusalEntry& one) {
        return one.actor() != call.claims->person();
      });
      all.erase(others, all.end());
    }
  }
  call.reply(message_reply(call.request, lines));
}

}  // namespace tingbok::net
