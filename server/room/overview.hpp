/// How far a room has come, for whoever looks at it from outside. Pure.
#pragma once

#include "core/domain/state.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::room {

/// What this audience may see of it. To the public a room behind closed doors is its name, where
/// its meeting is in its life, and the legal basis.
pb::RoomOverview overview_of(const domain::State& state, pb::Audience audience);

}  // namespace tingbok::room
