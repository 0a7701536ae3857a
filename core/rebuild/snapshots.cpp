#include "core/rebuild/snapshots.hpp"

#include <algorithm>
#include <stdexcept>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include "tingbok/v1/records.pb.h"

namespace tingbok::rebuild {
namespace {

/// Events between two snapshots. Half of them are folded to reach a state, in about a millisecond.
constexpr log::Number events_between = 1'024;
/// How many whole snapshots the growth of those of changes may cost before the next whole one.
constexpr std::size_t whole_pays_after = 4;

void write_entity(const pb::Entity& entity, google::protobuf::io::CodedOutputStream& out) {
  using Wire = google::protobuf::internal::WireFormatLite;
  Wire::WriteTag(pb::StateSnapshot::kEntitiesFieldNumber, Wire::WIRETYPE_LENGTH_DELIMITED, &out);
  out.WriteVarint32(static_cast<std::uint32_t>(entity.ByteSizeLong()));
  entity.SerializeWithCachedSizes(&out);
}

/// A StateSnapshot written out field by field; `write` writes the entities. A message that holds
/// copies of them all would cost several times as much.
template <class Write>
log::Snapshot written(const Rebuilt& rebuilt, log::Number base, const Write& write) {
  pb::StateSnapshot head;
  head.set_number(rebuilt.state.number());
  head.set_time_ms(rebuilt.state.time_ms());
  head.set_state_hash(std::string(as_bytes(rebuilt.state.hash())));
  pb::StateSnapshot tail;
  tail.set_lines_accepted(rebuilt.lines_accepted);
  tail.set_last_line(rebuilt.last_line);
  tail.set_base(base);
  std::string bytes = head.SerializeAsString();
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    write(out);
  }
  tail.AppendToString(&bytes);
  return {rebuilt.state.number(), std::move(bytes)};
}

std::optional<pb::StateSnapshot> parse(const log::Snapshot& saved) {
  pb::StateSnapshot snapshot;
  if (!snapshot.ParseFromString(saved.bytes)) return std::nullopt;
  if (snapshot.number() != saved.number || snapshot.base() >= saved.number) return std::nullopt;
  return snapshot;
}

std::optional<Rebuilt> restore_parsed(pb::StateSnapshot snapshot, const BaseAt& base_at) {
  Rebuilt rebuilt;
  if (snapshot.base() != 0) {
    const auto base = base_at(snapshot.base());
    if (!base) return std::nullopt;
    rebuilt = *base;
  }
  rebuilt.lines_accepted = snapshot.lines_accepted();
  rebuilt.last_line = snapshot.last_line();
  if (snapshot.state_hash().empty()) return std::nullopt;
  try {
    if (snapshot.base() == 0) {
      rebuilt.state = domain::State(std::move(snapshot));
    } else {
      rebuilt.state.advance(std::move(snapshot));
    }
    return rebuilt;
  } catch (const std::invalid_argument&) {
    return std::nullopt;  // Slots that are not 0, 1, 2 …: damaged, like any other bytes.
  }
}

}  // namespace

log::Snapshot snapshot_of(const Rebuilt& rebuilt) {
  return written(rebuilt, 0, [&](auto& out) {
    for (const pb::Entity& entity : rebuilt.state.entities()) write_entity(entity, out);
  });
}

log::Snapshot changes_of(const Rebuilt& now, const Rebuilt& base) {
  return written(now, base.state.number(), [&](auto& out) {
    for (const auto slot : now.state.entities().changed_since(base.state.entities())) {
      write_entity(now.state.entities()[slot], out);
    }
  });
}

BaseAt bases_in(const log::EventLog& log, std::string_view room) {
  auto last = std::make_shared<RebuiltPtr>();
  return [&log, room = std::string(room), last](log::Number number) -> RebuiltPtr {
    if (*last && (*last)->state.number() == number) return *last;
    const auto saved = log.snapshot(room, number);
    if (!saved || saved->number != number) return nullptr;
    auto restored = restore(*saved, [](log::Number) { return nullptr; });
    if (!restored) return nullptr;
    *last = std::make_shared<const Rebuilt>(std::move(*restored));
    return *last;
  };
}

std::optional<Rebuilt> restore(const log::Snapshot& saved, const BaseAt& base_at) {
  auto snapshot = parse(saved);
  if (!snapshot) return std::nullopt;
  return restore_parsed(std::move(*snapshot), base_at);
}

Rebuilt nearest_snapshot(const log::EventLog& log, std::string_view room, log::Number upto,
                         const BaseAt& base_at) {
  while (const auto saved = log.snapshot(room, upto)) {
    if (auto restored = restore(*saved, base_at)) return std::move(*restored);
    if (saved->number == 0) break;
    upto = saved->number - 1;
  }
  return {};
}

bool Saver::is_due(log::Number number) const { return number >= last_ + events_between; }

Saving Saver::take(const Rebuilt& now) {
  last_ = now.state.number();
  if (!base_) return take_whole(now);
  const auto entities = now.state.entities().size();
  const auto changed = now.state.entities().changed_since(base_->state.entities()).size();
  if (first_changed_ == 0) first_changed_ = changed;
  excess_ += changed - std::min(changed, first_changed_);
  const bool whole = 2 * changed > entities || excess_ > whole_pays_after * entities;
  return whole ? take_whole(now) : Saving(now, base_);
}

Saving Saver::take_whole(const Rebuilt& now) {
  base_ = std::make_shared<const Rebuilt>(now);
  first_changed_ = 0;
  excess_ = 0;
  return {now, nullptr};
}

}  // namespace tingbok::rebuild
