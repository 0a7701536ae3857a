#include <string>

#include "core/view/audience.hpp"

namespace tingbok::view {

void Mirror::apply(const pb::Entity& entity) {
  const auto slot = entity.slot();
  if (slot >= slots()) resize(slot + 1);
  entities_[slot] = entity;
  if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
    tree_.set(slot, Digest{});
    return;
  }
  thread_local std::string bytes;
  entity.SerializeToString(&bytes);
  tree_.set(slot, leaf_hash(bytes));
}

void Mirror::resize(std::uint32_t slots_wanted) {
  while (entities_.size() < slots_wanted) {
    tree_.set(entities_.size(), Digest{});
    entities_.emplace_back();
  }
}

void Mirror::clear() {
  entities_.clear();
  tree_ = HashTree();
}

}  // namespace tingbok::view
