// What is a person's own beside what their audience sees: whether they are here, ballots, notes,
// observations; and, while groups work, the notes of the table they sit at.
#include <algorithm>

#include "core/view/audience.hpp"

namespace tingbok::view {
namespace {

bool sits_at(const domain::State& state, std::string_view table, std::string_view person) {
  const auto* group = state.find<pb::TableGroup>(table);
  return group != nullptr &&
         std::find(group->people().begin(), group->people().end(), person) != group->people().end();
}

/// Whether a note that its table keeps to itself is read by somebody who sits there. Behind closed
/// doors those who went out with the public read nothing, wherever they sat.
bool reads_at_table(const domain::State& state, const pb::Entity& entity, std::string_view person) {
  const pb::Note& note = entity.note();
  if (note.reach() != pb::NOTE_REACH_TABLE || !sits_at(state, note.table(), person)) return false;
  return !entity.behind_closed_doors() || audience_of(state, person) != pb::AUDIENCE_PUBLIC;
}

/// The table reads what was written, and by whom only where the board names authors.
pb::Entity for_table(const domain::State& state, const pb::Entity& entity) {
  auto seen = entire(entity);
  const auto* board = state.find<pb::Board>(entity.note().board());
  if (board == nullptr || !board->terms().named()) seen.mutable_note()->clear_by();
  return seen;
}

/// Those who may have got, changed or lost a place by the event.
std::vector<std::string_view> reseated_by(const domain::State& after, const pb::Event& event) {
  if (event.has_person_seated()) return {event.person_seated().person()};
  std::vector<std::string_view> people;
  if (!event.has_table_arranged() && !event.has_tables_dealt()) return people;
  // Who sat there before is not known any more; anyone may have.
  for (const auto* person : after.all<pb::Person>()) people.push_back(person->id());
  return people;
}

bool lifts_to_everyone(const pb::Event& event) {
  return event.has_notes_lifted() ||
         (event.has_phase_started() && event.phase_started().lifts_to() == pb::NOTE_REACH_EVERYONE);
}

}  // namespace

std::optional<pb::Entity> own(const domain::State& state, const pb::Entity& entity,
                              std::string_view person) {
  if (person.empty()) return std::nullopt;
  if (entity.has_attendance() && entity.attendance().id() == person) return entire(entity);
  if (entity.has_ballot() && entity.ballot().voter() == person) return entire(entity);
  if (entity.has_observation() && entity.observation().by() == person) return entire(entity);
  if (!entity.has_note()) return std::nullopt;
  if (entity.note().by() == person) return entire(entity);
  if (reads_at_table(state, entity, person)) return for_table(state, entity);
  return std::nullopt;
}

void each_own(const domain::State& after, const pb::Event& event, const domain::Changes& changed,
              const std::function<void(std::string_view person, std::uint32_t slot)>& tell) {
  const bool lifted = lifts_to_everyone(event);
  for (const std::uint32_t slot : changed) {
    const pb::Entity& entity = after.entities()[slot];
    if (entity.has_attendance()) tell(entity.attendance().id(), slot);
    if (entity.has_ballot()) tell(entity.ballot().voter(), slot);
    if (entity.has_observation()) tell(entity.observation().by(), slot);
    if (!entity.has_note()) continue;
    const pb::Note& note = entity.note();
    tell(note.by(), slot);
    // Those at the table read it now, or read it so far and find it among what everyone sees.
    if (note.reach() != pb::NOTE_REACH_TABLE && !lifted) continue;
    const auto* table = after.find<pb::TableGroup>(note.table());
    if (table == nullptr) continue;
    for (const auto& person : table->people()) {
      if (person != note.by()) tell(person, slot);
    }
  }
  const auto people = reseated_by(after, event);
  if (people.empty()) return;
  for (const auto* note : after.all<pb::Note>()) {
    if (note->reach() != pb::NOTE_REACH_TABLE) continue;
    const auto slot = *after.slot_of<pb::Note>(note->id());
    for (const auto person : people) {
      if (person != note->by()) tell(person, slot);
    }
  }
}

}  // namespace tingbok::view
