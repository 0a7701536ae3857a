#include "core/past/views.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "core/domain/evolve.hpp"
#include "core/domain/wire.hpp"
#include "core/past/actors.hpp"
#include "core/rebuild/fold_on.hpp"

namespace tingbok::past {
namespace {

std::string digest_bytes(const Digest& digest) { return std::string(as_bytes(digest)); }

bool same(const std::optional<pb::Entity>& one, const std::optional<pb::Entity>& other) {
  if (!one || !other) return !one && !other;
  return one->SerializeAsString() == other->SerializeAsString();
}

/// The entity in a slot that may not have been there yet.
std::optional<pb::Entity> seen_at(const Rights& rights, const domain::State& state,
                                  std::uint32_t slot) {
  if (slot >= state.entities().size()) return std::nullopt;
  return rights.seen(state, slot);
}

/// Slots whose form for this viewer may be another after the event, rising.
std::set<std::uint32_t> touched_by(const Rights& rights, const domain::State& after,
                                   const pb::Event& event, const domain::Changes& changes) {
  std::set<std::uint32_t> slots(changes.begin(), changes.end());
  if (rights.administrator()) return slots;
  const auto revealed = view::also_revealed(after, event);
  slots.insert(revealed.begin(), revealed.end());
  if (rights.person().empty()) return slots;
  view::each_own(after, event, changes, [&](std::string_view person, std::uint32_t slot) {
    if (person == rights.person()) slots.insert(slot);
  });
  return slots;
}

std::string kind_of(const pb::Event& event) {
  static const auto* kinds = pb::Event::descriptor()->FindOneofByName("kind");
  const auto* field = event.GetReflection()->GetOneofFieldDescriptor(event, kinds);
  return field == nullptr ? std::string() : field->name();
}

void fill(const Rights& rights, const rebuild::Rebuilt& after, const pb::RecordCore& core,
          const pb::Event& event, const domain::Changes& changes, pb::PastEvent& out) {
  out.set_number(core.number());
  out.set_time_ms(core.time_ms());
  out.set_script_line(core.script_line());
  out.set_state_hash(core.state_hash());
  std::vector<pb::Entity> seen;
  for (const auto slot : touched_by(rights, after.state, event, changes)) {
    if (auto entity = rights.seen(after.state, slot)) seen.push_back(std::move(*entity));
  }
  if (rights.administrator() || !seen.empty()) out.set_kind(kind_of(event));
  if (tells_actor(rights, event, core.actor(), seen)) out.set_actor(core.actor());
  for (auto& entity : seen) *out.add_entities() = std::move(entity);
  if (rights.administrator()) *out.mutable_event() = event;
}

using Leaves = std::vector<std::pair<std::size_t, Digest>>;

/// A slot that is not seen counts as a leaf of zeros.
Leaves empty_leaves(std::uint32_t slots) {
  Leaves leaves(slots);
  for (std::size_t slot = 0; slot < slots; ++slot) leaves[slot].first = slot;
  return leaves;
}

Digest root_of(const Leaves& leaves) {
  HashTree tree;
  tree.set_all(leaves);
  return tree.root();
}

}  // namespace

std::string room_state(const Rights& rights, const std::string& room, const rebuild::Rebuilt& then,
                       log::Number head) {
  const auto slots = static_cast<std::uint32_t>(then.state.entities().size());
  pb::RoomState before;
  before.set_workshop(room);
  before.set_number(then.state.number());
  before.set_state_hash(digest_bytes(then.state.hash()));
  std::string out = before.SerializeAsString();
  auto leaves = empty_leaves(slots);
  pb::Entity cut;
  std::string bytes;
  for (std::uint32_t slot = 0; slot < slots; ++slot) {
    const auto* seen = rights.look(then.state, slot, cut);
    if (seen == nullptr) continue;
    bytes.clear();
    view::append_entire(bytes, *seen);
    domain::append_field(out, pb::RoomState::kEntitiesFieldNumber, bytes);
    if (!rights.administrator()) leaves[slot].second = leaf_hash(bytes);
  }
  pb::RoomState after;
  after.set_time_ms(then.state.time_ms());
  after.set_head(head);
  after.set_audience(rights.audience());
  after.set_slots(slots);
  if (!rights.administrator()) after.set_view_hash(digest_bytes(root_of(leaves)));
  after.AppendToString(&out);
  return out;
}

pb::RoomDiff room_diff(const Rights& rights, const std::string& room, const StatePtr& one,
                       const StatePtr& other) {
  const bool in_order = one->state.number() <= other->state.number();
  const domain::State& from = in_order ? one->state : other->state;
  const domain::State& to = in_order ? other->state : one->state;
  pb::RoomDiff out;
  out.set_workshop(room);
  out.set_from(from.number());
  out.set_from_ms(from.time_ms());
  out.set_to(to.number());
  out.set_to_ms(to.time_ms());
  for (std::uint32_t slot = 0; slot < to.entities().size(); ++slot) {
    auto before = seen_at(rights, from, slot);
    auto after = seen_at(rights, to, slot);
    if (same(before, after)) continue;
    auto& change = *out.add_changes();
    if (before) *change.mutable_before() = std::move(*before);
    if (after) *change.mutable_after() = std::move(*after);
  }
  return out;
}

pb::RoomEvents room_events(PastReader& reader, const Rights& rights, const std::string& room,
                           log::Number from, std::uint64_t limit) {
  pb::RoomEvents out;
  from = std::max<log::Number>(from, 1);
  limit = std::clamp<std::uint64_t>(limit, 1, events_per_answer_max);
  // What came after the state that the rights are of is for the next who asks.
  const auto head = rights.now().number();
  out.set_workshop(room);
  out.set_head(head);
  if (from > head) return out;
  auto last = head - from < limit ? head : from + limit - 1;
  std::vector<Digest> leaves;
  reader.log().read(room, from, last, [&](const log::RecordView& record) {
    leaves.push_back(leaf_hash(record.core));
    return true;
  });
  std::size_t bytes = 0;
  rebuild::fold_on(reader.log(), room, *reader.state_at(room, from - 1), last,
                   [&](const rebuild::Rebuilt& after, const pb::RecordCore& core,
                       const pb::Event& event, const domain::Changes& changes) {
                     auto& entry = *out.add_events();
                     entry.set_leaf_hash(digest_bytes(leaves.at(core.number() - from)));
                     fill(rights, after, core, event, changes, entry);
                     bytes += entry.ByteSizeLong();
                     if (bytes < event_bytes_per_answer_goal) return true;
                     last = core.number();
                     return false;
                   });
  if (last < head) out.set_next(last + 1);
  return out;
}

}  // namespace tingbok::past
