#include "core/rebuild/programme.hpp"

#include <algorithm>

#include "core/domain/ids.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::rebuild {
namespace {

/// The entry as it is now; it keeps its place.
void change_person(Programme& programme, const pb::PersonChanged& now) {
  for (auto& person : programme.people) {
    if (person.person() != now.person()) continue;
    person.set_label(now.label());
    person.set_role(now.role());
    person.set_party(now.party());
    person.set_votes(now.votes());
    person.set_language(now.language());
    *person.mutable_member_of() = now.member_of();
    *person.mutable_guest_in() = now.guest_in();
    return;
  }
  throw log::Damaged("a programme changes somebody it never added");
}

void fold_programme(Programme& programme, pb::ProgrammeEvent event) {
  switch (event.kind_case()) {
    case pb::ProgrammeEvent::kProgrammeCreated:
      programme.created = std::move(*event.mutable_programme_created());
      return;
    case pb::ProgrammeEvent::kRoomAdded:
      programme.rooms.push_back(std::move(*event.mutable_room_added()->mutable_config()));
      return;
    case pb::ProgrammeEvent::kPersonAdded:
      programme.people.push_back(std::move(*event.mutable_person_added()));
      return;
    case pb::ProgrammeEvent::kPersonChanged:
      change_person(programme, event.person_changed());
      return;
    case pb::ProgrammeEvent::kTemplateStored:
      return;  // Rooms carry what they took from it.
    case pb::ProgrammeEvent::kAccessRevoked:
    case pb::ProgrammeEvent::kLinkIssued:
    case pb::ProgrammeEvent::kLinkUsed:
    case pb::ProgrammeEvent::kLinkRevoked:
      return;  // Concern tokens, which are the server's.
    case pb::ProgrammeEvent::KIND_NOT_SET:
      break;
  }
  throw log::Damaged("a programme holds an event of a kind this program does not know");
}

}  // namespace

Programme read_programme(const log::EventLog& log, std::string_view id) {
  Programme programme;
  log.read(id, 1, to_head, [&](const log::RecordView& record) {
    const auto parsed = parse_record(record, id);
    fold_programme(programme, programme_event(parsed, id));
    programme.number = record.number;
    programme.time_ms = parsed.core.time_ms();
    return true;
  });
  if (programme.number > 0 && programme.created.id() != id) {
    throw log::Damaged("the programme stream " + std::string(id) +
                       " does not start with its creation");
  }
  return programme;
}

std::vector<std::string> programmes(const log::EventLog& log) {
  auto streams = log.streams();
  std::erase_if(streams,
                [](const std::string& stream) { return stream.find('/') != std::string::npos; });
  return streams;
}

pb::ProgrammeLines programme_lines(const Programme& programme, std::vector<pb::RoomLines> rooms) {
  pb::ProgrammeLines lines;
  lines.set_programme(programme.created.id());
  lines.set_title(programme.created.title());
  lines.set_format(programme.created.format());
  lines.set_seed(programme.created.seed());
  for (auto& room : rooms) *lines.add_rooms() = std::move(room);
  return lines;
}

std::vector<pb::ProgrammeEvent> founding_events(const pb::CreateProgramme& wanted) {
  std::vector<pb::ProgrammeEvent> events;
  auto& created = *events.emplace_back().mutable_programme_created();
  created.set_id(wanted.id());
  created.set_title(wanted.title());
  created.set_format(wanted.format());
  created.set_seed(wanted.seed());
  created.set_simulated(wanted.simulated());
  created.set_request(wanted.request());
  for (const auto& room : wanted.rooms())
    *events.emplace_back().mutable_room_added()->mutable_config() = room;
  for (const auto& person : wanted.people()) {
    auto& added = *events.emplace_back().mutable_person_added();
    added.set_person(person.person());
    added.set_label(person.label());
    added.set_role(person.role());
    added.set_party(person.party());
    added.set_votes(person.votes());
    added.set_language(person.language());
    *added.mutable_member_of() = person.member_of();
    *added.mutable_guest_in() = person.guest_in();
  }
  return events;
}

std::vector<pb::RosterEntry> roster_of(const pb::CreateProgramme& wanted, std::string_view room) {
  std::vector<pb::RosterEntry> roster;
  for (const auto& person : wanted.people()) {
    const bool member = domain::holds(person.member_of(), room);
    if (!member && !domain::holds(person.guest_in(), room)) continue;
    auto& entry = roster.emplace_back();
    entry.set_person(person.person());
    entry.set_label(person.label());
    entry.set_role(person.role());
    entry.set_party(person.party());
    entry.set_votes(person.votes());
    entry.set_member(member);
    entry.set_language(person.language());
  }
  return roster;
}

}  // namespace tingbok::rebuild
