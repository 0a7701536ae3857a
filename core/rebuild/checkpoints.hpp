/// Checkpoints of rooms: as records of the stream beside a room's, and made from where the log
/// stands. docs/log-format.md § Checkpoints and proofs. Reads block on the log; callable from any
/// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/log/event_log.hpp"
#include "core/proof/checkpoint.hpp"
#include "core/rebuild/record.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok::rebuild {

/// "A/K04" -> "A/K04/checkpoints".
std::string checkpoint_stream(std::string_view room);

/// "A/K04" -> "A".
std::string programme_of(std::string_view room);

/// Has no personal part and no actor: the server made it.
log::Record make_checkpoint_record(log::Number number, std::int64_t time_ms, std::string note,
                                   log::Number size);

/// The leaf hash of the stream's first record, which is part of its origin. Throws log::Damaged
/// where there is none.
Digest first_leaf(const log::EventLog& log, std::string_view stream);

proof::TreeHead tree_head(const log::Head& head);

/// A checkpoint of the room as it stands durably, with both its neighbours. `size` gets the size it
/// is of. Throws log::Damaged for a room of which there is nothing.
std::string sign_now(const log::EventLog& log, const proof::Signer& signer, std::string_view room,
                     log::Number& size);

/// What the latest stored checkpoint says; number 0 where there is none. Throws log::Damaged.
struct StoredCheckpoint {
  log::Number number = 0;
  std::int64_t time_ms = 0;
  pb::CheckpointNoted noted;
};
StoredCheckpoint latest_checkpoint(const log::EventLog& log, std::string_view room);

/// The latest stored one of that size; nullopt where none is stored. Throws log::Damaged.
std::optional<StoredCheckpoint> checkpoint_of_size(const log::EventLog& log, std::string_view room,
                                                   log::Number size);

}  // namespace tingbok::rebuild
