/// The state of a room at any number, as its reader may see it. Blocks; for worker threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::net {

/// Now, a number, or right after a line of a script.
struct PastPosition {
  enum class Kind { now, number, script_line } kind = Kind::now;
  std::uint64_t value = 0;
};

/// "", "17" or "script:17"; nullopt for anything else.
std::optional<PastPosition> parse_position(std::string_view text);

/// What `person` (nullopt: the administrator, who sees all) may see of the room as it was: what
/// that audience saw then, of what it may see now. A number beyond the head means the head.
/// nullopt: not on the roster. Throws log::Damaged.
std::optional<pb::RoomState> past_state(const log::EventLog& log, const std::string& workshop,
                                        const PastPosition& position,
                                        const std::optional<std::string>& person);

}  // namespace tingbok::net
