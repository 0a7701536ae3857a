/// Where in a room's history somebody means (core/past/position.hpp), for the verbs.
#pragma once

#include <string>

#include "core/log/event_log.hpp"
#include "core/past/position.hpp"
#include "core/past/search.hpp"
#include "core/rebuild/programme.hpp"

namespace tingbok::replay {

using past::core_at;
using past::parse_time;

/// The number of the event after which the room was as `text` means. Throws Failure(wrong_use)
/// where there is no such position, log::Damaged.
log::Number resolve(const log::EventLog& log, const std::string& room, const std::string& text);

/// Throws Failure(wrong_use) where there is no such programme, log::Damaged.
rebuild::Programme require_programme(const log::EventLog& log, const std::string& id);

}  // namespace tingbok::replay
