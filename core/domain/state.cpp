#include "core/domain/state.hpp"

#include <algorithm>
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

State::State(pb::StateSnapshot snapshot)
    : number_(snapshot.number()), time_ms_(snapshot.time_ms()) {
  entities_.reserve(static_cast<std::size_t>(snapshot.entities_size()));
  for (auto& entity : *snapshot.mutable_entities()) put_new(entity);
  check_hash(snapshot);
}

void State::advance(pb::StateSnapshot changes) {
  number_ = changes.number();
  time_ms_ = changes.time_ms();
  for (auto& entity : *changes.mutable_entities()) {
    entity.slot() < entities_.size() ? put_over(entity) : put_new(entity);
  }
  check_hash(changes);
}

void State::put_new(pb::Entity& entity) {
  const auto slot = static_cast<std::uint32_t>(entities_.size());
  if (entity.slot() != slot) {
    throw std::invalid_argument("a snapshot's slots are not 0, 1, 2 ...");
  }
  if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
    throw std::invalid_argument("a snapshot holds an entity of an unknown kind");
  }
  pb::Entity& own = entities_.add();
  own.Swap(&entity);
  std::string scratch;
  if (!index(slot, id_of(own, scratch))) {
    throw std::invalid_argument("a snapshot holds an entity twice");
  }
  put_off_hash(slot);
}

void State::put_over(pb::Entity& entity) {
  const pb::Entity& old = entities_[entity.slot()];
  std::string scratch;
  std::string old_scratch;
  if (entity.kind_case() != old.kind_case() || id_of(entity, scratch) != id_of(old, old_scratch)) {
    throw std::invalid_argument("a snapshot's entity is another than the one before it");
  }
  const auto slot = entity.slot();
  entities_.replace(slot).Swap(&entity);
  put_off_hash(slot);
}

void State::check_hash(const pb::StateSnapshot& snapshot) {
  settle();
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

bool State::index(std::uint32_t slot, const std::string& id) {
  Kind& kind = kinds_[static_cast<std::size_t>(entities_[slot].kind_case())].edit();
  if (!kind.ids.emplace(id, slot).second) return false;
  kind.slots.push_back(slot);
  return true;
}

void State::put_off_hash(std::uint32_t slot) {
  if (is_put_off_.size() <= slot) is_put_off_.resize(entities_.size());
  if (is_put_off_[slot]) return;
  is_put_off_[slot] = true;
  put_off_.push_back(slot);
}

Digest State::hash() const {
  if (put_off_.empty()) return tree_.root();
  HashTree tree = tree_;
  hash_into(tree);
  return tree.root();
}

void State::settle() {
  hash_into(tree_);
  for (const auto slot : put_off_) is_put_off_[slot] = false;
  put_off_.clear();
}

void State::hash_into(HashTree& tree) const {
  // For so few, one path after the other is faster than level by level.
  constexpr std::size_t few = 4;
  std::vector<std::uint32_t> slots = put_off_;
  std::sort(slots.begin(), slots.end());
  std::vector<std::pair<std::size_t, Digest>> leaves;
  leaves.reserve(slots.size());
  std::string buffer;
  for (const auto slot : slots) {
    hashed_bytes_into(entities_[slot], buffer);
    leaves.emplace_back(slot, leaf_hash(buffer));
  }
  if (leaves.size() > few) return tree.set_all(leaves);
  for (const auto& [slot, leaf] : leaves) tree.set(slot, leaf);
}

}  // namespace tingbok::domain
