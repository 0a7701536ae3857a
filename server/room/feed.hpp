/// What one audience of a room sees: the entities its clients hold, and the ring of recent patches.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/evolve.hpp"
#include "server/room/link.hpp"
#include "server/room/seen.hpp"

namespace tingbok::room {

/// The patches of one batch, encoded once. Immutable once published, but for the JSON form, which
/// is made when a JSON connection first needs it (on the shard).
class Chunk {
 public:
  log::Number first() const { return last_ + 1 - starts_.size(); }
  log::Number last() const { return last_; }
  /// The view hash right after `last()`.
  const Digest& hash() const { return hash_; }
  std::size_t bytes() const { return binary_->size(); }

  /// The patches from number `from` on: fields of a ServerFrame, or values of a JSON array.
  void add_to(Outgoing& out, log::Number from, Encoding encoding) const;

 private:
  friend class Feed;
  log::Number last_ = 0;
  Digest hash_{};
  std::shared_ptr<std::string> binary_ = std::make_shared<std::string>();
  /// Where each patch starts.
  std::vector<std::size_t> starts_;
  mutable Bytes json_;
  mutable std::vector<std::size_t> json_starts_;
};

using ChunkPtr = std::shared_ptr<const Chunk>;

/// One audience's view of one room. Rendering runs ahead with the provisional state; the ring holds
/// only what is durable.
class Feed {
 public:
  /// Starts at the state as it is (number state.number(), which need not be durable yet).
  Feed(pb::Audience audience, const domain::State& state);

  pb::Audience audience() const { return seen_.audience(); }

  // Rendering, in the order of events.

  /// Adds the patch of one event: `changed` slots, and those it revealed.
  void render(const domain::State& after, const domain::Changes& changed, std::int64_t time_ms);
  /// Ends a batch; null where nothing was rendered since the last one.
  ChunkPtr finish_batch();
  /// The parts of a snapshot of the view as it is rendered now, between batches: whole messages,
  /// made once per number and encoding.
  const std::vector<Bytes>& snapshot(Encoding encoding);

  // The ring, in the order of durable batches.

  void publish(const ChunkPtr& chunk);
  /// The number of the last durable patch; those after `start()` are in the ring.
  log::Number head() const { return head_; }
  log::Number start() const { return start_; }
  std::size_t ring_bytes() const { return ring_bytes_; }
  /// Whether a client that stands at `number` can go on from the ring.
  bool holds(log::Number number) const;
  /// The view hash at `number`; nullopt where it is not known.
  std::optional<Digest> hash_at(log::Number number) const;
  /// Adds the patches after `cursor`, moves it, and returns whether it reached the head.
  bool gather(log::Number& cursor, Outgoing& out, Encoding encoding) const;

  /// The head when somebody last read it; kept by the room.
  log::Number last_read = 0;

 private:
  void flush_patch();

  /// As it is rendered.
  Seen seen_;
  log::Number rendered_;
  std::shared_ptr<Chunk> building_;
  /// The last event's patch, kept back for the view hash that the last one of a batch carries.
  std::string patch_;
  bool patch_open_ = false;
  std::vector<Bytes> snapshots_[2];
  log::Number snapshot_numbers_[2] = {0, 0};

  std::deque<ChunkPtr> ring_;
  std::size_t ring_bytes_ = 0;
  log::Number start_;
  log::Number head_;
  Digest start_hash_;
};

}  // namespace tingbok::room
