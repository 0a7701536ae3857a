/// What a room is at one moment. The state *is* the read model: a table of entities (protobuf
/// messages) keyed by kind and id, in the order of first appearance. Rules can depend on nothing
/// else, so a snapshot is lossless and the state hash covers all that decisions rest on
/// (docs/decisions/0001-state-is-the-read-model.md).
#pragma once

#include <cstdint>
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

class State {
 public:
  State() = default;
  /// From a snapshot. Throws std::invalid_argument if slots are not 0, 1, 2 …
  explicit State(const pb::StateSnapshot& snapshot);

  /// Number and time of the last event folded in.
  std::uint64_t number() const { return number_; }
  std::int64_t time_ms() const { return time_ms_; }

  /// The entity of message type T with that id; null where there is none.
  template <class T>
  const T* find(std::string_view id) const;

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
  std::uint64_t number_ = 0;
  std::int64_t time_ms_ = 0;
  std::vector<pb::Entity> entities_;
  /// slots_[kind number] in order of first appearance; ids_ maps (kind, id) to the slot.
  std::vector<std::vector<std::uint32_t>> by_kind_;
  std::unordered_map<std::string, std::uint32_t> ids_;
  HashTree tree_;
};

}  // namespace tingbok::domain

#include "core/domain/state_access.hpp"  // find<T>, all<T>, count<T>
