/// Making a programme: its own stream and those of its rooms, as one transaction; and one more
/// room, and what a person's entry must be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/log/event_log.hpp"
#include "server/room/programmes.hpp"
#include "tingbok/v1/programme.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::room {

struct FoundedProgramme {
  std::vector<pb::ProgrammeEvent> events;
  std::int64_t time_ms = 0;
  log::Transaction transaction;
};

/// Throws std::invalid_argument with one sentence for a programme that cannot be.
FoundedProgramme found_programme(const pb::CreateProgramme& wanted, std::int64_t time_ms);

/// One more room, with its roster. A Changed where it exists, or a person or the template does not;
/// throws std::invalid_argument with one sentence for a room that cannot be.
std::variant<ProgrammeChange, Changed> found_one_more(const Programme& now,
                                                      const pb::AddRoom& wanted,
                                                      std::int64_t time_ms);

/// Throws std::invalid_argument with one sentence for an entry that cannot be: malformed, a room
/// that is not there, too many places, an officer taken off a room's roster.
void check_person(const Programme& now, const pb::ProgrammePerson& person);

/// The entry as a PersonAdded or a PersonChanged.
template <typename Fact>
Fact entry_of(const pb::ProgrammePerson& person) {
  Fact fact;
  fact.set_person(person.person());
  fact.set_label(person.label());
  fact.set_role(person.role());
  fact.set_party(person.party());
  fact.set_votes(person.votes());
  fact.set_language(person.language());
  *fact.mutable_member_of() = person.member_of();
  *fact.mutable_guest_in() = person.guest_in();
  return fact;
}

/// Random bytes for the personal part of a record.
std::string fresh_salt();

/// Whether `id` is 1 to `max` bytes of A-Z a-z 0-9 . _ - (and not "." or "..").
bool is_plain_id(std::string_view id, std::size_t max);

}  // namespace tingbok::room
