#include "core/domain/state.hpp"

#include <stdexcept>

#include "core/domain/personal.hpp"

namespace tingbok::domain {
namespace {

/// The id of an entity: field 1 of whatever message it holds.
const std::string& id_of(const pb::Entity& entity, std::string& scratch) {
  const auto* kind = pb::Entity::descriptor()->FindFieldByNumber(entity.kind_case());
  const auto& message = entity.GetReflection()->GetMessage(entity, kind);
  const auto* id = kind->message_type()->FindFieldByNumber(1);
  return message.GetReflection()->GetStringReference(message, id, &scratch);
}

}  // namespace

State::State(const pb::StateSnapshot& snapshot)
    : number_(snapshot.number()), time_ms_(snapshot.time_ms()) {
  entities_.reserve(static_cast<std::size_t>(snapshot.entities_size()));
  std::string buffer;
  for (const auto& entity : snapshot.entities()) {
    const auto slot = static_cast<std::uint32_t>(entities_.size());
    if (entity.slot() != slot)
      throw std::invalid_argument("a snapshot's slots are not 0, 1, 2 ...");
    if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
      throw std::invalid_argument("a snapshot holds an entity of an unknown kind");
    }
    entities_.push_back(entity);
    if (!index(slot)) throw std::invalid_argument("a snapshot holds an entity twice");
    rehash(slot, buffer);
  }
  if (!snapshot.state_hash().empty() && snapshot.state_hash() != as_bytes(hash())) {
    throw std::invalid_argument("a snapshot's state hash is not that of its entities");
  }
}

pb::StateSnapshot State::snapshot() const {
  pb::StateSnapshot snapshot;
  snapshot.set_number(number_);
  snapshot.set_time_ms(time_ms_);
  snapshot.set_state_hash(std::string(as_bytes(hash())));
  snapshot.mutable_entities()->Reserve(static_cast<int>(entities_.size()));
  for (const auto& entity : entities_) *snapshot.add_entities() = entity;
  return snapshot;
}

bool State::index(std::uint32_t slot) {
  const pb::Entity& entity = entities_[slot];
  const auto kind = static_cast<std::size_t>(entity.kind_case());
  std::string scratch;
  if (!ids_[kind].emplace(id_of(entity, scratch), slot).second) return false;
  by_kind_[kind].push_back(slot);
  return true;
}

void State::rehash(std::uint32_t slot, std::string& buffer) {
  hashed_bytes_into(entities_[slot], buffer);
  tree_.set(slot, leaf_hash(buffer));
}

}  // namespace tingbok::domain
