/// Who may see what of a room's past: what their audience saw then, of what they may see now.
#pragma once

#include <optional>
#include <string>

#include "core/past/reader.hpp"
#include "core/view/audience.hpp"

namespace tingbok::past {

/// Who looks.
struct Viewer {
  /// Holds the administrator's secret: sees all, as in the data folder.
  bool administrator = false;
  /// A person of the programme; empty: nobody in particular.
  std::string person = {};
};

/// What one viewer may see of one room. A value; callable from any thread.
///
/// Two tables bear on every entity: the one of core/view as the room was then, and as it is now,
/// both for the audience that the viewer is of now. What either of them hides is hidden. So a vote
/// that was open then has no result, though it is known today, and a note that went behind closed
/// doors later is gone from the time before.
class Rights {
 public:
  /// `now` is the room at its head. A person who is not on its roster reads a public room as nobody
  /// in particular does. nullopt: the viewer may not read this room.
  static std::optional<Rights> of(StatePtr now, const Viewer& viewer);

  /// What an audience may see of it, as nobody in particular of that audience.
  static Rights of_audience(StatePtr now, pb::Audience audience);

  bool administrator() const { return viewer_.administrator; }
  /// Empty: nobody in particular, or the administrator.
  const std::string& person() const { return viewer_.person; }
  /// Unspecified for the administrator.
  pb::Audience audience() const { return audience_; }
  const domain::State& now() const { return now_->state; }

  /// The entity in `slot` of the room as it was in `then`, as far as the viewer may see it;
  /// nullopt: not at all.
  std::optional<pb::Entity> seen(const domain::State& then, std::uint32_t slot) const;
  /// The same without a copy where all of it is seen; where less is, in `cut`. Null: not at all.
  /// With `sources`, which go nowhere (view::append_entire). Lives as long as `then` and `cut`.
  const pb::Entity* look(const domain::State& then, std::uint32_t slot, pb::Entity& cut) const;
  /// The two halves of that, as sockets send them: what the viewer's audience may see, and what is
  /// the person's own.
  std::optional<pb::Entity> audience_sees(const domain::State& then, std::uint32_t slot) const;
  std::optional<pb::Entity> own(const domain::State& then, std::uint32_t slot) const;

  /// Whether today's table takes nothing away of what the viewer saw of the entity then.
  bool keep(const domain::State& then, std::uint32_t slot) const;

  /// Whether the viewer may know of a record with this visibility: its audience could see it then.
  bool allow(const pb::Visibility& visibility) const;

 private:
  Rights(StatePtr now, Viewer viewer, pb::Audience audience)
      : now_(std::move(now)), viewer_(std::move(viewer)), audience_(audience) {}

  /// What one table shows of an entity, whole to `person` where it is theirs; and what both do. As
  /// view::look().
  const pb::Entity* look_at(const domain::State& state, const pb::Entity& entity,
                            std::string_view person, pb::Entity& cut) const;
  const pb::Entity* look_as(const domain::State& then, std::uint32_t slot, std::string_view person,
                            pb::Entity& cut) const;

  StatePtr now_;
  Viewer viewer_;
  pb::Audience audience_;
};

}  // namespace tingbok::past
