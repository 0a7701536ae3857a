/// Whose doing an event was, as far as a viewer may know. Private to core/past.
#pragma once

#include <vector>

#include "core/past/rights.hpp"
#include "tingbok/v1/events.pb.h"

namespace tingbok::past {

/// Whether a viewer who sees `seen` of what an event changed may know who acted. Never where what
/// was done is told only without its author: notes on boards that are not named, ballots, support
/// as the public sees it.
bool tells_actor(const Rights& rights, const pb::Event& event, const std::string& actor,
                 const std::vector<pb::Entity>& seen);

}  // namespace tingbok::past
