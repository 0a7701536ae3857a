/// Named moments of a programme, as far as a viewer may see them.
#pragma once

#include <functional>

#include "core/past/rights.hpp"

namespace tingbok::past {

/// Calls `tell` with each moment of any room of `room`'s programme, in order of rooms and marking,
/// until it returns false. Moments the viewer may not see are left out. Blocks on the log.
void each_moment(PastReader& reader, const std::string& room, const Viewer& viewer,
                 const std::function<bool(const pb::Moment& moment)>& tell);

/// What it recorded for the room; 0: nothing.
log::Number number_in(const pb::Moment& moment, const std::string& room);

}  // namespace tingbok::past
