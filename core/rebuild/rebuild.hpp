/// Rebuilding a room from its log: the server's start, the replay tools and the tests all use this.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "core/domain/evolve.hpp"
#include "core/domain/state.hpp"
#include "core/log/event_log.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::rebuild {

inline constexpr log::Number to_head = std::numeric_limits<log::Number>::max();

struct Rebuilt {
  domain::State state;
  /// Distinct script lines accepted, and the last of them.
  std::uint64_t lines_accepted = 0;
  std::uint64_t last_line = 0;
};

/// A room at one moment. Whoever holds it may keep it; it never changes.
using RebuiltPtr = std::shared_ptr<const Rebuilt>;

/// Told after each folded event; returns false to stop.
using Progress = std::function<bool(const Rebuilt&, const pb::RecordCore&, const pb::Event&,
                                    const domain::Changes&)>;

/// The room's state at number `upto`, from the nearest snapshot (`use_snapshots` false: from the
/// first event). A room that does not exist has the empty state.
/// The state hash is compared with the one the log says after the last event (with `progress`:
/// after each); where they differ, everything is folded again from the first event to find which.
/// Throws log::Damaged where a state hash in the log is not the one folded, or a record does not
/// parse.
Rebuilt rebuild(const log::EventLog& log, std::string_view room, log::Number upto = to_head,
                bool use_snapshots = true, const Progress& progress = {});

/// Folds one stored record into `rebuilt`, as rebuild() does. Does not compare hashes.
/// Throws domain::CannotFold.
domain::Changes fold(Rebuilt& rebuilt, const pb::RecordCore& core, std::string_view personal_bytes,
                     pb::Event* folded = nullptr);

/// A script line has (another) event; fold() calls it, and whoever makes events itself.
void note_line(Rebuilt& rebuilt, std::uint64_t script_line);

/// What script lines came to in one room: from its rebuilt counts and its refusal stream.
pb::RoomLines lines_of(const log::EventLog& log, std::string_view room, const Rebuilt& rebuilt);

/// "A/K04" -> "A/K04/refusals".
std::string refusal_stream(std::string_view room);

}  // namespace tingbok::rebuild
