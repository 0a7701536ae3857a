#include <algorithm>

#include "core/script/script.hpp"
#include "core/script/words.hpp"

namespace tingbok::script {
namespace {

namespace json = boost::json;

/// Reads keys of one JSON object of the header; every complaint names the key.
class Keys {
 public:
  Keys(const json::object& object, std::string where, std::uint64_t line)
      : object_(object), where_(std::move(where)), line_(line) {}

  std::string text(std::string_view key, const char* otherwise = nullptr) const {
    const auto* value = find(key);
    if (value == nullptr && otherwise != nullptr) return otherwise;
    if (value == nullptr || !value->is_string()) fail(key, "must be a text");
    return std::string(value->as_string());
  }

  std::int64_t whole(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || !value->is_int64()) fail(key, "must be a whole number");
    return value->as_int64();
  }

  bool flag(std::string_view key, bool otherwise) const {
    const auto* value = find(key);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) fail(key, "must be true or false");
    return value->as_bool();
  }

  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> out;
    const auto* value = find(key);
    if (value == nullptr) return out;
    if (!value->is_array()) fail(key, "must be a list of texts");
    for (const auto& one : value->as_array()) {
      if (!one.is_string()) fail(key, "must be a list of texts");
      out.emplace_back(one.as_string());
    }
    return out;
  }

  template <class E>
  E word(std::string_view key, E otherwise) const {
    if (find(key) == nullptr) return otherwise;
    const auto number = value_of_word(*google::protobuf::GetEnumDescriptor<E>(), text(key));
    if (!number) fail(key, "is none of the words it may be: \"" + text(key) + "\"");
    return static_cast<E>(*number);
  }

  bool has(std::string_view key) const { return find(key) != nullptr; }

  [[noreturn]] void fail(std::string_view key, const std::string& problem) const {
    throw ScriptError(line_, where_ + std::string(key), problem);
  }

 private:
  const json::value* find(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  const json::object& object_;
  std::string where_;
  std::uint64_t line_;
};

v1::RoomConfig room_from(const std::string& id, const json::object& object, std::uint64_t line) {
  const Keys keys(object, "rooms." + id + ".", line);
  v1::RoomConfig room;
  room.set_room(id);
  room.set_body(keys.text("body"));
  const auto seats = keys.whole("seats");
  if (seats < 1 || seats > 100'000) keys.fail("seats", "must be from 1 to 100000");
  room.set_seats(static_cast<std::uint32_t>(seats));
  room.set_chair(keys.text("chair", ""));
  room.set_deputy(keys.text("deputy", ""));
  room.set_secretary(keys.text("secretary", ""));
  for (auto& person : keys.texts("facilitators")) room.add_facilitators(std::move(person));
  room.set_ruleset(keys.text("ruleset", "kommuneloven"));
  room.set_form(keys.word("form", v1::MEETING_FORM_PHYSICAL));
  room.set_public_(keys.flag("public", true));
  room.set_mode(keys.word("mode", v1::MODE_WORKSHOP));
  room.set_allow_secret_single(keys.flag("allow_secret_single", false));
  return room;
}

v1::ProgrammePerson person_from(const json::object& object, const v1::CreateProgramme& programme,
                                std::uint64_t line) {
  const Keys keys(object, "people.", line);
  v1::ProgrammePerson person;
  person.set_person(keys.text("id"));
  person.set_label(keys.text("label", ""));
  const auto role = value_of_word(*v1::Role_descriptor(), keys.text("role"));
  // A role of no rights of its own; the label says what it is.
  person.set_role(role ? static_cast<v1::Role>(*role) : v1::ROLE_GUEST);
  person.set_party(keys.text("party", ""));
  person.set_votes(keys.flag("votes", false));
  person.set_language(keys.text("lang", ""));
  if (keys.has("rooms")) {
    for (auto& room : keys.texts("rooms")) {
      const auto known = [&](const v1::RoomConfig& config) { return config.room() == room; };
      if (std::none_of(programme.rooms().begin(), programme.rooms().end(), known)) {
        keys.fail("rooms", "names a room the header does not have: \"" + room + "\"");
      }
      person.add_member_of(std::move(room));
    }
  } else if (person.votes()) {
    for (const auto& room : programme.rooms()) person.add_member_of(room.room());
  }
  return person;
}

bool is_member(const v1::ProgrammePerson& person, const std::string& room) {
  return std::find(person.member_of().begin(), person.member_of().end(), room) !=
         person.member_of().end();
}

/// Whoever a room's configuration names takes part in it.
void add_named_guests(v1::CreateProgramme& programme) {
  for (auto& person : *programme.mutable_people()) {
    for (const auto& room : programme.rooms()) {
      const auto& id = person.person();
      const bool named = room.chair() == id || room.deputy() == id || room.secretary() == id ||
                         std::find(room.facilitators().begin(), room.facilitators().end(), id) !=
                             room.facilitators().end();
      if (named && !is_member(person, room.room())) person.add_guest_in(room.room());
    }
  }
}

}  // namespace

v1::CreateProgramme parse_header(const json::object& header, std::uint64_t line) {
  const Keys keys(header, "", line);
  if (keys.text("action", "") != "header")
    keys.fail("action", "must be \"header\" on the first line");
  if (keys.text("format") != format_name) {
    keys.fail("format", "must be \"" + std::string(format_name) + "\"");
  }
  v1::CreateProgramme programme;
  programme.set_id(keys.text("scenario"));
  programme.set_title(keys.text("title", ""));
  programme.set_format(keys.text("format"));
  programme.set_seed(keys.has("seed") ? keys.whole("seed") : 0);
  programme.set_simulated(true);
  const auto* rooms = header.if_contains("rooms");
  if (rooms == nullptr || !rooms->is_object()) keys.fail("rooms", "must be an object of rooms");
  for (const auto& [id, room] : rooms->as_object()) {
    if (!room.is_object()) keys.fail("rooms", "must be an object of rooms");
    *programme.add_rooms() = room_from(std::string(id), room.as_object(), line);
  }
  const auto* people = header.if_contains("people");
  if (people == nullptr || !people->is_array()) keys.fail("people", "must be a list of people");
  for (const auto& person : people->as_array()) {
    if (!person.is_object()) keys.fail("people", "must be a list of people");
    *programme.add_people() = person_from(person.as_object(), programme, line);
  }
  add_named_guests(programme);
  return programme;
}

}  // namespace tingbok::script
