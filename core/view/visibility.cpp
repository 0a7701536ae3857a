// Who sees what of the read model. One table; the rows below are the functions of this file in the
// same order, and tests/unit/view_table.cpp checks every cell.
//
//   kind              public                participant   chair's side        auditor
//   ----------------  --------------------  ------------  ------------------  ------------
//   Room              doors closed: only    all           all                 (4)
//                     that, basis; else (4)
//   Person            no language; party    all           all                 all
//                     of members only
//   Attendance        members               all           all                 all
//   AgendaItem        no grounds; (5)       all           all                 (5)
//   Recusal           all                   all           all                 all
//   Moment            nothing               all           all                 all
//   Timer, Film       all                   all           all                 all
//   SpeakerList       doors open: all       all           all                 all
//   Statement         nothing               all           all                 all
//   Observation       nothing               own           own                 all
//   Homework          nothing               all           all                 all
//   Initiative        all                   all           all                 all
//   Note, kept apart  nothing               own, table's  own, table's; else  all
//                                                         that, not what
//   Note, named board all                   all           all                 all
//   Note, anonymous   no author             no author,    no author,          all
//   board                                   own: all      own: all
//   Note, other       no author             no author,    all                 all
//                                           own: all
//   Cluster, Matrix   all                   all           all                 all
//   Proposal          supporters as a       all           all                 all
//                     number of blanks
//   ProposalVersion   all                   all           all                 all
//   PriorityList      all                   all           all                 all
//   Vote              (1), (3)              (1)           (1)                 (1)
//   Turnout           all (a number)        all           all                 all
//   Ballot, open      nothing               own           that, not what      nothing
//   Ballot, by name   all                   all           all                 all      (2)
//   Ballot, other     nothing               own           named: all; else    all
//                                                         that, not what
//   Decision          all                   all           all                 all
//   ProtocolEntry     all                   all           all                 all
//   Position, money,  all                   all           all                 all
//   agreements
//   Table             members; (6)          all           all                 (6)
//   Phase, board,     all                   all           all                 all
//   question
//   Document, list of all                   all           all                 all
//   options, exempt
//
// A note that a phase keeps apart is its author's, or its table's, until it is lifted; the chair's
// side counts such notes (core/view/own.cpp). Whether somebody is here, they see themselves.
//
// What is behind closed doors: neither the public nor the auditor (who needs a grant) sees it, now
// or later. (1) Whoever does not see the closed vote's ballots does not see who was missing, nor
// what was corrected. There is no result before it closes. (2) A closed binding vote or election by
// choice: how each voted stands in the minutes (kommuneloven § 11-4). Of a secret vote a Ballot
// says that somebody has voted: its owner and the chair's side see that, nobody ever more, and the
// chair's side sees who was missing. Its papers, without persons, are part of the closed Vote.
//
// (3) Who was there is public of members only: the roll of a vote that asks others too, and whose
// ballots are not in the minutes, is as many blanks.
//
// (4) Nothing in it names an item, a vote or a phase that is behind closed doors, nor a phase as it
// was called there. (5) No ground where one was given behind closed doors, and what became of the
// item not as it was worded there. (6) No title that it got there.
//
// The holder of the administrator's secret reads the data folder anyway: entire().
#include <algorithm>
#include <stdexcept>

#include <google/protobuf/wire_format_lite.h>

#include "core/domain/titles.hpp"
#include "core/view/audience.hpp"
#include "core/view/kinds.hpp"

