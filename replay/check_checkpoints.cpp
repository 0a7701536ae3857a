#include "core/proof/check.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/rebuild.hpp"
#include "replay/stream_walk.hpp"

namespace tingbok::replay {
namespace {

/// Roots of one stream at sizes that only grow, in one pass.
class RisingRoots {
 public:
  RisingRoots(const log::EventLog& log, std::string stream, std::string what)
      : log_(log), stream_(std::move(stream)), what_(std::move(what)) {}

  /// Throws Wrong where the stream never stood there.
  void must_have_stood_at(const proof::TreeHead& stated) {
    if (stated.size < edge_.size()) {
      throw Wrong("states a smaller size of " + what_ + " than the one before it");
    }
    if (stated.size > edge_.size()) {
      log_.read(stream_, edge_.size() + 1, stated.size, [&](const log::RecordView& record) {
        edge_.add(leaf_hash(record.core));
        return true;
      });
    }
    if (edge_.size() < stated.size) {
      throw Wrong("is of " + std::to_string(stated.size) + " records of " + what_ +
                  ", which ends at " + std::to_string(edge_.size()) + ": its tail was cut");
    }
    if (edge_.root() != stated.root) {
      throw Wrong("states another root of " + what_ + " at size " + std::to_string(stated.size) +
                  ": the history was rewritten");
    }
  }

 private:
  const log::EventLog& log_;
  const std::string stream_;
  const std::string what_;
  TreeEdge edge_;
};

class CheckpointCheck {
 public:
  CheckpointCheck(const log::EventLog& log, const std::string& room,
                  std::span<const proof::VerifierKey> keys)
      : keys_(keys),
        origin_(proof::room_origin(room, rebuild::first_leaf(log, room))),
        room_(log, room, "the room"),
        refusals_(log, rebuild::refusal_stream(room), "the refusals"),
        programme_(log, rebuild::programme_of(room), "the programme") {}

  void look(const Seen& seen) {
    const auto& core = seen.parsed.core;
    if (!core.has_checkpoint()) throw Wrong("is not a checkpoint");
    if (keys_.empty()) throw Wrong("cannot be checked: there is no log.vkey; give --key");
    try {
      look(core.checkpoint());
    } catch (const proof::Malformed& malformed) {
      throw Wrong(std::string("is not a signed checkpoint: ") + malformed.what());
    }
  }

 private:
  void look(const pb::CheckpointNoted& noted) {
    const auto read = proof::parse_signed(noted.note());
    if (const auto why = proof::why_not(read.note, keys_)) throw Wrong(*why);
    const auto& checkpoint = read.checkpoint;
    if (checkpoint.origin != origin_) throw Wrong("is of another log, " + checkpoint.origin);
    if (checkpoint.head.size != noted.size()) {
      throw Wrong("is noted as of size " + std::to_string(noted.size()) + " but says " +
                  std::to_string(checkpoint.head.size));
    }
    room_.must_have_stood_at(checkpoint.head);
    must_state(checkpoint, proof::refusals_neighbour, refusals_);
    must_state(checkpoint, proof::programme_neighbour, programme_);
  }

  static void must_state(const proof::Checkpoint& checkpoint, std::string_view neighbour,
                         RisingRoots& roots) {
    const auto stated = proof::neighbour(checkpoint, neighbour);
    if (!stated) throw Wrong("does not say where " + std::string(neighbour) + " stood");
    roots.must_have_stood_at(*stated);
  }

  const std::span<const proof::VerifierKey> keys_;
  const std::string origin_;
  RisingRoots room_;
  RisingRoots refusals_;
  RisingRoots programme_;
};

}  // namespace

Checked check_checkpoints(const log::EventLog& log, const std::string& room,
                          std::span<const proof::VerifierKey> keys, const Step& step) {
  Checked checked;
  checked.stream = rebuild::checkpoint_stream(room);
  if (log.head(checked.stream).number == 0) return checked;
  try {
    CheckpointCheck check(log, room, keys);
    walk(log, checked, step, [&](const Seen& seen) { check.look(seen); });
  } catch (const log::Damaged& damaged) {
    checked.finding = Finding{checked.stream, 0, damaged.what()};
  }
  return checked;
}

}  // namespace tingbok::replay
