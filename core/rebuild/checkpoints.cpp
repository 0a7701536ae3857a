#include "core/rebuild/checkpoints.hpp"

#include "core/rebuild/rebuild.hpp"

namespace tingbok::rebuild {
namespace {

StoredCheckpoint read_checkpoint(const log::EventLog& log, const std::string& stream,
                                 log::Number number) {
  StoredCheckpoint found;
  log.read(stream, number, number, [&](const log::RecordView& record) {
    ParsedRecord parsed = parse_record(record, stream);
    if (!parsed.core.has_checkpoint()) {
      throw log::Damaged("record " + std::to_string(number) + " of " + stream +
                         " is not a checkpoint");
    }
    found = {number, parsed.core.time_ms(), std::move(*parsed.core.mutable_checkpoint())};
    return false;
  });
  return found;
}

}  // namespace

std::string checkpoint_stream(std::string_view room) { return std::string(room) + "/checkpoints"; }

std::string programme_of(std::string_view room) {
  return std::string(room.substr(0, room.find('/')));
}

log::Record make_checkpoint_record(log::Number number, std::int64_t time_ms, std::string note,
                                   log::Number size) {
  pb::RecordCore core;
  core.set_number(number);
  core.set_time_ms(time_ms);
  core.mutable_checkpoint()->set_note(std::move(note));
  core.mutable_checkpoint()->set_size(size);
  return log::make_record(core.SerializeAsString(), {});
}

Digest first_leaf(const log::EventLog& log, std::string_view stream) {
  std::optional<Digest> leaf;
  log.read(stream, 1, 1, [&](const log::RecordView& record) {
    leaf = leaf_hash(record.core);
    return false;
  });
  if (!leaf) throw log::Damaged(std::string(stream) + " has no first record");
  return *leaf;
}

proof::TreeHead tree_head(const log::Head& head) { return {head.number, head.root}; }

std::string sign_now(const log::EventLog& log, const proof::Signer& signer, std::string_view room,
                     log::Number& size) {
  const log::Head head = log.head(room);
  size = head.number;
  return proof::sign_room(signer, room, first_leaf(log, room), tree_head(head),
                          tree_head(log.head(refusal_stream(room))),
                          tree_head(log.head(programme_of(room))));
}

StoredCheckpoint latest_checkpoint(const log::EventLog& log, std::string_view room) {
  const std::string stream = checkpoint_stream(room);
  return read_checkpoint(log, stream, log.head(stream).number);
}

std::optional<StoredCheckpoint> checkpoint_of_size(const log::EventLog& log, std::string_view room,
                                                   log::Number size) {
  const std::string stream = checkpoint_stream(room);
  // Sizes never shrink along the stream: the last one that is not larger is looked for.
  log::Number low = 0;
  log::Number high = log.head(stream).number;
  StoredCheckpoint best;
  while (low < high) {
    const log::Number middle = low + (high - low + 1) / 2;
    StoredCheckpoint found = read_checkpoint(log, stream, middle);
    if (found.noted.size() <= size) {
      low = middle;
      best = std::move(found);
    } else {
      high = middle - 1;
    }
  }
  if (best.number == 0 || best.noted.size() != size) return std::nullopt;
  return best;
}

}  // namespace tingbok::rebuild
