// What an event means for who sees what: the visibility that its record states, and what else it
// brings to light.
#include <algorithm>

#include "core/view/audience.hpp"
#include "core/view/kinds.hpp"

namespace tingbok::view {
namespace {

std::optional<std::uint32_t> speakers_slot(const domain::State& state) {
  return state.slot_of<pb::SpeakerList>("speakers");
}

/// Closing a vote shows its ballots, to those the table names.
domain::Changes ballots_of(const domain::State& state, const std::string& id) {
  domain::Changes slots;
  const auto* vote = state.find<pb::Vote>(id);
  if (vote == nullptr) return slots;
  for (const auto& voter : vote->roll()) {
    if (const auto slot = state.slot_of<pb::Ballot>(id + "/" + voter)) slots.push_back(*slot);
  }
  return slots;
}

bool kept_apart(pb::NoteReach reach) {
  return reach == pb::NOTE_REACH_OWN || reach == pb::NOTE_REACH_TABLE;
}

/// Whether the event says what is on a note that a phase keeps apart.
bool tells_kept_note(const domain::State& before, const pb::Event& event) {
  if (event.has_note_added()) return kept_apart(event.note_added().reach());
  if (!event.has_note_moved()) return false;
  const auto* note = before.find<pb::Note>(event.note_moved().note());
  return note != nullptr && kept_apart(note->reach());
}

/// Notes of a board that was not there before: it says whether their authors are named. A board
/// made by the event is among the last two entities; that an older one may be costs nothing but
/// work.
domain::Changes notes_of_new(const domain::State& state, const std::string& board) {
  domain::Changes slots;
  const auto made = state.slot_of<pb::Board>(board);
  if (!made || *made + 2 < state.entities().size()) return slots;
  for (const auto* note : state.all<pb::Note>()) {
    if (note->board() == board) slots.push_back(*state.slot_of<pb::Note>(note->id()));
  }
  return slots;
}

/// Whether somebody is a member says whether the public sees them come, and sit.
domain::Changes whereabouts_of(const domain::State& state, const std::string& person) {
  domain::Changes slots;
  if (const auto slot = state.slot_of<pb::Attendance>(person)) slots.push_back(*slot);
  for (const auto* table : state.all<pb::TableGroup>()) {
    const auto& people = table->people();
    if (std::find(people.begin(), people.end(), person) == people.end()) continue;
    slots.push_back(*state.slot_of<pb::TableGroup>(table->id()));
  }
  return slots;
}

domain::Changes only(std::optional<std::uint32_t> slot) {
  return slot ? domain::Changes{*slot} : domain::Changes{};
}

/// An item that was on the list in the open, put there again behind closed doors: the room goes on
/// naming it, but not to those who need a grant.
domain::Changes room_that_names(const domain::State& state, const std::string& item) {
  return only(is_concealed_item(state, item) ? state.slot_of<pb::Room>("room") : std::nullopt);
}

}  // namespace

pb::Visibility visibility_of(const domain::State& before, const pb::Event& event) {
  pb::Visibility visibility;
  visibility.set_least(sight_of(event).event);
  const auto* room = before.find<pb::Room>("room");
  if (room != nullptr && !room->doors_closed().empty()) visibility.set_doors_closed(true);
  if (tells_kept_note(before, event)) visibility.set_least(pb::AUDIENCE_AUDITOR);
  if (event.has_ballot_cast()) {
    const auto& id = event.ballot_cast().vote();
    const auto* vote = before.find<pb::Vote>(id);
    if (vote != nullptr && vote->terms().secret()) {
      // It says who voted, which closing does not bring to light.
      visibility.set_least(pb::AUDIENCE_STEERING);
      return visibility;
    }
    visibility.set_hidden_until_closed(id);
    if (vote != nullptr) visibility.set_least(least_for_papers(vote->terms()));
  }
  return visibility;
}

domain::Changes also_revealed(const domain::State& after, const pb::Event& event) {
  // Only what changes the form of an entity other than those it changes is named here; a new kind
  // of event does so only if visible() is made to look beyond the entity.
  if (event.has_vote_closed()) return ballots_of(after, event.vote_closed().vote());
  if (event.has_board_arranged()) {
    return notes_of_new(after, event.board_arranged().terms().board());
  }
  if (event.has_item_added()) return room_that_names(after, event.item_added().item());
  if (event.has_doors_opened()) return only(speakers_slot(after));
  if (event.has_result_declared() && !event.result_declared().doors_closed().empty()) {
    return only(speakers_slot(after));
  }
  if (event.has_person_enrolled()) {
    return whereabouts_of(after, event.person_enrolled().person());
  }
  return {};
}

}  // namespace tingbok::view
