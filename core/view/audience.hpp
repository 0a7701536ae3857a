/// Who may see what of the read model. One table, applied when encoding, never in the browser.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/domain/state.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::view {

/// The audience a person reads a room as, from role, chair and roster as they are in `state`.
/// nullopt: not on the roster.
std::optional<pb::Audience> audience_of(const domain::State& state, std::string_view person);

/// Reads only what a meeting keeps open: the public, and auditors, who are not in the room.
bool needs_grant(pb::Audience audience);

/// The entity as this audience may see it now; nullopt where it may not see it at all (any more: an
/// entity that changes behind closed doors goes out of the public's sight, and whoever keeps a
/// mirror must put an entity without a kind in its slot). `sources` is never set in the result.
std::optional<pb::Entity> visible(const domain::State& state, const pb::Entity& entity,
                                  pb::Audience audience);

/// The same without a copy where all of it is seen: the entity itself, which has its `sources`, or
/// `cut`, made what is seen of it, or null.
const pb::Entity* look(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
                       pb::Entity& cut);

/// The same, serialised and appended to `bytes`; false, and nothing appended, where nothing is
/// seen. For whoever renders every event: an entity that is seen whole is not copied.
bool append_visible(std::string& bytes, const domain::State& state, const pb::Entity& entity,
                    pb::Audience audience);

/// The person's own entity that the audience's view may leave out or cut (whether they are here, a
/// ballot, a note, an observation), whole; or a note that the table they sit at keeps to itself,
/// without its author unless the board names authors. nullopt if it is not theirs, or not any more.
std::optional<pb::Entity> own(const domain::State& state, const pb::Entity& entity,
                              std::string_view person);

/// Names every person and slot for whom own() may have become another by the event: to be told what
/// own() is now, or that there is nothing any more. `changed` are the slots the event changed;
/// called with the state after it. A pair may be named twice.
void each_own(const domain::State& after, const pb::Event& event, const domain::Changes& changed,
              const std::function<void(std::string_view person, std::uint32_t slot)>& tell);

/// The entity as it is, without `sources`: for whoever holds the administrator's secret, and for
/// tools that read the log itself.
pb::Entity entire(const pb::Entity& entity);
/// The same, serialised and appended to `bytes`, without a copy of the entity.
void append_entire(std::string& bytes, const pb::Entity& entity);

/// Whether it is an item that was put on the list, or changed, behind closed doors: for whoever
/// needs a grant nothing names it.
bool is_concealed_item(const domain::State& state, std::string_view item);

/// Takes out of a room, as it was at any time, what names an entity that is concealed in `state`,
/// and what the phase was called behind closed doors. What is left is for whoever needs a grant.
void leave_out_concealed(const domain::State& state, pb::Room& room);

/// Whether the roll of a vote with these terms may name others than members, and no minutes will:
/// the public sees how many they are.
bool asks_others_than_members(const pb::VoteTerms& terms);

/// The least audience that sees what is on the ballots of a vote with these terms, once it has
/// closed.
pb::Audience least_for_papers(const pb::VoteTerms& terms);

/// The visibility that goes into the record's core for an event decided in `before`.
pb::Visibility visibility_of(const domain::State& before, const pb::Event& event);

/// Slots beyond those the event changed whose visible form changes with it (closing a vote shows
/// its ballots; closing the doors hides nothing that was public). Called with the state after the
/// event.
domain::Changes also_revealed(const domain::State& after, const pb::Event& event);

/// A mirror of what one audience sees, as clients keep it, with its view hash: the RFC 6962 root
/// over all slots, a slot's leaf being leaf_hash(serialised entity), or 32 zero bytes where the
/// audience does not see it (docs/protocol.md § Hashes). Not thread-safe.
class Mirror {
 public:
  /// Replaces or adds; `slots` is the number of slots in the state.
  void apply(const pb::Entity& entity);
  void resize(std::uint32_t slots);
  void clear();
  Digest hash() const { return tree_.root(); }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(tree_.size()); }
  /// By slot; an entity without a kind where the audience sees nothing.
  const std::vector<pb::Entity>& entities() const { return entities_; }

 private:
  std::vector<pb::Entity> entities_;
  HashTree tree_;
};

}  // namespace tingbok::view
