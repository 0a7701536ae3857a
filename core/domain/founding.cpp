#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "core/domain/decide.hpp"
#include "core/domain/limits.hpp"
#include "core/domain/people.hpp"
#include "core/domain/rulesets.hpp"
#include "core/domain/shape.hpp"

namespace tingbok::domain {
namespace {

void must(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

/// What Shape found wrong, as a sentence about `whose`.
void must_fit(const Shape& shape, const std::string& whose) {
  if (!shape.wrong()) return;
  const bool long_one = shape.wrong()->code == pb::REFUSAL_CODE_TOO_LARGE;
  throw std::invalid_argument(whose + ": " + shape.wrong()->detail +
                              (long_one ? " is too large." : " is missing or malformed."));
}

/// 1 to 32 of A-Z a-z 0-9 . _ -
bool is_room_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), fits);
}

/// A config that names a ruleset follows the built-in one, unless it carries rules in full that say
/// they are adjusted from it; one that names none but carries rules follows those; one with neither
/// follows kommuneloven.
pb::Ruleset ruleset_of(const pb::RoomConfig& config) {
  const auto& given = config.ruleset_in_full();
  const bool adjusted = !given.based_on().empty() &&
                        (config.ruleset() == given.id() || config.ruleset() == given.based_on());
  if (config.has_ruleset_in_full() && (config.ruleset().empty() || adjusted)) {
    const auto wrong = unfit_ruleset(given);
    if (!wrong) return given;
    throw std::invalid_argument("The ruleset: " + wrong->detail + " cannot be so. " +
                                std::string(sentence(wrong->code)));
  }
  const std::string id = config.ruleset().empty() ? "kommuneloven" : config.ruleset();
  const auto* rules = find_ruleset(id);
  must(rules != nullptr, "There is no ruleset called " + id + ".");
  return *rules;
}

pb::RoomConfig complete(const pb::RoomConfig& given) {
  pb::RoomConfig config = given;
  const std::string whose = "The room " + config.room();
  must(is_room_id(config.room()),
       "A room's id is 1 to 32 of A-Z a-z 0-9 . _ - and not \"" + config.room() + "\".");
  must_fit(Shape()
               .needed_name(config.body(), "body")
               .number(config.seats(), 1, limits::seats_max, "seats")
               .that(pb::MeetingForm_IsValid(config.form()), "form")
               .that(pb::Mode_IsValid(config.mode()), "mode")
               .ids(config.facilitators(), "facilitators"),
           whose);
  *config.mutable_ruleset_in_full() = ruleset_of(given);
  config.set_ruleset(config.ruleset_in_full().id());
  if (config.form() == pb::MEETING_FORM_UNSPECIFIED) config.set_form(pb::MEETING_FORM_PHYSICAL);
  if (config.mode() == pb::MODE_UNSPECIFIED) config.set_mode(pb::MODE_WORKSHOP);
  return config;
}

using Enrolled = std::unordered_set<std::string_view>;

Enrolled check_roster(const std::vector<pb::RosterEntry>& roster) {
  must(roster.size() <= limits::roster_max, "The roster is too long.");
  Enrolled ids;
  for (const auto& entry : roster) {
    check_roster_entry(entry);
    must(ids.insert(entry.person()).second,
         "The person " + entry.person() + " stands twice on the roster.");
  }
  return ids;
}

void check_officers(const pb::RoomConfig& config, const Enrolled& roster) {
  const auto enrolled = [&](const std::string& person, const std::string& office) {
    must(person.empty() || roster.contains(person),
         "The " + office + " " + person + " is not on the roster of room " + config.room() + ".");
  };
  enrolled(config.chair(), "chair");
  enrolled(config.deputy(), "deputy chair");
  enrolled(config.secretary(), "secretary");
  for (const auto& person : config.facilitators()) enrolled(person, "facilitator");
}

pb::Event enrolled(const pb::RosterEntry& entry) {
  pb::Event event;
  auto& fact = *event.mutable_person_enrolled();
  fact.set_person(entry.person());
  fact.set_label(entry.label());
  fact.set_role(entry.role());
  fact.set_party(entry.party());
  fact.set_votes(entry.votes());
  fact.set_member(entry.member());
  fact.set_language(entry.language());
  return event;
}

bool same(const pb::Person& person, const pb::RosterEntry& entry) {
  return person.label() == entry.label() && person.role() == entry.role() &&
         person.party() == entry.party() && person.votes() == entry.votes() &&
         person.member() == entry.member() && person.language() == entry.language();
}

/// Off the roster: without role, vote and seat, but still with the name what they did goes by.
pb::RosterEntry off_the_roster(const pb::Person& person) {
  pb::RosterEntry entry;
  entry.set_person(person.id());
  entry.set_label(person.label());
  entry.set_party(person.party());
  entry.set_language(person.language());
  return entry;
}

}  // namespace

void check_roster_entry(const pb::RosterEntry& entry) {
  must_fit(
      Shape()
          .id(entry.person(), "person")
          // A ballot's id is VOTE/PERSON.
          .that(entry.person().find('/') == std::string::npos, "person")
          .name(entry.label(), "label")
          .name(entry.party(), "party")
          .language(entry.language(), "language")
          .that(pb::Role_IsValid(entry.role()) && entry.role() != pb::ROLE_UNSPECIFIED, "role"),
      "The person " + entry.person());
}

Events follow_roster(const State& state, const std::vector<pb::RosterEntry>& roster) {
  Events events;
  Enrolled ids;
  for (const auto& entry : roster) {
    ids.insert(entry.person());
    const auto* person = state.find<pb::Person>(entry.person());
    if (person == nullptr || !same(*person, entry)) events.push_back(enrolled(entry));
  }
  const bool meets = room_of(state).status() != pb::MEETING_STATUS_ADJOURNED;
  for (const auto& entity : state.entities()) {
    if (!entity.has_person() || ids.contains(entity.person().id())) continue;
    // Whoever is taken off is not in the room any more: a deputy gives the seat back. Who was there
    // when a meeting was adjourned stays on record.
    if (meets && has_joined(state, entity.person().id())) {
      events.emplace_back().mutable_person_left()->set_person(entity.person().id());
    }
    // Whoever chairs as a rule leads again.
    if (room_of(state).acting_chair() == entity.person().id()) {
      events.emplace_back().mutable_chair_handed_over();
    }
    const auto gone = off_the_roster(entity.person());
    if (!same(entity.person(), gone)) events.push_back(enrolled(gone));
  }
  return events;
}

Events found_room(const std::string& programme, const pb::RoomConfig& config, bool simulated,
                  const std::vector<pb::RosterEntry>& roster) {
  must(is_room_id(programme),
       "A programme's id is 1 to 32 of A-Z a-z 0-9 . _ - and not \"" + programme + "\".");
  const Enrolled ids = check_roster(roster);
  check_officers(config, ids);
  Events events;
  auto& created = *events.emplace_back().mutable_room_created();
  created.set_programme(programme);
  *created.mutable_config() = complete(config);
  created.set_simulated(simulated);
  for (const auto& entry : roster) events.push_back(enrolled(entry));
  return events;
}

}  // namespace tingbok::domain
