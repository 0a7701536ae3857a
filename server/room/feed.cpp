#include "server/room/feed.hpp"

#include <algorithm>
#include <cassert>

#include "server/room/encode.hpp"

namespace tingbok::room {

void Chunk::add_to(Outgoing& out, log::Number from, Encoding encoding) const {
  const auto skip = from > first() ? static_cast<std::size_t>(from - first()) : 0;
  assert(skip < starts_.size());
  if (encoding == Encoding::protobuf) {
    out.add(std::string_view(*binary_).substr(starts_[skip]), binary_);
    return;
  }
  if (!json_) {
    pb::ServerFrame frame;
    if (!frame.ParseFromString(*binary_)) throw std::logic_error("own patches do not parse");
    auto json = std::make_shared<std::string>();
    for (const pb::Patch& patch : frame.patches()) {
      json_starts_.push_back(json->empty() ? 0 : json->size() + 1);
      append_json(*json, patch);
    }
    json_ = std::move(json);
  }
  out.add(std::string_view(*json_).substr(json_starts_[skip]), json_);
}

Feed::Feed(pb::Audience audience, const domain::State& state)
    : audience_(audience),
      rendered_(state.number()),
      start_(state.number()),
      head_(state.number()) {
  mirror_.resize(static_cast<std::uint32_t>(state.entities().size()));
  for (const pb::Entity& entity : state.entities()) {
    if (const auto seen = view::visible(state, entity, audience)) mirror_.apply(*seen);
  }
  start_hash_ = mirror_.hash();
}

void Feed::render(const domain::State& after, const domain::Changes& changed,
                  std::int64_t time_ms) {
  flush_patch();
  assert(after.number() == rendered_ + 1);
  rendered_ = after.number();
  if (!building_) building_ = std::make_shared<Chunk>();
  patch_open_ = true;
  patch_.Clear();
  patch_.set_number(rendered_);
  patch_.set_time_ms(time_ms);
  patch_.set_slots(static_cast<std::uint32_t>(after.entities().size()));
  mirror_.resize(patch_.slots());
  for (const std::uint32_t slot : changed) {
    auto seen = view::visible(after, after.entities()[slot], audience_);
    if (!seen) continue;
    mirror_.apply(*seen);
    patch_.add_entities()->Swap(&*seen);
  }
}

void Feed::flush_patch() {
  if (!patch_open_) return;
  patch_open_ = false;
  building_->starts_.push_back(building_->binary_->size());
  append_field(*building_->binary_, pb::ServerFrame::kPatchesFieldNumber, patch_);
}

ChunkPtr Feed::finish_batch() {
  if (!building_) return nullptr;
  building_->hash_ = mirror_.hash();
  building_->last_ = rendered_;
  patch_.set_view_hash(std::string(as_bytes(building_->hash_)));
  flush_patch();
  return std::exchange(building_, nullptr);
}

const std::vector<Bytes>& Feed::snapshot(Encoding encoding) {
  const auto which = encoding == Encoding::json ? 1u : 0u;
  std::vector<Bytes>& messages = snapshots_[which];
  if (!messages.empty() && snapshot_numbers_[which] == rendered_) return messages;
  messages.clear();
  snapshot_numbers_[which] = rendered_;

  std::vector<pb::SnapshotPart> parts(1);
  std::size_t bytes = 0;
  for (const pb::Entity& entity : mirror_.entities()) {
    if (entity.kind_case() == pb::Entity::KIND_NOT_SET) continue;
    if (bytes >= snapshot_part_bytes_goal) {
      parts.emplace_back();
      bytes = 0;
    }
    bytes += entity.ByteSizeLong();
    *parts.back().add_entities() = entity;
  }
  const std::string hash(as_bytes(mirror_.hash()));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    pb::ServerFrame frame;
    pb::SnapshotPart& part = *frame.mutable_snapshot();
    part = std::move(parts[i]);
    part.set_number(rendered_);
    part.set_part(static_cast<std::uint32_t>(i));
    part.set_parts(static_cast<std::uint32_t>(parts.size()));
    part.set_slots(mirror_.slots());
    part.set_view_hash(hash);
    messages.push_back(std::make_shared<const std::string>(encode_frame(frame, encoding)));
  }
  return messages;
}

void Feed::publish(const ChunkPtr& chunk) {
  assert(chunk->first() == head_ + 1);
  head_ = chunk->last();
  ring_bytes_ += chunk->bytes();
  ring_.push_back(chunk);
  while (ring_.size() > 1 && (head_ - ring_.front()->last() >= ring_patches_max ||
                              ring_bytes_ > ring_bytes_max)) {
    start_ = ring_.front()->last();
    start_hash_ = ring_.front()->hash();
    ring_bytes_ -= ring_.front()->bytes();
    ring_.pop_front();
  }
}

bool Feed::holds(log::Number number) const {
  return number >= start_ && number <= head_ && head_ - number <= ring_patches_max;
}

std::optional<Digest> Feed::hash_at(log::Number number) const {
  if (number == start_) return start_hash_;
  const auto chunk = std::lower_bound(
      ring_.begin(), ring_.end(), number,
      [](const ChunkPtr& one, log::Number wanted) { return one->last() < wanted; });
  if (chunk == ring_.end() || (*chunk)->last() != number) return std::nullopt;
  return (*chunk)->hash();
}

bool Feed::gather(log::Number& cursor, Outgoing& out, Encoding encoding) const {
  auto chunk = std::lower_bound(
      ring_.begin(), ring_.end(), cursor + 1,
      [](const ChunkPtr& one, log::Number wanted) { return one->last() < wanted; });
  bool first = true;
  for (; chunk != ring_.end(); ++chunk) {
    if (out.bytes() >= message_bytes_goal) return false;
    if (!first && encoding == Encoding::json) out.add(",");
    first = false;
    (*chunk)->add_to(out, cursor + 1, encoding);
    cursor = (*chunk)->last();
  }
  return true;
}

}  // namespace tingbok::room
