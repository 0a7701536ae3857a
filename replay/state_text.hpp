/// A room's state as a page for people.
#pragma once

#include <string>

#include <boost/json.hpp>

#include "core/rebuild/rebuild.hpp"

namespace tingbok::replay {

/// `summary` is outcome::summary() of the rebuilt state.
std::string state_text(const std::string& room, const rebuild::Rebuilt& rebuilt,
                       const boost::json::object& summary);

}  // namespace tingbok::replay
