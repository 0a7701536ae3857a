#include "server/room/seen.hpp"

#include <algorithm>
#include <utility>

#include "server/room/encode.hpp"
#include "server/room/limits.hpp"

namespace tingbok::room {
namespace {

std::string snapshot_part(const pb::SnapshotPart& head, std::string_view entities) {
  std::string body = head.SerializeAsString();
  body += entities;
  std::string message;
  append_field(message, pb::ServerFrame::kSnapshotFieldNumber, body);
  return message;
}

}  // namespace

bool Seen::see(const domain::State& state, std::uint32_t slot) {
  std::string& bytes = shown_[slot];
  const bool saw = !bytes.empty();
  bytes.clear();
  const bool sees = view::append_visible(bytes, state, state.entities()[slot], audience_);
  if (!saw && !sees) return false;
  unhashed_.push_back(slot);
  return true;
}

bool Seen::put(std::uint32_t slot, const std::optional<pb::Entity>& entity) {
  std::string bytes;
  if (entity) entity->SerializeToString(&bytes);
  if (bytes == shown_[slot]) return false;
  shown_[slot] = std::move(bytes);
  unhashed_.push_back(slot);
  return true;
}

void Seen::append_to_patch(std::string& patch, std::uint32_t slot) const {
  if (!shown_[slot].empty()) {
    return append_field(patch, pb::Patch::kEntitiesFieldNumber, shown_[slot]);
  }
  pb::Entity gone;
  gone.set_slot(slot);
  append_field(patch, pb::Patch::kEntitiesFieldNumber, gone.SerializeAsString());
}

Digest Seen::settle() {
  // New slots have a leaf, seen or not.
  for (std::size_t slot = tree_.size(); slot < shown_.size(); ++slot) {
    unhashed_.push_back(static_cast<std::uint32_t>(slot));
  }
  std::sort(unhashed_.begin(), unhashed_.end());
  unhashed_.erase(std::unique(unhashed_.begin(), unhashed_.end()), unhashed_.end());
  std::vector<std::pair<std::size_t, Digest>> leaves;
  leaves.reserve(unhashed_.size());
  for (const std::uint32_t slot : unhashed_) {
    leaves.emplace_back(slot, shown_[slot].empty() ? Digest{} : leaf_hash(shown_[slot]));
  }
  unhashed_.clear();
  tree_.set_all(leaves);
  return tree_.root();
}

std::vector<std::string> Seen::snapshot(std::uint64_t number) const {
  std::vector<std::string> parts(1);
  for (const std::string& entity : shown_) {
    if (entity.empty()) continue;
    if (parts.back().size() >= snapshot_part_bytes_goal) parts.emplace_back();
    append_field(parts.back(), pb::SnapshotPart::kEntitiesFieldNumber, entity);
  }
  pb::SnapshotPart head;
  head.set_number(number);
  head.set_parts(static_cast<std::uint32_t>(parts.size()));
  head.set_slots(static_cast<std::uint32_t>(shown_.size()));
  head.set_view_hash(std::string(as_bytes(tree_.root())));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    head.set_part(static_cast<std::uint32_t>(i));
    parts[i] = snapshot_part(head, parts[i]);
  }
  return parts;
}

}  // namespace tingbok::room
