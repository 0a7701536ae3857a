// Checkpoints: what the room states, signed, about where its log stands. Only of what is durable,
// and written by the room itself, so that the stream beside it has one writer too.
#include "core/rebuild/checkpoints.hpp"

#include <algorithm>
#include <utility>

#include "server/room/room.hpp"

namespace tingbok::room {

/// Where the stream of checkpoints stands in the log. Throws log::Damaged.
void Room::read_checkpoints() {
  if (!around_.signer) return;
  const rebuild::StoredCheckpoint latest = rebuild::latest_checkpoint(around_.log, workshop_);
  if (latest.number == 0) return;
  checkpoints_.head = latest.number;
  checkpoints_.time_ms = latest.time_ms;
  checkpoints_.size = latest.noted.size();
  try {
    const auto stated = proof::parse_signed(latest.noted.note());
    const auto refusals = proof::neighbour(stated.checkpoint, proof::refusals_neighbour);
    checkpoints_.refusals = refusals ? refusals->size : 0;
  } catch (const proof::Malformed& malformed) {
    throw log::Damaged("the latest checkpoint of " + workshop_ +
                       " cannot be read: " + malformed.what());
  }
}

/// What was to be written may not have been: the next one may say again what the latest says.
void Room::forget_checkpoints() {
  checkpoints_.head = around_.log.head(checkpoints_stream_).number;
  checkpoints_.size = 0;
  checkpoints_.refusals = 0;
  checkpoints_.due = false;
}

bool Room::anything_to_checkpoint() const {
  return around_.log.head(workshop_).number > checkpoints_.size ||
         around_.log.head(refusals_stream_).number > checkpoints_.refusals;
}

/// Sees to it that what happened is covered by a checkpoint soon, also where nothing more happens.
void Room::watch_checkpoints() {
  if (!around_.signer || !around_.after || checkpoints_.waits || dead_ || stopping_) return;
  if (!anything_to_checkpoint()) return;
  checkpoints_.waits = true;
  around_.after(checkpoint_period_ms, [weak = std::weak_ptr<Room*>(self_)] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->checkpoints_.waits = false;
    (*self)->want_checkpoint();
  });
}

/// In the next turn, which comes now where nobody is busy.
void Room::want_checkpoint() {
  if (!around_.signer || dead_ || stopping_) return;
  checkpoints_.due = true;
  schedule();
}

/// Adds one to a transaction, where one is due and says anything new. It is of what was durable
/// before. Throws log::Damaged.
void Room::add_checkpoint(log::Transaction& transaction) {
  if (!std::exchange(checkpoints_.due, false) || full_lately() || !anything_to_checkpoint()) return;
  checkpoints_.refusals = around_.log.head(refusals_stream_).number;
  log::Number size = 0;
  std::string note = rebuild::sign_now(around_.log, *around_.signer, workshop_, size);
  checkpoints_.size = size;
  checkpoints_.time_ms = std::max(checkpoints_.time_ms, around_.clock());
  transaction.appends[2].records.push_back(rebuild::make_checkpoint_record(
      ++checkpoints_.head, checkpoints_.time_ms, std::move(note), size));
}

/// Whether a last one is on its way; settle_if_idle() comes back when it is done.
bool Room::writes_last_checkpoint() {
  if (!around_.signer || dead_ || std::exchange(checkpoints_.last_tried, true)) return false;
  log::Transaction transaction = fresh_transaction();
  checkpoints_.due = true;
  try {
    add_checkpoint(transaction);
  } catch (const log::Damaged& found) {
    damaged(found);
    return false;
  }
  if (transaction.appends[2].records.empty()) return false;
  finish_turn({}, std::move(transaction));
  return true;
}

}  // namespace tingbok::room
