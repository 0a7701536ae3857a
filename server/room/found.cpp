#include "server/room/found.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <unordered_set>

#include <sodium.h>

#include "core/domain/decide.hpp"
#include "core/domain/ids.hpp"
#include "core/domain/limits.hpp"
#include "core/domain/templates.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::room {
namespace {

constexpr std::size_t id_bytes_max = 32;
constexpr std::size_t person_bytes_max = 64;
constexpr std::size_t title_bytes_max = 1'000;
constexpr std::size_t request_bytes_max = 64;

[[noreturn]] void refuse(const std::string& sentence) { throw std::invalid_argument(sentence); }

void check_rooms(const pb::CreateProgramme& wanted) {
  if (wanted.rooms_size() > programme_rooms_max) refuse("A programme has at most 256 rooms.");
  std::unordered_set<std::string> seen;
  for (const pb::RoomConfig& room : wanted.rooms()) {
    if (!is_plain_id(room.room(), id_bytes_max)) {
      refuse("A room's id is 1 to 32 of A-Z a-z 0-9 . _ - and this one is not: " + room.room());
    }
    if (!seen.insert(room.room()).second)
      refuse("The room " + room.room() + " stands there twice.");
  }
}

/// As a room's roster would have it, also where no room has the person.
void check_words(const pb::ProgrammePerson& person) {
  pb::RosterEntry entry;
  entry.set_person(person.person());
  entry.set_label(person.label());
  entry.set_role(person.role());
  entry.set_party(person.party());
  entry.set_language(person.language());
  domain::check_roster_entry(entry);
}

/// The id's form, the words, and that the rooms are there; returns the places it takes.
std::size_t check_entry(const pb::ProgrammePerson& person,
                        const std::unordered_set<std::string>& rooms) {
  const std::string& id = person.person();
  const bool printable = std::none_of(id.begin(), id.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == 0x7f;
  });
  if (id.empty() || id.size() > person_bytes_max || !printable) {
    refuse("A person's id is 1 to 64 bytes without spaces and slashes.");
  }
  std::unordered_set<std::string_view> named;
  for (const auto* list : {&person.member_of(), &person.guest_in()}) {
    for (const std::string& room : *list) {
      if (!rooms.contains(room)) refuse(id + " is put in a room that is not there: " + room + ".");
      named.insert(room);
    }
  }
  check_words(person);
  return named.size();
}

void check_people(const pb::CreateProgramme& wanted) {
  if (wanted.people_size() > programme_people_max) refuse("A programme has at most 3,800 people.");
  std::unordered_set<std::string> rooms;
  for (const pb::RoomConfig& room : wanted.rooms()) rooms.insert(room.room());
  std::unordered_set<std::string> seen;
  std::size_t places = 0;
  for (const pb::ProgrammePerson& person : wanted.people()) {
    places += check_entry(person, rooms);
    if (!seen.insert(person.person()).second) {
      refuse("The person " + person.person() + " stands there twice.");
    }
    if (places > programme_places_max) refuse("The rosters hold at most 100,000 places together.");
  }
}

void append_all(log::Transaction& transaction, std::string stream,
                std::vector<log::Record> records) {
  static_assert(1 + programme_rooms_max + programme_people_max <= log::append_records_max);
  transaction.appends.push_back({std::move(stream), 0, std::move(records)});
}

/// The records of a new room's stream, one batch of events after the other.
class RoomRecords {
 public:
  explicit RoomRecords(std::int64_t time_ms) { head_.time_ms = time_ms; }
  void add(domain::Events events) {
    for (pb::Event& event : events) {
      records_.push_back(
          rebuild::make_event_record(state_, std::move(event), head_, fresh_salt()).record);
    }
  }
  const domain::State& state() const { return state_; }
  std::vector<log::Record> take() { return std::move(records_); }

 private:
  rebuild::RecordHead head_;
  domain::State state_;
  std::vector<log::Record> records_;
};

/// The people a new room takes in, with their entries as they then are. The sentence where one is
/// not in the programme.
std::variant<std::map<std::string, pb::ProgrammePerson>, Changed> taken_in(
    const Programme& now, const pb::AddRoom& wanted) {
  const std::string& room = wanted.room().room();
  std::map<std::string, pb::ProgrammePerson> people;
  std::string missing;
  const auto take = [&](const std::string& id, bool member) {
    const auto found = now.people.find(id);
    if (id.empty()) return;
    if (found == now.people.end()) {
      missing = id;
    } else if (const auto [entry, is_new] = people.try_emplace(id, found->second); is_new) {
      (member ? entry->second.mutable_member_of() : entry->second.mutable_guest_in())
          ->Add(std::string(room));
    }
  };
  for (const std::string& id : wanted.members()) take(id, true);
  for (const std::string& id : wanted.guests()) take(id, false);
  take(wanted.room().chair(), true);
  take(wanted.room().deputy(), true);
  take(wanted.room().secretary(), false);
  for (const std::string& id : wanted.room().facilitators()) take(id, false);
  if (!missing.empty()) {
    return Changed{Changed::Result::unknown,
                   "There is no such person in this programme: " + missing + "."};
  }
  return people;
}

std::size_t places_of(const pb::ProgrammePerson& person) {
  return static_cast<std::size_t>(person.member_of_size() + person.guest_in_size());
}

