/// A programme as its stream has it: its rooms in order and its people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/log/event_log.hpp"
#include "tingbok/v1/programme.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::rebuild {

struct Programme {
  pb::ProgrammeCreated created;
  std::vector<pb::RoomConfig> rooms;
  std::vector<pb::PersonAdded> people;
  log::Number number = 0;
  std::int64_t time_ms = 0;
};

/// Reads a programme's stream. Number 0: there is no such programme. Throws log::Damaged.
Programme read_programme(const log::EventLog& log, std::string_view id);

/// Ids of all programmes in the log, sorted.
std::vector<std::string> programmes(const log::EventLog& log);

/// The programme's title, format, seed and rooms' lines, ready for outcome::outcome(). `rooms` are
/// those of lines_of(), in the programme's order.
pb::ProgrammeLines programme_lines(const Programme& programme, std::vector<pb::RoomLines> rooms);

/// The events that make a programme: created, its rooms, its people.
std::vector<pb::ProgrammeEvent> founding_events(const pb::CreateProgramme& wanted);

/// The roster of one room: whoever is a member of it or a guest in it, in the programme's order.
std::vector<pb::RosterEntry> roster_of(const pb::CreateProgramme& wanted, std::string_view room);

}  // namespace tingbok::rebuild
