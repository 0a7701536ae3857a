/// A room in a log in memory, with whatever its chair says in it.
#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "core/domain/decide.hpp"
#include "core/log/open.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::test {

inline const std::string salt(rebuild::salt_bytes, 's');

inline pb::CreateProgramme programme() {
  pb::CreateProgramme made;
  made.set_id("P");
  made.set_title("Prøve");
  auto& room = *made.add_rooms();
  room.set_room("R");
  room.set_body("Utval");
  room.set_seats(1);
  room.set_chair("LEDER");
  room.set_ruleset("kommuneloven");
  room.set_form(pb::MEETING_FORM_PHYSICAL);
  room.set_mode(pb::MODE_WORKSHOP);
  const auto person = [&](const char* id, bool member) {
    auto& one = *made.add_people();
    one.set_person(id);
    one.set_label(std::string("Person ") + id);
    one.set_role(pb::ROLE_MAYOR);
    one.set_party("Ap");
    one.set_votes(true);
    if (member) one.add_member_of("R");
  };
  person("LEDER", true);
  person("ANNEN", false);
  return made;
}

class LiveRoom {
 public:
  /// The chair joins by that line of a script; 0: beside it.
  explicit LiveRoom(std::uint64_t joins_by = 1) {
    const auto wanted = programme();
    for (auto& event :
         domain::found_room("P", wanted.rooms(0), true, rebuild::roster_of(wanted, "R"))) {
      add(std::move(event), 0);
    }
    say(joins_by, pb::Command());  // Joins.
  }

  void say(std::uint64_t line, pb::Command command) {
    if (command.action_case() == pb::Command::ACTION_NOT_SET) command.mutable_join();
    auto decision = domain::decide(live.state, command, {"LEDER", now_ms, {}});
    for (auto& event : std::get<domain::Events>(decision)) add(std::move(event), line);
  }

  void speak(std::uint64_t line) {
    pb::Command command;
    command.set_text("Linje " + std::to_string(line));
    command.mutable_say();
    say(line, command);
  }

  void add(pb::Event event, std::uint64_t line) {
    const auto before = live.state.number();
    auto made = rebuild::make_event_record(live.state, std::move(event),
                                           {now_ms, "LEDER", "", "", line, {}}, salt);
    rebuild::note_line(live, line);
    log::Transaction transaction;
    transaction.appends.push_back({"P/R", before, {std::move(made.record)}});
    log->submit(std::move(transaction),
                [](log::Error error) { REQUIRE(error == log::Error::none); });
  }

  std::unique_ptr<log::EventLog> log = log::open_memory_log();
  rebuild::Rebuilt live;
  std::int64_t now_ms = 1000;
};

}  // namespace tingbok::test
