#include "tingbok/client/mirror.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace tingbok::client {
namespace {

/// What stands for a slot that this client does not see.
constexpr Digest unseen{};

std::string key_of(int kind, std::string_view id) {
  std::string key = std::to_string(kind);
  key.push_back('\0');
  key.append(id);
  return key;
}

const google::protobuf::OneofDescriptor& kinds() {
  return *pb::Entity::descriptor()->FindOneofByName("kind");
}

}  // namespace

std::string_view to_string(Step step) {
  switch (step) {
    case Step::applied:
      return "applied";
    case Step::more_to_come:
      return "more parts to come";
    case Step::duplicate:
      return "applied before";
    case Step::gap:
      return "numbers are missing";
    case Step::wrong_hash:
      return "the view hash differs";
    case Step::malformed:
      return "it contradicts itself or a bound";
  }
  return "";
}

const google::protobuf::Message* Mirror::content(const pb::Entity& entity) {
  const auto* field = entity.GetReflection()->GetOneofFieldDescriptor(entity, &kinds());
  return field ? &entity.GetReflection()->GetMessage(entity, field) : nullptr;
}

pb::Entity::KindCase Mirror::kind_of(const google::protobuf::Descriptor& message) {
  for (int i = 0; i < kinds().field_count(); ++i)
    if (kinds().field(i)->message_type() == &message)
      return static_cast<pb::Entity::KindCase>(kinds().field(i)->number());
  return pb::Entity::KIND_NOT_SET;
}

std::string entity_id(const pb::Entity& entity) {
  const auto* field = entity.GetReflection()->GetOneofFieldDescriptor(entity, &kinds());
  if (!field) return {};
  const auto& message = entity.GetReflection()->GetMessage(entity, field);
  const auto* id = message.GetDescriptor()->FindFieldByNumber(1);
  return message.GetReflection()->GetString(message, id);
}

void Mirror::clear() {
  number_ = 0;
  time_ms_ = 0;
  entities_.clear();
  tree_ = HashTree{};
  slots_by_key_.clear();
  own_.clear();
  staging_.reset();
}

void Mirror::resize(std::uint32_t slots) {
  while (tree_.size() < slots) tree_.set(tree_.size(), unseen);
  if (entities_.size() < slots) entities_.resize(slots);
}

void Mirror::set(const pb::Entity& entity) {
  const auto slot = entity.slot();
  pb::Entity& mine = entities_[slot];
  if (mine.kind_case() != pb::Entity::KIND_NOT_SET)
    slots_by_key_.erase(key_of(mine.kind_case(), entity_id(mine)));
  mine = entity;
  if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
    tree_.set(slot, unseen);
    return;
  }
  slots_by_key_[key_of(entity.kind_case(), entity_id(entity))] = slot;
  tree_.set(slot, leaf_hash(entity.SerializeAsString()));
}

Step Mirror::check(std::string_view view_hash) {
  if (view_hash.empty()) return Step::applied;
  ++hash_checks_;
  return as_bytes(tree_.root()) == view_hash ? Step::applied : Step::wrong_hash;
}

Step Mirror::add(const pb::SnapshotPart& part) {
  const bool first = part.part() == 0;
  if (part.parts() == 0 || part.parts() > snapshot_parts_max || part.slots() > slots_max ||
      part.number() == 0)
    return Step::malformed;
  if (first) staging_ = Staging{{}, part.number(), part.parts(), 0, part.slots()};
  if (!staging_ || part.part() != staging_->next_part || part.parts() != staging_->parts ||
      part.number() != staging_->number || part.slots() != staging_->slots) {
    staging_.reset();
    return Step::malformed;
  }
  for (const pb::Entity& entity : part.entities()) {
    if (entity.slot() >= staging_->slots) {
      staging_.reset();
      return Step::malformed;
    }
    staging_->entities.push_back(entity);
  }
  if (++staging_->next_part < staging_->parts) return Step::more_to_come;

  const Staging whole = std::move(*staging_);
  auto own = std::move(own_);  // Own entities come apart from snapshots.
  clear();
  own_ = std::move(own);
  number_ = whole.number;
  resize(whole.slots);
  for (const pb::Entity& entity : whole.entities) set(entity);
  return check(part.view_hash());
}

Step Mirror::apply(const pb::Patch& patch) {
  if (patch.number() <= number_) return Step::duplicate;
  if (patch.number() != number_ + 1) return Step::gap;
  if (patch.slots() < slots() || patch.slots() > slots_max) return Step::malformed;
  for (const pb::Entity& entity : patch.entities())
    if (entity.slot() >= patch.slots()) return Step::malformed;
  number_ = patch.number();
  time_ms_ = patch.time_ms();
  resize(patch.slots());
  for (const pb::Entity& entity : patch.entities()) set(entity);
  return check(patch.view_hash());
}

void Mirror::set_own(const pb::Entity& entity) {
  if (entity.kind_case() == pb::Entity::KIND_NOT_SET) {
    std::erase_if(own_, [&](const auto& mine) { return mine.second.slot() == entity.slot(); });
    return;
  }
  own_[{entity.kind_case(), entity_id(entity)}] = entity;
}

const pb::Entity* Mirror::find(pb::Entity::KindCase kind, std::string_view id) const {
  if (const auto mine = own_.find({kind, std::string(id)}); mine != own_.end())
    return &mine->second;
  const auto slot = slots_by_key_.find(key_of(kind, id));
  return slot == slots_by_key_.end() ? nullptr : &entities_[slot->second];
}

}  // namespace tingbok::client
