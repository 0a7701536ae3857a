#include "core/rebuild/rebuild.hpp"

#include <algorithm>
#include <utility>

#include "core/domain/decide.hpp"
#include "core/rebuild/fold_on.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"

namespace tingbok::rebuild {
namespace {

log::Damaged event_damaged(std::string_view room, log::Number number, const std::string& what) {
  return log::Damaged("event " + std::to_string(number) + " of " + std::string(room) + " " + what);
}

/// Whether a state is the one that the log says the room had.
bool agrees(const log::EventLog& log, std::string_view room, const Rebuilt& rebuilt) {
  const auto number = rebuilt.state.number();
  if (number == 0) return true;
  std::string hash;
  log.read(room, number, number, [&](const log::RecordView& record) {
    hash = parse_record(record, room).core.state_hash();
    return false;
  });
  const Digest own = rebuilt.state.hash();
  return hash == as_bytes(own);
}

/// Folds an event that has its personal fields. `meta` becomes the record's; whoever folds many
/// keeps it, and its memory.
domain::Changes fold_event(Rebuilt& rebuilt, const pb::RecordCore& core, const pb::Event& event,
                           domain::RecordMeta& meta, domain::Hashing hashing) {
  meta.number = core.number();
  meta.time_ms = core.time_ms();
  meta.actor = core.actor();
  meta.script_line = core.script_line();
  meta.personal_digest = core.personal_digest();
  auto changes = domain::evolve(rebuilt.state, event, meta, hashing);
  note_line(rebuilt, core.script_line());
  return changes;
}

/// Folds one record after the other of a room's log.
class Folder {
 public:
  Folder(std::string_view room, Rebuilt& rebuilt, const Progress& progress)
      : room_(room), rebuilt_(rebuilt), progress_(progress) {}

  /// False: stop.
  bool look(const log::RecordView& record) {
    parse_core(record, room_, core_);
    if (core_.time_ms() < rebuilt_.state.time_ms()) {
      throw event_damaged(room_, record.number, "is earlier than the one before it");
    }
    const domain::Changes changes = fold(record);
    number_ = core_.number();
    state_hash_ = core_.state_hash();
    if (!progress_) return true;
    compare();
    return progress_(rebuilt_, core_, core_.event(), changes);
  }

  /// Throws log::Damaged where the state after the last record is not the one it says.
  void compare() {
    if (number_ == 0) return;
    rebuilt_.state.settle();
    if (as_bytes(rebuilt_.state.hash()) == state_hash_) return;
    throw event_damaged(room_, number_, "leads to another state than the one the log says");
  }

 private:
  domain::Changes fold(const log::RecordView& record) {
    try {
      if (!core_.has_event()) throw domain::CannotFold("a record of a room holds no event");
      if (!record.personal.empty()) add_personal(record, room_, core_, personal_);
      return fold_event(rebuilt_, core_, core_.event(), meta_, domain::Hashing::later);
    } catch (const domain::CannotFold& problem) {
      throw event_damaged(room_, record.number, std::string("cannot be folded: ") + problem.what());
    }
  }

  const std::string_view room_;
  Rebuilt& rebuilt_;
  const Progress& progress_;
  /// What each record is parsed into, one after the other: they keep their memory.
  pb::RecordCore core_;
  pb::RecordPersonal personal_;
  domain::RecordMeta meta_;
  /// Of the last record.
  log::Number number_ = 0;
  std::string state_hash_;
};

}  // namespace

domain::Changes fold(Rebuilt& rebuilt, const pb::RecordCore& core, std::string_view personal_bytes,
                     pb::Event* folded) {
  if (!core.has_event()) throw domain::CannotFold("a record of a room holds no event");
  pb::Event event = core.event();
  if (!personal_bytes.empty()) {
    pb::RecordPersonal personal;
    if (!personal.ParseFromArray(personal_bytes.data(), static_cast<int>(personal_bytes.size()))) {
      throw domain::CannotFold("a personal part does not parse");
    }
    domain::merge_personal(event, std::move(*personal.mutable_event()));
  }
  domain::RecordMeta meta;
  auto changes = fold_event(rebuilt, core, event, meta, domain::Hashing::at_once);
  if (folded != nullptr) *folded = std::move(event);
  return changes;
}

void note_line(Rebuilt& rebuilt, std::uint64_t script_line) {
  // The events of one line follow each other, so a line is new where it is not the last.
  if (script_line == 0 || script_line == rebuilt.last_line) return;
  ++rebuilt.lines_accepted;
  rebuilt.last_line = script_line;
}

Rebuilt fold_on(const log::EventLog& log, std::string_view room, Rebuilt rebuilt, log::Number upto,
                const Progress& progress) {
  Folder folder(room, rebuilt, progress);
  log.read(room, rebuilt.state.number() + 1, upto,
           [&](const log::RecordView& record) { return folder.look(record); });
  if (!progress) folder.compare();
  return rebuilt;
}

Rebuilt rebuild(const log::EventLog& log, std::string_view room, log::Number upto,
                bool use_snapshots, const Progress& progress) {
  if (!use_snapshots) return rebuild_from(log, room, {}, upto, progress);
  auto start = nearest_snapshot(log, room, upto, bases_in(log, room));
  return rebuild_from(log, room, std::move(start), upto, progress);
}

Rebuilt rebuild_from(const log::EventLog& log, std::string_view room, Rebuilt snapshot,
                     log::Number upto, const Progress& progress) {
  // What is folded into a state that the room never had may be folded into anything.
  if (!agrees(log, room, snapshot)) snapshot = {};
  if (progress) return fold_on(log, room, std::move(snapshot), upto, progress);
  try {
    return fold_on(log, room, std::move(snapshot), upto);
  } catch (const log::Damaged&) {
    // Event by event, so that the first that leads elsewhere is named.
    return fold_on(log, room, {}, upto, [](const auto&...) { return true; });
  }
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
