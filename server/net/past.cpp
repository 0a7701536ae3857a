#include "server/net/past.hpp"

#include <charconv>

#include "core/rebuild/record.hpp"

namespace tingbok::net {
namespace {

/// The last event of a line not after `line`; 0 where there is none.
log::Number number_at_line(const log::EventLog& log, const std::string& workshop,
                           std::uint64_t line) {
  log::Number found = 0;
  log.read(workshop, 1, rebuild::to_head, [&](const log::RecordView& record) {
    if (rebuild::parse_record(record, workshop).core.script_line() > line) return false;
    found = record.number;
    return true;
  });
  return found;
}

}  // namespace

std::optional<PastPosition> parse_position(std::string_view text) {
  if (text.empty()) return PastPosition{};
  PastPosition position{PastPosition::Kind::number, 0};
  constexpr std::string_view script = "script:";
  if (text.starts_with(script)) {
    position.kind = PastPosition::Kind::script_line;
    text.remove_prefix(script.size());
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), position.value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return position;
}

std::optional<pb::RoomState> past_state(const log::EventLog& log, const std::string& workshop,
                                        const PastPosition& position,
                                        const std::optional<std::string>& person) {
  log::Number at = rebuild::to_head;
  if (position.kind == PastPosition::Kind::number) at = position.value;
  if (position.kind == PastPosition::Kind::script_line) {
    at = number_at_line(log, workshop, position.value);
  }
  rebuild::Rebuilt now;
  pb::Audience audience = pb::AUDIENCE_AUDITOR;
  const bool past = at < log.head(workshop).number;
  if (person) {
    now = rebuild::rebuild(log, workshop);
    const auto is = view::audience_of(now.state, *person);
    if (!is) return std::nullopt;
    audience = *is;
  }
  const rebuild::Rebuilt then =
      person && !past ? std::move(now) : rebuild::rebuild(log, workshop, at);

  pb::RoomState state;
  state.set_workshop(workshop);
  state.set_number(then.state.number());
  state.set_state_hash(std::string(as_bytes(then.state.hash())));
  for (const pb::Entity& entity : then.state.entities()) {
    auto seen = view::visible(then.state, entity, audience);
    if (!seen && person) seen = view::own(then.state, entity, *person);
    if (!seen) continue;
    if (person && past) {
      const pb::Entity& today = now.state.entities()[entity.slot()];
      if (!view::visible(now.state, today, audience) && !view::own(now.state, today, *person)) {
        continue;
      }
    }
    *state.add_entities() = std::move(*seen);
  }
  return state;
}

}  // namespace tingbok::net