std::size_t places_of(const Programme& programme) {
  std::size_t places = 0;
  for (const auto& [id, person] : programme.people) places += places_of(person);
  return places;
}

}  // namespace

std::variant<ProgrammeChange, Changed> found_one_more(const Programme& now,
                                                      const pb::AddRoom& wanted,
                                                      std::int64_t time_ms) {
  const std::string& room = wanted.room().room();
  if (!is_plain_id(room, id_bytes_max)) refuse("A room's id is 1 to 32 of A-Z a-z 0-9 . _ -");
  if (now.has_room(room)) {
    return Changed{Changed::Result::exists, "The programme has a room with this id already."};
  }
  if (now.rooms.size() >= static_cast<std::size_t>(programme_rooms_max)) {
    refuse("A programme has at most 256 rooms.");
  }
  if (wanted.has_script_time() && !now.simulated) {
    refuse("Only a simulated programme takes times from requests.");
  }
  auto people = taken_in(now, wanted);
  if (auto* missing = std::get_if<Changed>(&people)) return *missing;
  ProgrammeChange change;
  change.time_ms = time_ms;
  *change.events.emplace_back().mutable_room_added()->mutable_config() = wanted.room();
  Programme then = now;
  for (const auto& [id, person] : std::get<0>(people)) {
    *change.events.emplace_back().mutable_person_changed() = entry_of<pb::PersonChanged>(person);
    then.people[id] = person;
  }
  if (places_of(then) > programme_places_max) {
    refuse("The rosters hold at most 100,000 places together.");
  }
  RoomRecords made(time_ms);
  made.add(domain::found_room(now.id, wanted.room(), now.simulated, then.roster(room)));
  if (!wanted.template_().empty()) {
    const pb::WorkshopTemplate* plan = now.find_template(wanted.template_());
    if (!plan) plan = domain::find_template(wanted.template_());
    if (!plan) {
      return Changed{Changed::Result::unknown,
                     "There is no such template, shipped or stored: " + wanted.template_() + "."};
    }
    if (const auto why = domain::does_not_fit(made.state(), *plan)) refuse(*why);
    made.add(domain::adoption_of(*plan));
  }
  std::vector<log::Record> records = made.take();
  if (records.size() > log::append_records_max) {
    refuse("The roster and the template are too large together.");
  }
  change.rooms.push_back({now.id + "/" + room, 0, std::move(records)});
  return change;
}

void check_person(const Programme& now, const pb::ProgrammePerson& person) {
  std::unordered_set<std::string> rooms;
  for (const pb::ProgrammeRoom& room : now.rooms) {
    const pb::RoomConfig& config = room.config();
    rooms.insert(config.room());
    const bool stays = domain::holds(person.member_of(), config.room()) ||
                       domain::holds(person.guest_in(), config.room());
    if (!stays && now.leads(person.person(), config.room())) {
      refuse(person.person() + " is chair, secretary or facilitator of " + config.room() +
             " and stays on its roster.");
    }
  }
  check_entry(person, rooms);
  const auto known = now.people.find(person.person());
  const std::size_t before = known == now.people.end() ? 0 : places_of(known->second);
  if (places_of(now) - before + places_of(person) > programme_places_max) {
    refuse("The rosters hold at most 100,000 places together.");
  }
  for (const auto* list : {&person.member_of(), &person.guest_in()}) {
    for (const std::string& room : *list) {
      if (now.roster(room).size() >= domain::limits::roster_max) {
        refuse("The roster of " + room + " is full.");
      }
    }
  }
}

bool is_plain_id(std::string_view id, std::size_t max) {
  return !id.empty() && id.size() <= max && id != "." && id != ".." &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

FoundedProgramme found_programme(const pb::CreateProgramme& wanted, std::int64_t time_ms) {
  if (!is_plain_id(wanted.id(), id_bytes_max)) {
    refuse("A programme's id is 1 to 32 of A-Z a-z 0-9 . _ -");
  }
  if (wanted.title().size() > title_bytes_max) refuse("A title is at most 1,000 bytes.");
  if (wanted.format().size() > title_bytes_max) refuse("A format's name is at most 1,000 bytes.");
  if (wanted.request().size() > request_bytes_max) refuse("A request's id is at most 64 bytes.");
  check_rooms(wanted);
  check_people(wanted);

  FoundedProgramme founded;
  founded.time_ms = time_ms;
  founded.events = rebuild::founding_events(wanted);
  rebuild::RecordHead head;
  head.time_ms = time_ms;
  std::vector<log::Record> records;
  for (const pb::ProgrammeEvent& event : founded.events) {
    records.push_back(
        rebuild::make_programme_record(records.size() + 1, head, event, fresh_salt()));
  }
  append_all(founded.transaction, wanted.id(), std::move(records));

  for (const pb::RoomConfig& room : wanted.rooms()) {
    RoomRecords made(time_ms);
    made.add(domain::found_room(wanted.id(), room, wanted.simulated(),
                                rebuild::roster_of(wanted, room.room())));
    append_all(founded.transaction, wanted.id() + "/" + room.room(), made.take());
  }
  return founded;
}

std::string fresh_salt() {
  std::string salt(rebuild::salt_bytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

}  // namespace tingbok::room
