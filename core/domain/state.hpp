/// What a room is at one moment. The state *is* the read model: a table of entities (protobuf
/// messages) keyed by kind and id, in the order of first appearance. Rules can depend on nothing
/// else, so a snapshot is lossless and the state hash covers all that decisions rest on
/// (docs/decisions/0001-state-is-the-read-model.md).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/hash/hash.hpp"
#include "tingbok/v1/entities.pb.h"
#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::domain {

/// Slots (indices into entities()) an event changed, each once, in order of change.
using Changes = std::vector<std::uint32_t>;

/// The kinds' numbers (field numbers in Entity.kind) are below this.
inline constexpr std::size_t entity_kind_numbers = 64;

/// Copyable: a copy costs as much as what the room holds. Pointers that it hands out stay good
/// until the next evolve() or assignment.
class State {
 public:
  State() = default;
  /// From a snapshot. Throws std::invalid_argument if slots are not 0, 1, 2 …, an entity has no
  /// kind or an id twice, or the snapshot's state hash is given and is not that of its entities.
  explicit State(const pb::StateSnapshot& snapshot);

  /// Number and time of the last event folded in.
  std::uint64_t number() const { return number_; }
  std::int64_t time_ms() const { return time_ms_; }

  /// The entity of message type T with that id; null where there is none.
  template <class T>
  const T* find(std::string_view id) const;

  /// Its slot; nullopt where there is none.
  template <class T>
  std::optional<std::uint32_t> slot_of(std::string_view id) const;

  /// All entities of message type T, in order of first appearance.
  template <class T>
  std::vector<const T*> all() const;
  template <class T>
  std::size_t count() const;

  const std::vector<pb::Entity>& entities() const { return entities_; }

  /// Root over all slots (docs/log-format.md § state hash).
  Digest hash() const { return tree_.root(); }

  pb::StateSnapshot snapshot() const;

 private:
  friend class Editor;

  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  using Index = std::unordered_map<std::string, std::uint32_t, IdHash, std::equal_to<>>;

  /// Enters entities_[slot] into by_kind_ and ids_; false where the id is taken.
  bool index(std::uint32_t slot);
  /// Brings the slot's leaf up to date. `buffer` is scratch space.
  void rehash(std::uint32_t slot, std::string& buffer);

  std::uint64_t number_ = 0;
  std::int64_t time_ms_ = 0;
  std::vector<pb::Entity> entities_;
  /// Slots of each kind in order of first appearance, and slot by id.
  std::array<std::vector<std::uint32_t>, entity_kind_numbers> by_kind_;
  std::array<Index, entity_kind_numbers> ids_;
  HashTree tree_;
};

}  // namespace tingbok::domain

#include "core/domain/state_access.hpp"  // find<T>, all<T>, count<T>
