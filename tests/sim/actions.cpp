#include "actions.hpp"

#include <algorithm>

#include "maker.hpp"

namespace tingbok::sim {
namespace {

struct PersonRow {
  const char* id;
  pb::Role role;
  const char* party;
  bool votes;
  bool member;
};

constexpr PersonRow people[] = {
    {"M1", pb::ROLE_MAYOR, "A", true, true},
    {"S1", pb::ROLE_SECRETARY, "", false, false},
    {"M2", pb::ROLE_COUNCILLOR, "A", true, true},
    {"M3", pb::ROLE_COUNCILLOR, "H", true, true},
    {"M4", pb::ROLE_COUNCILLOR, "SV", true, true},
    {"M5", pb::ROLE_COUNCILLOR, "H", true, true},
    {"V1", pb::ROLE_DEPUTY, "SV", true, false},
    {"F1", pb::ROLE_FACILITATOR, "", false, false},
    {"T1", pb::ROLE_SPEAKING_RIGHT, "", false, false},
    {"O1", pb::ROLE_OBSERVER, "", false, false},
    {"X1", pb::ROLE_RESEARCHER, "", false, false},
    {"P1", pb::ROLE_PUBLIC, "", false, false},
    {"A1", pb::ROLE_AUDITOR, "", false, false},
};

using Make = void (*)(Maker&);

/// Meetings, items, doors: the chair's side.
constexpr Make steering[] = {
    [](Maker& m) { m.command.mutable_meeting_open(); },
    [](Maker& m) {
      if (m.chance.percent(20))
        m.command.mutable_meeting_close();
      else
        m.command.mutable_meeting_open();
    },
    [](Maker& m) {
      m.command.mutable_agenda_add()->set_item(m.fresh("I"));
      m.command.mutable_agenda_add()->set_title("Sak");
    },
    [](Maker& m) { m.command.mutable_item_open()->set_item(m.known(m.seen.items)); },
    [](Maker& m) { m.command.mutable_item_close()->set_item(m.known(m.seen.items)); },
    [](Maker& m) {
      m.command.mutable_mode_set()->set_mode(m.chance.percent(60) ? pb::MODE_FORMAL
                                                                  : pb::MODE_WORKSHOP);
    },
    [](Maker& m) { m.command.mutable_phase_set()->set_phase("åpne: individ"); },
    [](Maker& m) {
      const std::string to = m.chance.percent(60) ? m.person : m.somebody();
      m.command.mutable_chair_handover()->set_to(m.chance.percent(30) ? "" : to);
    },
    [](Maker& m) { m.command.mutable_break_start()->set_minutes(10); },
    [](Maker& m) { m.command.mutable_break_end(); },
    [](Maker& m) { m.command.mutable_doors_open(); },
    [](Maker& m) { m.command.mutable_doors_close_check()->set_legal_basis("§ 11-5 andre ledd"); },
    [](Maker& m) { m.command.mutable_convene()->set_notice_days(7); },
    [](Maker& m) {
      if (m.chance.percent(10))
        m.command.mutable_minutes_publish();
      else
        m.command.mutable_debate_reopen();
    },
    [](Maker& m) { m.command.mutable_debate_close(); },
    [](Maker& m) {
      const auto* list = m.seen.speakers;
      m.command.mutable_speak_grant()->set_to(
          list && !list->queue().empty() ? list->queue(0).person() : m.somebody());
    },
    [](Maker& m) {
      m.command.mutable_timer_start()->set_timer(m.fresh("T"));
      m.command.mutable_timer_start()->set_seconds(60);
    },
    [](Maker& m) { m.command.mutable_timer_end()->set_timer(m.known(m.seen.timers)); },
    [](Maker& m) {
      m.command.mutable_film_play()->set_film(m.fresh("F"));
      m.command.mutable_film_play()->set_seconds(90);
    },
    [](Maker& m) {
      m.command.mutable_homework_assign()->set_homework(m.fresh("H"));
      m.command.mutable_homework_assign()->set_title("Lekse");
    },
    [](Maker& m) {
      const auto kind = static_cast<pb::PhaseKind>(m.chance.between(1, 3));
      auto& terms = *m.command.mutable_phase_start()->mutable_terms();
      terms.set_phase(std::to_string(kind));
      terms.set_kind(kind);
      terms.set_separate(true);
    },
    [](Maker& m) {
      m.command.mutable_tables_deal()->set_tables(
          static_cast<std::uint32_t>(m.chance.between(1, 3)));
      m.command.mutable_tables_deal()->set_mix_parties(m.chance.percent(50));
    },
    [](Maker& m) {
      m.command.mutable_table_seat()->set_table(std::to_string(m.chance.between(1, 3)));
      m.command.mutable_table_seat()->set_person(m.somebody());
    },
    [](Maker& m) { m.command.mutable_note_lift()->add_notes(m.known(m.seen.notes)); },
    [](Maker& m) {
      m.command.mutable_board_set()->mutable_terms()->set_board("tavle");
      m.command.mutable_board_set()->mutable_terms()->set_named(m.chance.percent(50));
      m.say("Hva trengs?");
    },
    [](Maker& m) { m.command.mutable_forward()->set_proposal(m.known(m.seen.proposals)); },
    [](Maker& m) { m.command.mutable_priority_lock()->set_list(m.known(m.seen.lists)); },
};

/// What anyone does in the hall.
constexpr Make floor_actions[] = {
    [](Maker& m) { m.command.mutable_leave()->set_reason("buss"); },
    [](Maker& m) { m.command.mutable_disconnect()->set_reason("nett"); },
    [](Maker& m) { m.command.mutable_reconnect(); },
    [](Maker& m) {
      m.command.mutable_recusal_declare()->set_item(m.known(m.seen.items));
      m.command.mutable_recusal_declare()->set_ground("slekt");
    },
    [](Maker& m) { m.command.mutable_say(), m.say("Jeg vil bare si dette."); },
    [](Maker& m) { m.command.mutable_observe(), m.say("De ser trøtte ut."); },
    [](Maker& m) {
      m.command.mutable_speak_request()->set_kind(
          static_cast<pb::SpeechKind>(m.chance.between(0, 3)));
    },
    [](Maker& m) { m.command.mutable_speak_withdraw(); },
    [](Maker& m) { m.command.mutable_speak_end(); },
    [](Maker& m) {
      m.command.mutable_mark()->set_moment(m.fresh("K"));
      m.command.mutable_mark()->add_rooms("R");
      if (m.chance.percent(50)) m.command.mutable_mark()->add_rooms("Q");
      m.say("før pausen");
    },
    [](Maker& m) {
      m.command.mutable_homework_submit()->set_homework(m.known(m.seen.homework));
      m.command.mutable_homework_submit()->set_file("svar.pdf");
    },
    [](Maker& m) {
      m.command.mutable_endorse()->set_initiative("initiativ");
      m.command.mutable_endorse()->set_body("Råd " + m.person);
    },
    [](Maker& m) { m.command.mutable_protocol_add(), m.say("Til protokollen."); },
    [](Maker& m) { m.command.mutable_report(), m.say("Rapport."); },
};

/// Notes, proposals, lists.
constexpr Make board_actions[] = {
    [](Maker& m) {
      m.command.mutable_note_add()->set_board("tavle");
      m.command.mutable_note_add()->set_note(m.fresh("N"));
      m.command.mutable_note_add()->set_tag("bra");
      m.say("lapp av " + m.person);
    },
    [](Maker& m) {
      m.command.mutable_note_move()->set_note(m.known(m.seen.notes));
      m.command.mutable_note_move()->set_tag("ikke så bra");
    },
    [](Maker& m) {
      auto& cluster = *m.command.mutable_note_cluster();
      cluster.set_cluster(m.fresh("C"));
      cluster.set_title("Samlet");
      cluster.add_notes(m.known(m.seen.notes));
    },
    [](Maker& m) {
      m.command.mutable_matrix_place()->set_what(m.known(m.seen.clusters));
      m.command.mutable_matrix_place()->set_effect("høy");
      m.command.mutable_matrix_place()->set_effort("lav");
    },
    [](Maker& m) {
      m.command.mutable_propose()->set_proposal(m.fresh("P"));
      if (m.chance.percent(30)) m.command.mutable_propose()->add_basis(m.known(m.seen.notes));
      m.say("Vi foreslår noe.");
    },
    [](Maker& m) {
      m.command.mutable_proposal_edit()->set_proposal(m.known(m.seen.proposals));
      m.say("Vi foreslår noe annet.");
    },
    [](Maker& m) {
      m.command.mutable_proposal_withdraw()->set_proposal(m.known(m.seen.proposals));
    },
    [](Maker& m) {
      auto& merge = *m.command.mutable_proposal_merge();
      merge.add_sources(m.known(m.seen.proposals));
      merge.add_sources(m.known(m.seen.proposals));
      merge.set_into(m.fresh("P"));
      m.say("Sammen.");
    },
    [](Maker& m) { m.command.mutable_support()->set_proposal(m.known(m.seen.proposals)); },
    [](Maker& m) {
      auto& list = *m.command.mutable_priority_set();
      list.set_list(m.fresh("L"));
      for (const auto* from : {&m.seen.proposals, &m.seen.notes}) {
        for (const auto& id : *from) {
          if (list.order_size() < 5) list.add_order(id);
        }
      }
    },
    [](Maker& m) {
      m.command.mutable_priority_move()->set_list(m.known(m.seen.lists));
      m.command.mutable_priority_move()->set_what(m.known(m.seen.proposals));
      m.command.mutable_priority_move()->set_to(static_cast<std::uint32_t>(m.chance.between(1, 3)));
    },
};

template <std::size_t count>
void one_of(const Make (&makes)[count], Maker& make) {
  makes[make.chance.below(count)](make);
}

void join(Maker& make) {
  auto& join = *make.command.mutable_join();
  if (make.chance.percent(20)) join.set_how(pb::PLACE_REMOTE);
  if (make.person == "V1") join.set_seat_of(make.chance.percent(70) ? "M5" : make.somebody());
}

bool steers(const Glimpse& seen, const std::string& person) {
  if (person == "S1" || person == "F1" || !seen.room) return true;
  const std::string& acting = seen.room->acting_chair();
  return person == (acting.empty() ? "M1" : acting);
}

void sensible(Maker& make) {
  Chance& chance = make.chance;
  if (!make.seen.here(make.person) && chance.percent(35)) return join(make);
  const bool steering_now = steers(make.seen, make.person) || chance.percent(4);
  if (steering_now && !make.open() && chance.percent(50)) {
    make.command.mutable_meeting_open();
    return;
  }
  if (make.seen.open_vote && chance.percent(55)) return make.cast();
  if (!steering_now)
    return chance.percent(60) ? one_of(board_actions, make) : one_of(floor_actions, make);
  if (make.seen.open_vote && chance.percent(45)) return make.close_vote();
  const auto roll = chance.below(100);
  if (roll < 25) return make.open_vote();
  if (roll < 40) return make.after_vote();
  if (roll < 75) return one_of(steering, make);
  if (roll < 90) return one_of(board_actions, make);
  return one_of(floor_actions, make);
}

/// What no screen would send.
void garbled(Maker& make) {
  switch (make.chance.below(6)) {
    case 0:
      return;  // No action at all.
    case 1:
      make.command.mutable_say();
      return make.say(std::string(8'001, 'a'));
    case 2:
      make.command.mutable_note_add()->set_note(std::string(65, 'n'));
      return make.command.mutable_note_add()->set_board("tavle");
    case 3:
      return make.command.mutable_mode_set()->set_mode(static_cast<pb::Mode>(99));
    case 4:
      make.command.mutable_mark()->set_moment("K");
      return make.command.mutable_mark()->add_rooms("no-such-room");
    default:
      return make.command.mutable_vote_open()->mutable_terms()->set_vote("V");
  }
}

}  // namespace

std::string Maker::somebody() { return people[chance.below(std::size(people))].id; }

void Maker::say(const std::string& what) {
  command.set_text(what);
  if (chance.percent(30)) command.set_language("nn");
}

pb::CreateProgramme sample_programme(bool simulated) {
  pb::CreateProgramme wanted;
  wanted.set_id("S");
  wanted.set_title("Simulation");
  wanted.set_simulated(simulated);
  for (const char* id : {"R", "Q"}) {
    pb::RoomConfig& room = *wanted.add_rooms();
    room.set_room(id);
    room.set_body("Kommunestyret");
    room.set_seats(5);
    room.set_chair("M1");
    room.set_deputy("M2");
    room.set_secretary("S1");
    room.add_facilitators("F1");
    room.set_public_(true);
  }
  for (const PersonRow& row : people) {
    pb::ProgrammePerson& person = *wanted.add_people();
    person.set_person(row.id);
    person.set_label(std::string("Navn ") + row.id);
    person.set_role(row.role);
    person.set_party(row.party);
    person.set_votes(row.votes);
    person.set_language("nb");
    for (const char* id : {"R", "Q"})
      (row.member ? person.add_member_of(id) : person.add_guest_in(id));
  }
  return wanted;
}

std::vector<std::string> sample_people() {
  std::vector<std::string> ids;
  for (const PersonRow& row : people) ids.emplace_back(row.id);
  return ids;
}

void Glimpse::look(const pb::Entity& entity) {
  if (entity.has_room()) room = &entity.room();
  if (entity.has_speakers()) speakers = &entity.speakers();
  if (entity.has_item()) items.push_back(entity.item().id());
  if (entity.has_note()) notes.push_back(entity.note().id());
  if (entity.has_cluster()) clusters.push_back(entity.cluster().id());
  if (entity.has_proposal()) proposals.push_back(entity.proposal().id());
  if (entity.has_priority_list()) lists.push_back(entity.priority_list().id());
  if (entity.has_timer()) timers.push_back(entity.timer().id());
  if (entity.has_homework()) homework.push_back(entity.homework().id());
  if (entity.has_attendance()) attendance.push_back(&entity.attendance());
  if (!entity.has_vote()) return;
  votes.push_back(&entity.vote());
  if (entity.vote().status() == pb::VOTE_STATUS_OPEN) open_vote = &entity.vote();
}

bool Glimpse::here(const std::string& person) const {
  return std::any_of(attendance.begin(), attendance.end(), [&](const auto* one) {
    return one->id() == person &&
           (one->presence() == pb::PRESENCE_PRESENT || one->presence() == pb::PRESENCE_RETURNED);
  });
}

pb::Command Actions::next(const Glimpse& seen, const std::string& person) {
  Maker make{chance_, seen, person, ++made_, {}};
  if (chance_.percent(4)) {
    garbled(make);
  } else {
    sensible(make);
  }
  return std::move(make.command);
}

}  // namespace tingbok::sim
