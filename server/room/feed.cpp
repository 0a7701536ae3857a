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
    : seen_(audience), rendered_(state.number()), start_(state.number()), head_(state.number()) {
  seen_.grow(state.entities().size());
  for (std::uint32_t slot = 0; slot < seen_.slots(); ++slot) seen_.see(state, slot);
  start_hash_ = seen_.settle();
}

void Feed::render(const domain::State& after, const domain::Changes& changed,
                  std::int64_t time_ms) {
  flush_patch();
  assert(after.number() == rendered_ + 1);
  rendered_ = after.number();
  if (!building_) building_ = std::make_shared<Chunk>();
  patch_open_ = true;
  seen_.grow(after.entities().size());
  pb::Patch patch;
  patch.set_number(rendered_);
  patch.set_time_ms(time_ms);
  patch.set_slots(static_cast<std::uint32_t>(seen_.slots()));
  patch_.clear();
  patch.AppendToString(&patch_);
  for (const std::uint32_t slot : changed) {
    if (seen_.see(after, slot)) seen_.append_to_patch(patch_, slot);
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
  building_->hash_ = seen_.settle();
  building_->last_ = rendered_;
  append_field(patch_, pb::Patch::kViewHashFieldNumber, as_bytes(building_->hash_));
  flush_patch();
  return std::exchange(building_, nullptr);
}

const std::vector<Bytes>& Feed::snapshot(Encoding encoding) {
  const auto which = encoding == Encoding::json ? 1u : 0u;
  std::vector<Bytes>& messages = snapshots_[which];
  if (!messages.empty() && snapshot_numbers_[which] == rendered_) return messages;
  messages.clear();
  snapshot_numbers_[which] = rendered_;

  for (std::string& message : seen_.snapshot(rendered_)) {
    messages.push_back(
        std::make_shared<const std::string>(as_encoded(std::move(message), encoding)));
  }
  return messages;
}

void Feed::publish(const ChunkPtr& chunk) {
  assert(chunk->first() == head_ + 1);
  head_ = chunk->last();
  ring_bytes_ += chunk->bytes();
  ring_.push_back(chunk);
  while (ring_.size() > 1 &&
         (head_ - ring_.front()->last() >= ring_patches_max || ring_bytes_ > ring_bytes_max)) {
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