namespace tingbok::view {
namespace {

/// What is seen of an entity. Null: nothing. The entity itself: all of it, without a copy.
/// Otherwise `cut`, a copy that lacks what is hidden.
using Seen = const pb::Entity*;

bool doors_closed(const domain::State& state) {
  const auto* room = state.find<pb::Room>("room");
  return room != nullptr && !room->doors_closed().empty();
}

/// Whether it has been closed; an annulled vote may or may not have been.
bool has_closed(const pb::Vote& vote) { return vote.closed().number() > 0; }

/// Counted by choice, to decide or elect, and not secret: everyone sees who voted what.
bool by_name(const pb::VoteTerms& terms) {
  if (terms.secret()) return false;
  if (terms.kind() != pb::VOTE_KIND_BINDING && terms.kind() != pb::VOTE_KIND_ELECTION) return false;
  return terms.method() == pb::VOTE_METHOD_FOR_AGAINST ||
         terms.method() == pb::VOTE_METHOD_ALTERNATIVE ||
         terms.method() == pb::VOTE_METHOD_MAJORITY_ELECTION ||
         terms.method() == pb::VOTE_METHOD_CONSENT ||
         terms.method() == pb::VOTE_METHOD_PROPORTIONAL_ELECTION;
}

}  // namespace

namespace {

template <class Kind>
bool is_concealed(const domain::State& state, std::string_view id) {
  const auto slot = state.slot_of<Kind>(id);
  return slot && state.entities()[*slot].behind_closed_doors();
}

/// What the active phase is called, where it is that phase which is behind closed doors.
void leave_out_phase(const domain::State& state, pb::Room& room) {
  if (room.phase_behind_closed_doors()) room.clear_phase();
  room.clear_phase_behind_closed_doors();
  if (!is_concealed<pb::Phase>(state, room.active_phase())) return;
  const auto& terms = state.find<pb::Phase>(room.active_phase())->terms();
  if (room.phase() == domain::title_of(terms)) room.clear_phase();
  room.clear_active_phase();
}

}  // namespace

bool is_concealed_item(const domain::State& state, std::string_view item) {
  return is_concealed<pb::AgendaItem>(state, item);
}

void leave_out_concealed(const domain::State& state, pb::Room& room) {
  const auto concealed = [&](const std::string& item) { return is_concealed_item(state, item); };
  for (auto* items : {room.mutable_item_order(), room.mutable_debate_closed()}) {
    items->erase(std::remove_if(items->begin(), items->end(), concealed), items->end());
  }
  if (concealed(room.open_item())) room.clear_open_item();
  if (is_concealed<pb::Vote>(state, room.open_vote())) room.clear_open_vote();
  leave_out_phase(state, room);
}

bool asks_others_than_members(const pb::VoteTerms& terms) {
  return !by_name(terms) && (terms.electorate().kind() == pb::Electorate::KIND_EVERYONE ||
                             terms.electorate().kind() == pb::Electorate::KIND_NAMED);
}

namespace {

/// Whether this audience sees what is on the vote's ballots.
bool sees_papers(const pb::Vote& vote, pb::Audience audience) {
  if (!has_closed(vote) || vote.terms().secret()) return false;
  if (by_name(vote.terms()) || audience == pb::AUDIENCE_AUDITOR) return true;
  return audience == pb::AUDIENCE_STEERING && vote.terms().named();
}

/// For the public and the auditor.
Seen room_without_concealed(const domain::State& state, const pb::Entity& entity, pb::Entity& cut) {
  cut = entity;
  leave_out_concealed(state, *cut.mutable_room());
  return &cut;
}

Seen room_for_public(const domain::State& state, const pb::Entity& entity, pb::Entity& cut) {
  const Seen open = room_without_concealed(state, entity, cut);
  auto& room = *cut.mutable_room();
  if (room.doors_closed().empty()) return open;
  room.clear_phase();
  room.clear_active_phase();
  room.clear_open_item();
  room.clear_acting_chair();
  room.clear_debate_closed();
  room.clear_open_vote();
  return &cut;
}

Seen person_for_public(const pb::Entity& entity, pb::Entity& cut) {
  cut = entity;
  cut.mutable_person()->clear_language();
  if (!entity.person().member()) cut.mutable_person()->clear_party();
  return &cut;
}

bool of_member(const domain::State& state, const std::string& id) {
  const auto* person = state.find<pb::Person>(id);
  return person != nullptr && person->member();
}

Seen attendance_for_public(const domain::State& state, const pb::Entity& entity) {
  return of_member(state, entity.attendance().id()) ? &entity : nullptr;
}

/// Of who is here the public sees the members, so also of who sits where.
void leave_out_others(const domain::State& state, pb::TableGroup& table) {
  const auto hidden = [&](const std::string& id) { return !of_member(state, id); };
  auto& people = *table.mutable_people();
  people.erase(std::remove_if(people.begin(), people.end(), hidden), people.end());
  if (hidden(table.host())) table.clear_host();
}

/// For the public and the auditor.
Seen table_for(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
               pb::Entity& cut) {
  cut = entity;
  auto& table = *cut.mutable_table();
  if (audience == pb::AUDIENCE_PUBLIC) leave_out_others(state, table);
  if (table.title_behind_closed_doors()) table.clear_title();
  table.clear_title_behind_closed_doors();
  return &cut;
}

/// For the public and the auditor: it is finished, in the word that is used where nobody has one.
Seen item_for(const pb::Entity& entity, pb::Audience audience, pb::Entity& cut) {
  cut = entity;
  auto& item = *cut.mutable_item();
  if (audience == pb::AUDIENCE_PUBLIC || item.grounds_behind_closed_doors()) item.clear_grounds();
  if (item.status_behind_closed_doors()) item.set_status(domain::finished_status);
  item.clear_grounds_behind_closed_doors();
  item.clear_status_behind_closed_doors();
  return &cut;
}

Seen without_author(const pb::Entity& entity, pb::Entity& cut) {
  cut = entity;
  cut.mutable_note()->clear_by();
  return &cut;
}

bool kept_apart(const pb::Note& note) {
  return note.reach() == pb::NOTE_REACH_OWN || note.reach() == pb::NOTE_REACH_TABLE;
}

/// That there is a note, where, and how far it has come.
Seen only_counted(const pb::Entity& entity, pb::Entity& cut) {
  cut = entity;
  auto& note = *cut.mutable_note();
  note.clear_text();
  note.clear_language();
  note.clear_by();
  note.clear_tag();
  return &cut;
}

Seen note_for(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
              pb::Entity& cut) {
  if (audience == pb::AUDIENCE_AUDITOR) return &entity;
  const bool steering = audience == pb::AUDIENCE_STEERING;
  if (kept_apart(entity.note())) return steering ? only_counted(entity, cut) : nullptr;
  const auto* board = state.find<pb::Board>(entity.note().board());
  const bool authors = board != nullptr ? board->terms().named() : steering;
  return authors ? &entity : without_author(entity, cut);
}

Seen with_blank_supporters(const pb::Entity& entity, pb::Entity& cut) {
  cut = entity;
  for (auto& name : *cut.mutable_proposal()->mutable_support()) name.clear();
  return &cut;
}

void blank_roll(pb::Vote& vote) {
  for (auto& name : *vote.mutable_roll()) name.clear();
  for (auto& party : *vote.mutable_parties()) party.clear();
}

Seen vote_for(const pb::Entity& entity, pb::Audience audience, pb::Entity& cut) {
  if (sees_papers(entity.vote(), audience)) return &entity;
  cut = entity;
  auto& vote = *cut.mutable_vote();
  if (audience == pb::AUDIENCE_PUBLIC && asks_others_than_members(vote.terms())) blank_roll(vote);
  // Who has not voted is for the chair's side to know, also where nobody will know what.
  if (audience != pb::AUDIENCE_STEERING || !vote.terms().secret()) vote.clear_missing();
  vote.clear_corrections();
  vote.clear_correction_texts();
  return &cut;
}

Seen ballot_for(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
                pb::Entity& cut) {
  const auto* vote = state.find<pb::Vote>(entity.ballot().vote());
  if (vote == nullptr) return nullptr;
  if (sees_papers(*vote, audience)) return &entity;
  if (audience != pb::AUDIENCE_STEERING) return nullptr;
  cut = entity;
  cut.mutable_ballot()->clear_paper();
  return &cut;
}

Seen all_but_public(const pb::Entity& entity, pb::Audience audience) {
  return audience == pb::AUDIENCE_PUBLIC ? nullptr : &entity;
}

/// The table; `sources` still in.
Seen cell(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
          pb::Entity& cut) {
  if (shown_of(entity) == Shown::whole) return &entity;
  const bool to_public = audience == pb::AUDIENCE_PUBLIC;
  switch (entity.kind_case()) {
    case pb::Entity::kRoom:
      if (to_public) return room_for_public(state, entity, cut);
      return audience == pb::AUDIENCE_AUDITOR ? room_without_concealed(state, entity, cut)
                                              : &entity;
    case pb::Entity::kPerson:
      return to_public ? person_for_public(entity, cut) : &entity;
    case pb::Entity::kAttendance:
      return to_public ? attendance_for_public(state, entity) : &entity;
    case pb::Entity::kTable:
      return needs_grant(audience) ? table_for(state, entity, audience, cut) : &entity;
    case pb::Entity::kItem:
      return needs_grant(audience) ? item_for(entity, audience, cut) : &entity;
    case pb::Entity::kSpeakers:
      return to_public && doors_closed(state) ? nullptr : &entity;
    case pb::Entity::kMoment:
    case pb::Entity::kStatement:
    case pb::Entity::kHomework:
      return all_but_public(entity, audience);
    case pb::Entity::kObservation:
      return audience == pb::AUDIENCE_AUDITOR ? &entity : nullptr;
    case pb::Entity::kNote:
      return note_for(state, entity, audience, cut);
    case pb::Entity::kProposal:
      return to_public ? with_blank_supporters(entity, cut) : &entity;
    case pb::Entity::kVote:
      return vote_for(entity, audience, cut);
    case pb::Entity::kBallot:
      return ballot_for(state, entity, audience, cut);
    default:
      break;
  }
  throw std::logic_error("an entity of a kind that no row of the visibility table speaks of");
}

}  // namespace

const pb::Entity* look(const domain::State& state, const pb::Entity& entity, pb::Audience audience,
                       pb::Entity& cut) {
  if (audience == pb::AUDIENCE_UNSPECIFIED ||
      (entity.behind_closed_doors() && needs_grant(audience))) {
    return nullptr;
  }
  return cell(state, entity, audience, cut);
}

std::optional<pb::Entity> visible(const domain::State& state, const pb::Entity& entity,
                                  pb::Audience audience) {
  std::optional<pb::Entity> result(std::in_place);
  const Seen seen = look(state, entity, audience, *result);
  if (!seen) return std::nullopt;
  if (seen == &entity) *result = entity;
  result->clear_sources();
  return result;
}

bool append_visible(std::string& bytes, const domain::State& state, const pb::Entity& entity,
                    pb::Audience audience) {
  pb::Entity cut;
  const Seen seen = look(state, entity, audience, cut);
  if (seen) append_entire(bytes, *seen);
  return seen != nullptr;
}

pb::Audience least_for_papers(const pb::VoteTerms& terms) {
  if (by_name(terms)) return pb::AUDIENCE_PUBLIC;
  return terms.named() && !terms.secret() ? pb::AUDIENCE_STEERING : pb::AUDIENCE_AUDITOR;
}

/// Fields are written in the order of their numbers: slot, flags, sources, kind.
void append_entire(std::string& bytes, const pb::Entity& entity) {
  using Wire = google::protobuf::internal::WireFormatLite;
  std::size_t at = bytes.size();
  if (!entity.AppendToString(&bytes)) throw std::length_error("an entity is too large");
  if (entity.sources().empty()) return;
  if (entity.slot() != 0) at += 1 + Wire::UInt32Size(entity.slot());
  if (entity.behind_closed_doors()) at += 2;
  std::size_t length = 0;
  for (const std::string& source : entity.sources()) length += 1 + Wire::BytesSize(source);
  bytes.erase(at, length);
}

pb::Entity entire(const pb::Entity& entity) {
  auto whole = entity;
  whole.clear_sources();
  return whole;
}

}  // namespace tingbok::view
