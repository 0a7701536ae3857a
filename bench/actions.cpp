#include "bench/actions.hpp"

#include <array>

#include <fmt/format.h>

namespace tingbok::bench {
namespace {

constexpr std::array<const char*, 12> texts{
    "Vi må få bussen tilbake til grendene, minst én gang i timen.",
    "Flere boliger for eldre i sentrum frigjør eneboliger for unge.",
    "Skolen bør være åpen på kveldstid for lag og foreninger her.",
    "Strandsonen skal holdes fri, også når det kommer søknader.",
    "Vann og avløp må fornyes før vi bygger ut nye felt i dalen.",
    "Ungdomsrådet bør høres tidligere, ikke når saken er ferdig.",
    "Gang- og sykkelvei langs fylkesveien før noe annet bygges.",
    "Kulturhuset er for dyrt i drift; se på sambruk med skolen.",
    "Næringsarealet ved E39 haster mer enn et nytt rådhus nå.",
    "Matjorda er ikke fornybar: null omdisponering i denne planen.",
    "Helsestasjonen trenger plass; folketallet vokser i nordbygda.",
    "Folkehelse er også å ha et sted å møtes uten å måtte kjøpe noe.",
};

std::string proposal_id(std::uint64_t index) { return fmt::format("F{}", index + 1); }

const char* text_for(std::uint64_t index) { return texts[index % texts.size()]; }

}  // namespace

std::string person_id(std::uint32_t room, std::uint32_t person) {
  return fmt::format("p{}-{}", room, person);
}

std::string room_id(std::uint32_t room) { return fmt::format("R{}", room); }

pb::CreateProgramme make_programme(const std::string& id, std::uint32_t rooms,
                                   std::uint32_t people) {
  pb::CreateProgramme programme;
  programme.set_id(id);
  programme.set_title("Målt verksted");
  for (std::uint32_t room = 0; room < rooms; ++room) {
    pb::RoomConfig& config = *programme.add_rooms();
    config.set_room(room_id(room));
    config.set_body("Kommunestyret i Eksempelvik");
    config.set_seats(people);
    config.set_chair(person_id(room, 0));
    if (people > 1) config.set_secretary(person_id(room, 1));
    config.set_ruleset("kommuneloven");
    config.set_form(pb::MEETING_FORM_PHYSICAL);
    config.set_public_(true);
    config.set_mode(pb::MODE_WORKSHOP);
    for (std::uint32_t person = 0; person < people; ++person) {
      pb::ProgrammePerson& entry = *programme.add_people();
      entry.set_person(person_id(room, person));
      entry.set_label(fmt::format("Representant {:02} (Ap)", person + 1));
      entry.set_role(person == 0 ? pb::ROLE_MAYOR : pb::ROLE_COUNCILLOR);
      entry.set_party("Ap");
      entry.set_votes(true);
      entry.set_language("nb");
      entry.add_member_of(room_id(room));
    }
  }
  return programme;
}

bool setup_action(std::uint32_t step, pb::Command& command) {
  command.Clear();
  if (step == 0) {
    command.mutable_meeting_open();
    return true;
  }
  if (step <= proposals_per_room) {
    command.set_text(text_for(step));
    command.mutable_propose()->set_proposal(proposal_id(step - 1));
    return true;
  }
  if (step > proposals_per_room + 1) return false;
  pb::PrioritySet& list = *command.mutable_priority_set();
  list.set_list("satsingsområder");
  for (std::uint32_t i = 0; i < proposals_per_room; ++i) list.add_order(proposal_id(i));
  return true;
}

void mixed_action(std::uint32_t person, std::uint64_t sequence, pb::Command& command) {
  command.Clear();
  const std::uint64_t seed = sequence * 7 + person;
  switch (seed % 10) {
    case 0:
    case 1:
    case 2:
    case 3: {
      command.set_text(text_for(seed / 10));
      pb::NoteAdd& note = *command.mutable_note_add();
      note.set_board("tavle-1");
      note.set_note(fmt::format("n{}-{}", person, sequence));
      note.set_tag("mål");
      return;
    }
    case 4:
    case 5:
      command.mutable_support()->set_proposal(proposal_id(seed / 10 % proposals_per_room));
      return;
    case 6:
    case 7: {
      pb::PriorityMove& move = *command.mutable_priority_move();
      move.set_list("satsingsområder");
      move.set_what(proposal_id(seed / 10 % proposals_per_room));
      move.set_to(static_cast<std::uint32_t>(seed / 7 % proposals_per_room + 1));
      return;
    }
    default:
      command.set_text(text_for(seed / 10));
      command.mutable_say();
  }
}

}  // namespace tingbok::bench
