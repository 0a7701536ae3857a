/// What each kind of event and of entity shows, and to whom: the one table of kinds, from which
/// core/view and core/past take who sees an event, who may read its core, who is told whose doing
/// it was, and which entities are seen whole. Pure; callable from any thread.
#pragma once

#include <optional>

#include "tingbok/v1/entities.pb.h"
#include "tingbok/v1/events.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::view {

/// Who knows whose doing an event was, of those who see what it did.
enum class ActorKnown {
  /// Everyone: it is done in the open, or by those who lead the meeting.
  to_all,
  /// All but the public, which sees neither who supports nor who sits where.
  not_to_public,
  /// Whoever sees the author of a note it changed.
  with_author,
  /// Whoever sees the ballot.
  with_ballot,
  /// Whoever sees where the person is.
  with_attendance,
};

/// One kind of event, with the doors open.
struct EventSight {
  /// The least audience that sees what it says.
  pb::Audience event;
  /// The least audience that may know who did it and all that it names; nullopt: nobody but the
  /// holder of the administrator's secret. An event shown to the public may yet have an actor, or
  /// name people, who are not.
  std::optional<pb::Audience> core;
  ActorKnown actor;
};

/// Throws std::logic_error for an event without a kind, or of one that the table lacks. Lives as
/// long as the program.
const EventSight& sight_of(const pb::Event& event);

/// How much an audience sees of an entity of one kind, with the doors open.
enum class Shown {
  /// All of it, to everyone.
  whole,
  /// All, nothing, or a part that follows from the audience and the entity as it was.
  by_audience,
  /// A part that follows from more than that (a board, a membership, a vote, closed doors), which
  /// may be otherwise by now.
  by_room,
};

/// Total: throws std::logic_error only for an entity without a kind.
Shown shown_of(const pb::Entity& entity);

}  // namespace tingbok::view
