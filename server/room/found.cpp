#include "server/room/found.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <unordered_set>

#include <sodium.h>

#include "core/domain/decide.hpp"
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
  if (wanted.rooms_size() == 0) refuse("A programme has at least one room.");
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

void check_people(const pb::CreateProgramme& wanted) {
  if (wanted.people_size() > programme_people_max) refuse("A programme has at most 3,800 people.");
  std::unordered_set<std::string> rooms;
  for (const pb::RoomConfig& room : wanted.rooms()) rooms.insert(room.room());
  std::unordered_set<std::string> seen;
  std::size_t places = 0;
  for (const pb::ProgrammePerson& person : wanted.people()) {
    const std::string& id = person.person();
    const bool printable = std::none_of(id.begin(), id.end(), [](char c) {
      return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == 0x7f;
    });
    if (id.empty() || id.size() > person_bytes_max || !printable) {
      refuse("A person's id is 1 to 64 bytes without spaces and slashes.");
    }
    if (!seen.insert(id).second) refuse("The person " + id + " stands there twice.");
    for (const auto* list : {&person.member_of(), &person.guest_in()}) {
      places += static_cast<std::size_t>(list->size());
      for (const std::string& room : *list) {
        if (!rooms.contains(room))
          refuse(id + " is put in a room that is not there: " + room + ".");
      }
    }
    if (places > programme_places_max) refuse("The rosters hold at most 100,000 places together.");
  }
}

void append_all(log::Transaction& transaction, std::string stream,
                std::vector<log::Record> records) {
  static_assert(1 + programme_rooms_max + programme_people_max <= log::append_records_max);
  transaction.appends.push_back({std::move(stream), 0, std::move(records)});
}

}  // namespace

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
    domain::State state;
    std::vector<log::Record> events;
    for (pb::Event& event : domain::found_room(wanted.id(), room, wanted.simulated(),
                                               rebuild::roster_of(wanted, room.room()))) {
      events.push_back(
          rebuild::make_event_record(state, std::move(event), head, fresh_salt()).record);
    }
    append_all(founded.transaction, wanted.id() + "/" + room.room(), std::move(events));
  }
  return founded;
}

std::string fresh_salt() {
  std::string salt(rebuild::salt_bytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

}  // namespace tingbok::room
