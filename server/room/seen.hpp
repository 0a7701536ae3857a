/// What one audience has been shown of a room: the entities its clients hold, and their view hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/state.hpp"
#include "core/view/audience.hpp"

namespace tingbok::room {

/// Each slot's entity as it was last seen, serialised once for the hash, the patches and the
/// snapshots. Used by one thread at a time.
class Seen {
 public:
  explicit Seen(pb::Audience audience) : audience_(audience) {}

  pb::Audience audience() const { return audience_; }
  std::size_t slots() const { return shown_.size(); }
  /// Slots are never removed.
  void grow(std::size_t slots) { shown_.resize(slots); }

  /// Keeps the entity as this audience sees it, empty where it went out of its sight; false where
  /// it neither saw nor sees anything.
  bool see(const domain::State& state, std::uint32_t slot);
  /// Keeps what somebody else found this audience to see there (nullopt: nothing); false where that
  /// is what was shown already.
  bool put(std::uint32_t slot, const std::optional<pb::Entity>& entity);
  /// Appends to the bytes of a Patch what is said of the slot: the entity, or that it went out of
  /// sight.
  void append_to_patch(std::string& patch, std::uint32_t slot) const;

  /// The view hash (docs/protocol.md § hashes; view::Mirror is what clients do). Slots that changed
  /// several times since the last one are hashed once.
  Digest settle();
  /// The messages of a snapshot at `number`, protobuf; settle() was called since the last change.
  std::vector<std::string> snapshot(std::uint64_t number) const;

 private:
  pb::Audience audience_;
  /// Empty where the audience sees nothing.
  std::vector<std::string> shown_;
  HashTree tree_;
  std::vector<std::uint32_t> unhashed_;
};

}  // namespace tingbok::room
