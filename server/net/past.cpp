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
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position.value);
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
  const bool past = at < log.head(workshop).number;
  rebuild::Rebuilt now;
  pb::Audience audience = pb::AUDIENCE_UNSPECIFIED;
  if (person) {
    now = rebuild::rebuild(log, workshop);
    const auto is = view::audience_of(now.state, *person);
    if (!is) return std::nullopt;
    audience = *is;
  }
  const rebuild::Rebuilt then =
      person && !past ? std::move(now) : rebuild::rebuild(log, workshop, at);
  // What the person may see at that state, of the entity as it was there.
  const auto seen_by_person = [&](const domain::State& state, const pb::Entity& entity) {
    auto seen = view::own(state, entity, *person);
    return seen ? seen : view::visible(state, entity, audience);
  };

  pb::RoomState state;
  state.set_workshop(workshop);
  state.set_number(then.state.number());
  state.set_state_hash(std::string(as_bytes(then.state.hash())));
  for (const pb::Entity& entity : then.state.entities()) {
    std::optional<pb::Entity> seen =
        person ? seen_by_person(then.state, entity) : view::entire(entity);
    if (seen && person && past && !seen_by_person(now.state, now.state.entities()[entity.slot()])) {
      continue;
    }
    if (seen) *state.add_entities() = std::move(*seen);
  }
  return state;
}

}  // namespace tingbok::net
