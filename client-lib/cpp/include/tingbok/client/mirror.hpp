/// The read model of one room as this client may see it: what the server sent, checked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/hash/hash.hpp"
#include "tingbok/client/limits.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::client {

/// What became of a snapshot part or a patch.
enum class Step {
  /// The mirror now stands at its number.
  applied,
  /// More parts of the snapshot are to come; the mirror is as it was.
  more_to_come,
  /// Its number was applied before; nothing changed.
  duplicate,
  /// Numbers between are missing; nothing changed.
  gap,
  /// Applied, but the view hash is not the server's: only a snapshot helps.
  wrong_hash,
  /// It contradicts itself or a bound; only a snapshot helps.
  malformed,
};

std::string_view to_string(Step step);

/// Entities by slot, and by kind and id. One owner, no locks. References and pointers to entities
/// hold until the next change. The view hash is that of docs/protocol.md.
class Mirror {
 public:
  /// Parts come in order, all at one number; the last one replaces the mirror.
  Step add(const pb::SnapshotPart& part);
  Step apply(const pb::Patch& patch);
  /// An entity that only this person may see; outside the view hash. One without a kind: what was
  /// this person's own in its slot is so no more.
  void set_own(const pb::Entity& entity);
  void clear_own() { own_.clear(); }
  void clear();

  /// 0: there is no state yet.
  std::uint64_t number() const { return number_; }
  /// The time of the last patch, milliseconds since 1970 UTC; 0 after a snapshot.
  std::int64_t time_ms() const { return time_ms_; }
  bool empty() const { return number_ == 0; }
  Digest view_hash() const { return tree_.root(); }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(entities_.size()); }

  /// By slot; an entity without a kind where this client sees nothing.
  const std::vector<pb::Entity>& entities() const { return entities_; }
  /// This person's own ones, by kind number and id.
  const std::map<std::pair<int, std::string>, pb::Entity>& own() const { return own_; }

  /// The entity of that kind and id, the person's own before what the audience sees of it; null
  /// where there is none.
  const pb::Entity* find(pb::Entity::KindCase kind, std::string_view id) const;

  /// As find, for the message of the kind: get<pb::Vote>("VS").
  template <class T>
  const T* get(std::string_view id) const {
    const pb::Entity* entity = find(kind_of(*T::descriptor()), id);
    return entity ? static_cast<const T*>(content(*entity)) : nullptr;
  }
  /// All of one kind, by slot.
  template <class T>
  std::vector<const T*> all() const {
    std::vector<const T*> found;
    const auto kind = kind_of(*T::descriptor());
    for (const pb::Entity& entity : entities_)
      if (entity.kind_case() == kind) found.push_back(static_cast<const T*>(content(entity)));
    return found;
  }

  /// Hashes compared with the server's so far.
  std::uint64_t hash_checks() const { return hash_checks_; }

 private:
  struct Staging {
    std::vector<pb::Entity> entities;
    std::uint64_t number = 0;
    std::uint32_t parts = 0;
    std::uint32_t next_part = 0;
    std::uint32_t slots = 0;
  };
  static pb::Entity::KindCase kind_of(const google::protobuf::Descriptor& message);
  static const google::protobuf::Message* content(const pb::Entity& entity);
  void resize(std::uint32_t slots);
  void set(const pb::Entity& entity);
  Step check(std::string_view view_hash);

  std::uint64_t number_ = 0;
  std::int64_t time_ms_ = 0;
  std::uint64_t hash_checks_ = 0;
  std::vector<pb::Entity> entities_;
  HashTree tree_;
  std::unordered_map<std::string, std::uint32_t> slots_by_key_;
  std::map<std::pair<int, std::string>, pb::Entity> own_;
  std::optional<Staging> staging_;
};

/// The id of an entity: field 1 of its kind's message; empty where it has no kind.
std::string entity_id(const pb::Entity& entity);

}  // namespace tingbok::client
