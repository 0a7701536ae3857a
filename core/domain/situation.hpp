/// What an area's decide() is given, and small helpers to answer with. Private to core/domain.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/domain/decide.hpp"
#include "core/domain/limits.hpp"
#include "core/domain/people.hpp"
#include "core/domain/permissions.hpp"
#include "core/domain/shape.hpp"

namespace tingbok::domain {

/// A command on its way to a decision: enrolled actor, first question answered.
struct Situation {
  const State& state;
  const pb::Command& command;
  const Context& context;
  const pb::Room& room;
  const pb::Person& actor;
  const ActionRule& rule;

  /// The action's right, asked for where the rulebook asks.
  std::optional<Refusal> lacks_right() const { return domain::lacks_right(state, rule, actor); }
};

inline Refusal refused(pb::RefusalCode code, std::string detail = {}) {
  return Refusal{code, std::move(detail)};
}

inline Refusal unknown_reference(const char* argument) {
  return Refusal{pb::REFUSAL_CODE_UNKNOWN_REFERENCE, argument};
}

/// For what the rulebook says nothing of: whoever has no right to act is told that first.
inline Refusal no_right_or_unknown(const Situation& now, const char* argument) {
  if (auto no = now.lacks_right()) return *std::move(no);
  return unknown_reference(argument);
}

inline Refusal invalid_argument(const char* argument) {
  return Refusal{pb::REFUSAL_CODE_INVALID_ARGUMENT, argument};
}

/// A decision of one event.
inline Decision one(pb::Event event) {
  Events events;
  events.push_back(std::move(event));
  return events;
}

/// room_full where no entity of T can be added; `wanted` more are to be made.
template <class T>
std::optional<Refusal> full(const State& state, std::size_t wanted = 1) {
  if (state.count<T>() + wanted <= limits::entities_max<T>) return std::nullopt;
  return Refusal{pb::REFUSAL_CODE_ROOM_FULL, {}};
}

/// The same, unless the entity exists already.
template <class T>
std::optional<Refusal> full_for(const State& state, std::string_view id) {
  if (state.find<T>(id) != nullptr) return std::nullopt;
  return full<T>(state);
}

/// The item's debate is closed; "" stands for no item.
inline bool debate_is_closed(const pb::Room& room, std::string_view item) {
  for (const auto& closed : room.debate_closed()) {
    if (closed == item) return true;
  }
  return false;
}

inline bool debate_is_closed(const pb::Room& room) {
  return debate_is_closed(room, room.open_item());
}

}  // namespace tingbok::domain
