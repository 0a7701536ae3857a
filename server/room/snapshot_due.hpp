/// How often a room's state is saved.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/domain/state.hpp"
#include "server/room/limits.hpp"

namespace tingbok::room {

/// A snapshot is due so many events after the last one: what a snapshot costs grows with what the
/// room holds, and so do the events between two.
inline std::uint64_t events_between_snapshots(const domain::State& state) {
  return std::max<std::uint64_t>(snapshot_events_min, state.entities().size());
}

}  // namespace tingbok::room
