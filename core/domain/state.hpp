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
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "core/domain/entities.hpp"
#include "core/domain/shared.hpp"
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

/// A copy shares its entities with the original until one of them changes one; it costs a few
/// pointers and hashes an entity. Copies may be used on different threads. Pointers that a state
/// hands out stay good until the next evolve() or assignment.
class State {
 public:
  State() = default;
  /// From a whole snapshot. Throws std::invalid_argument if slots are not 0, 1, 2 …, an entity has
  /// no kind or an id twice, or the snapshot's state hash is given and is not that of its entities.
  explicit State(pb::StateSnapshot snapshot);

  /// Makes it what a snapshot of what changed since says: one whose base is this state. Throws
  /// std::invalid_argument as above, or where it changes what an entity is; the state is then of no
  /// further use.
  void advance(pb::StateSnapshot changes);

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

  const Entities& entities() const { return entities_; }

  /// Root over all slots (docs/log-format.md § state hash). Costs nothing where settle() has been
  /// called since the last change, as evolve() does unless it is told not to.
  Digest hash() const;
  /// Computes what hashes have been put off.
  void settle();

  pb::StateSnapshot snapshot() const;

 private:
  friend class Editor;

  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  using Index = boost::unordered_flat_map<std::string, std::uint32_t, IdHash, std::equal_to<>>;

  /// The entities of one kind: slots in order of first appearance, and slot by id.
  struct Kind {
    std::vector<std::uint32_t> slots;
    Index ids;
  };

  /// Takes over a snapshot's entity: as one more, or in the place of what it was before.
  void put_new(pb::Entity& entity);
  void put_over(pb::Entity& entity);
  void check_hash(const pb::StateSnapshot& snapshot);
  /// Enters the entity in a slot into kinds_; false where the id is taken.
  bool index(std::uint32_t slot, const std::string& id);
  /// The leaf of a slot is not up to date any more.
  void put_off_hash(std::uint32_t slot);
  /// Brings the leaves of the slots put off up to date.
  void hash_into(HashTree& tree) const;

  std::uint64_t number_ = 0;
  std::int64_t time_ms_ = 0;
  Entities entities_;
  std::array<Shared<Kind>, entity_kind_numbers> kinds_;
  HashTree tree_;
  /// Slots whose leaves in tree_ are not up to date, each once; and by slot, whether it is among
  /// them.
  std::vector<std::uint32_t> put_off_;
  std::vector<bool> is_put_off_;
};

}  // namespace tingbok::domain

#include "core/domain/state_access.hpp"  // find<T>, all<T>, count<T>
