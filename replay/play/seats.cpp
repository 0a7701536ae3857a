#include "replay/play/seats.hpp"

#include <stdexcept>

#include "server/net/links.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::replay {
namespace {

/// The log in memory answers inside the call.
class Answer {
 public:
  room::Programmes::Done done() {
    return [this](room::Changed changed) { changed_ = std::move(changed); };
  }
  void must_be_done() const {
    if (changed_.result == room::Changed::Result::done) return;
    throw std::runtime_error("the training's seats cannot be made: " + changed_.sentence);
  }

 private:
  room::Changed changed_{room::Changed::Result::failed, "no answer"};
};

pb::ProgrammePerson person(const std::string& id, const std::string& label, pb::Role role,
                           const std::string& room) {
  pb::ProgrammePerson person;
  person.set_person(id);
  person.set_label(label);
  person.set_role(role);
  person.set_language("nb");
  person.add_member_of(room);
  return person;
}

pb::CreateProgramme wanted(const std::string& programme, const std::string& title,
                           const pb::RoomConfig& shown, unsigned seats) {
  pb::CreateProgramme wanted;
  wanted.set_id(programme);
  wanted.set_title("Øvelse: " + title);
  pb::RoomConfig& room = *wanted.add_rooms();
  room.set_room(shown.room());
  room.set_body(shown.body());
  room.set_seats(seats);
  room.set_chair(trainer_id);
  room.set_ruleset(shown.ruleset());
  room.set_mode(pb::MODE_WORKSHOP);
  room.set_public_(shown.public_());
  room.set_form(shown.form());
  *wanted.add_people() = person(trainer_id, "Trener", pb::ROLE_FACILITATOR, shown.room());
  for (unsigned i = 1; i <= seats; ++i) {
    const std::string number = std::to_string(i);
    auto trainee =
        person("deltaker-" + number, "Deltaker " + number, pb::ROLE_COUNCILLOR, shown.room());
    trainee.set_votes(true);
    *wanted.add_people() = std::move(trainee);
  }
  return wanted;
}

}  // namespace

Links make_seats(log::EventLog& log, const std::string& programme, const std::string& title,
                 const pb::RoomConfig& room, unsigned seats, const ops::TokenKey& key,
                 std::int64_t now_ms) {
  const auto clock = [now_ms] { return now_ms; };
  room::Programmes programmes(log, clock);
  const ops::Tokens tokens(key, clock);
  Answer made;
  const pb::CreateProgramme plan = wanted(programme, title, room, seats);
  programmes.create(plan, made.done());
  made.must_be_done();

  Links links;
  for (const pb::ProgrammePerson& one : plan.people()) {
    const net::NewLink link =
        net::new_link(tokens, *programmes.find(programme), one.person(), "", "");
    Answer issued;
    programmes.issue_link(programme, link.fact, issued.done());
    issued.must_be_done();
    if (one.person() == trainer_id) {
      links.trainer = link.reply.code();
    } else {
      links.trainees.push_back(link.reply.code());
    }
  }
  return links;
}

}  // namespace tingbok::replay
