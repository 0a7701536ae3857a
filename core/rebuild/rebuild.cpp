#include "core/rebuild/rebuild.hpp"

#include <algorithm>
#include <stdexcept>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include "core/domain/decide.hpp"
#include "core/rebuild/fold_on.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::rebuild {
namespace {

log::Damaged damaged(std::string_view room, log::Number number, const std::string& what) {
  return log::Damaged("event " + std::to_string(number) + " of " + std::string(room) + " " + what);
}

/// The state hash that the log says the room had at `number`; empty where there is no such event.
std::string logged_state_hash(const log::EventLog& log, std::string_view room, log::Number number) {
  std::string hash;
  log.read(room, number, number, [&](const log::RecordView& record) {
    hash = parse_record(record, room).core.state_hash();
    return false;
  });
  return hash;
}

domain::Changes fold_parsed(Rebuilt& rebuilt, const pb::RecordCore& core,
                            const pb::RecordPersonal* personal, pb::Event* folded) {
  if (!core.has_event()) throw domain::CannotFold("a record of a room holds no event");
  pb::Event event = core.event();
  if (personal != nullptr) domain::merge_personal(event, personal->event());
  auto changes = domain::evolve(
      rebuilt.state, event,
      {core.number(), core.time_ms(), core.actor(), core.script_line(), core.personal_digest()});
  note_line(rebuilt, core.script_line());
  if (folded != nullptr) *folded = std::move(event);
  return changes;
}

/// Starts from the nearest snapshot that agrees with the log. A snapshot is a saved computation, so
/// one that does not agree is passed over here; `tingbok-replay verify` reports it.
Rebuilt from_snapshot(const log::EventLog& log, std::string_view room, log::Number upto) {
  const auto saved = log.snapshot(room, upto);
  if (!saved) return {};
  auto rebuilt = restore(*saved);
  if (!rebuilt) return {};
  const auto hash = rebuilt->state.hash();
  if (as_bytes(hash) != logged_state_hash(log, room, rebuilt->state.number())) return {};
  return std::move(*rebuilt);
}

}  // namespace

std::optional<Rebuilt> restore(const log::Snapshot& saved) {
  pb::StateSnapshot snapshot;
  if (!snapshot.ParseFromString(saved.bytes) || snapshot.number() != saved.number)
    return std::nullopt;
  try {
    Rebuilt rebuilt;
    rebuilt.state = domain::State(snapshot);
    rebuilt.lines_accepted = snapshot.lines_accepted();
    rebuilt.last_line = snapshot.last_line();
    const auto hash = rebuilt.state.hash();
    if (as_bytes(hash) != snapshot.state_hash()) return std::nullopt;
    return rebuilt;
  } catch (const std::invalid_argument&) {
    return std::nullopt;  // Slots that are not 0, 1, 2 …: damaged, like any other bytes.
  }
}

/// The bytes of a StateSnapshot, written out entity by entity: a copy of all of them first would
/// hold its room up for longer than writing them does.
log::Snapshot snapshot_of(const Rebuilt& rebuilt) {
  pb::StateSnapshot head;
  head.set_number(rebuilt.state.number());
  head.set_time_ms(rebuilt.state.time_ms());
  head.set_state_hash(std::string(as_bytes(rebuilt.state.hash())));
  pb::StateSnapshot tail;
  tail.set_lines_accepted(rebuilt.lines_accepted);
  tail.set_last_line(rebuilt.last_line);
  std::string bytes = head.SerializeAsString();
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    for (const pb::Entity& entity : rebuilt.state.entities()) {
      using Wire = google::protobuf::internal::WireFormatLite;
      Wire::WriteTag(pb::StateSnapshot::kEntitiesFieldNumber, Wire::WIRETYPE_LENGTH_DELIMITED,
                     &out);
      out.WriteVarint32(static_cast<std::uint32_t>(entity.ByteSizeLong()));
      entity.SerializeWithCachedSizes(&out);
    }
  }
  tail.AppendToString(&bytes);
  return {rebuilt.state.number(), std::move(bytes)};
}

domain::Changes fold(Rebuilt& rebuilt, const pb::RecordCore& core, std::string_view personal_bytes,
                     pb::Event* folded) {
  if (personal_bytes.empty()) return fold_parsed(rebuilt, core, nullptr, folded);
  pb::RecordPersonal personal;
  if (!personal.ParseFromArray(personal_bytes.data(), static_cast<int>(personal_bytes.size()))) {
    throw domain::CannotFold("a personal part does not parse");
  }
  return fold_parsed(rebuilt, core, &personal, folded);
}

void note_line(Rebuilt& rebuilt, std::uint64_t script_line) {
  // The events of one line follow each other, so a line is new where it is not the last.
  if (script_line == 0 || script_line == rebuilt.last_line) return;
  ++rebuilt.lines_accepted;
  rebuilt.last_line = script_line;
}

Rebuilt rebuild(const log::EventLog& log, std::string_view room, log::Number upto,
                bool use_snapshots, const Progress& progress) {
  return fold_on(log, room, use_snapshots ? from_snapshot(log, room, upto) : Rebuilt{}, upto,
                 progress);
}

Rebuilt fold_on(const log::EventLog& log, std::string_view room, Rebuilt rebuilt, log::Number upto,
                const Progress& progress) {
  log.read(room, rebuilt.state.number() + 1, upto, [&](const log::RecordView& record) {
    const auto parsed = parse_record(record, room);
    pb::Event event;
    domain::Changes changes;
    if (parsed.core.time_ms() < rebuilt.state.time_ms()) {
      throw damaged(room, record.number, "is earlier than the one before it");
    }
    try {
      changes =
          fold_parsed(rebuilt, parsed.core, parsed.personal ? &*parsed.personal : nullptr, &event);
    } catch (const domain::CannotFold& problem) {
      throw damaged(room, record.number, std::string("cannot be folded: ") + problem.what());
    }
    const auto hash = rebuilt.state.hash();
    if (as_bytes(hash) != parsed.core.state_hash()) {
      throw damaged(room, record.number, "leads to another state than the one the log says");
    }
    return !progress || progress(rebuilt, parsed.core, event, changes);
  });
  return rebuilt;
}

pb::RoomLines lines_of(const log::EventLog& log, std::string_view room, const Rebuilt& rebuilt) {
  pb::RoomLines lines;
  const auto slash = room.find('/');
  lines.set_room(std::string(slash == std::string_view::npos ? room : room.substr(slash + 1)));
  lines.set_accepted(rebuilt.lines_accepted);
  lines.set_last_line(rebuilt.last_line);
  const auto stream = refusal_stream(room);
  log.read(stream, 1, to_head, [&](const log::RecordView& record) {
    const auto core = parse_record(record, stream).core;
    if (!core.has_refusal()) {
      throw log::Damaged("record " + std::to_string(record.number) + " of " + stream +
                         " is not a refusal");
    }
    auto& entry = *lines.add_refusals();
    entry.set_number(core.number());
    entry.set_time_ms(core.time_ms());
    entry.set_actor(core.actor());
    entry.set_action(core.refusal().action());
    entry.set_code(core.refusal().code());
    entry.set_word(std::string(domain::word(core.refusal().code())));
    entry.set_script_line(core.script_line());
    entry.set_repeat(core.refusal().repeat());
    entry.set_at_number(core.refusal().at_number());
    lines.set_last_line(std::max(lines.last_line(), core.script_line()));
    return true;
  });
  return lines;
}

std::string refusal_stream(std::string_view room) { return std::string(room) + "/refusals"; }

}  // namespace tingbok::rebuild
