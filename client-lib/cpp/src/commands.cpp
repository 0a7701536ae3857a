#include "tingbok/client/commands.hpp"

#include <stdexcept>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

namespace tingbok::client {
namespace {

const google::protobuf::OneofDescriptor& actions() {
  return *pb::Command::descriptor()->FindOneofByName("action");
}

template <class Field>
void assign(Field& field, std::vector<std::string> values) {
  for (std::string& value : values) field.Add(std::move(value));
}

pb::VoteCast ballot_in(std::string vote) {
  pb::VoteCast cast;
  cast.set_vote(std::move(vote));
  return cast;
}

void give(google::protobuf::RepeatedPtrField<pb::OptionCount>& field, const DotsGiven& given) {
  for (const auto& [option, count] : given) {
    pb::OptionCount& one = *field.Add();
    one.set_option(option);
    one.set_count(count);
  }
}

}  // namespace

pb::Command detail::wrap(google::protobuf::Message&& action, std::string text) {
  pb::Command command;
  command.set_text(std::move(text));
  for (int i = 0; i < actions().field_count(); ++i) {
    const auto* field = actions().field(i);
    if (field->message_type() != action.GetDescriptor()) continue;
    auto* place = command.GetReflection()->MutableMessage(&command, field);
    place->GetReflection()->Swap(place, &action);
    return command;
  }
  throw std::invalid_argument(action.GetTypeName() + " is not an action");
}

pb::Command command_from_json(std::string_view json) {
  pb::Command command;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &command);
  if (!status.ok()) throw std::invalid_argument("not a command: " + status.ToString());
  if (command.action_case() == pb::Command::ACTION_NOT_SET)
    throw std::invalid_argument("the command names no action");
  return command;
}

std::string action_name(const pb::Command& command) {
  const auto* field = command.GetReflection()->GetOneofFieldDescriptor(command, &actions());
  return field ? field->name() : std::string();
}

pb::Command join(pb::Place how, std::string seat_of) {
  pb::Join action;
  action.set_how(how);
  action.set_seat_of(std::move(seat_of));
  return command(std::move(action));
}

pb::Command leave(std::string reason) {
  pb::Leave action;
  action.set_reason(std::move(reason));
  return command(std::move(action));
}

pb::Command meeting_open() { return command(pb::MeetingOpen{}); }
pb::Command meeting_close() { return command(pb::MeetingClose{}); }

pb::Command agenda_add(std::string item, std::string title, std::string kind) {
  pb::AgendaAdd action;
  action.set_item(std::move(item));
  action.set_title(std::move(title));
  action.set_kind(std::move(kind));
  return command(std::move(action));
}

pb::Command item_open(std::string item) {
  pb::ItemOpen action;
  action.set_item(std::move(item));
  return command(std::move(action));
}

pb::Command item_close(std::string item, std::string status) {
  pb::ItemClose action;
  action.set_item(std::move(item));
  action.set_status(std::move(status));
  return command(std::move(action));
}

pb::Command mode_set(pb::Mode mode) {
  pb::ModeSet action;
  action.set_mode(mode);
  return command(std::move(action));
}

pb::Command phase_set(std::string phase) {
  pb::PhaseSet action;
  action.set_phase(std::move(phase));
  return command(std::move(action));
}

pb::Command speak_request(pb::SpeechKind kind) {
  pb::SpeakRequest action;
  action.set_kind(kind);
  return command(std::move(action));
}

pb::Command speak_withdraw() { return command(pb::SpeakWithdraw{}); }

pb::Command speak_grant(std::string to) {
  pb::SpeakGrant action;
  action.set_to(std::move(to));
  return command(std::move(action));
}

pb::Command speak_end() { return command(pb::SpeakEnd{}); }
pb::Command say(std::string text) { return command(pb::Say{}, std::move(text)); }

pb::Command note_add(std::string board, std::string note, std::string tag, std::string text) {
  pb::NoteAdd action;
  action.set_board(std::move(board));
  action.set_note(std::move(note));
  action.set_tag(std::move(tag));
  return command(std::move(action), std::move(text));
}

pb::Command note_move(std::string note, std::string tag) {
  pb::NoteMove action;
  action.set_note(std::move(note));
  action.set_tag(std::move(tag));
  return command(std::move(action));
}

pb::Command note_cluster(std::string cluster, std::string title, std::vector<std::string> notes) {
  pb::NoteCluster action;
  action.set_cluster(std::move(cluster));
  action.set_title(std::move(title));
  assign(*action.mutable_notes(), std::move(notes));
  return command(std::move(action));
}

pb::Command propose(std::string proposal, std::string text, std::string kind, std::string amends) {
  pb::Propose action;
  action.set_proposal(std::move(proposal));
  action.set_kind(std::move(kind));
  action.set_amends(std::move(amends));
  return command(std::move(action), std::move(text));
}

pb::Command proposal_edit(std::string proposal, std::string text) {
  pb::ProposalEdit action;
  action.set_proposal(std::move(proposal));
  return command(std::move(action), std::move(text));
}

pb::Command proposal_withdraw(std::string proposal) {
  pb::ProposalWithdraw action;
  action.set_proposal(std::move(proposal));
  return command(std::move(action));
}

pb::Command support(std::string proposal) {
  pb::Support action;
  action.set_proposal(std::move(proposal));
  return command(std::move(action));
}

pb::Command priority_set(std::string list, std::vector<std::string> order) {
  pb::PrioritySet action;
  action.set_list(std::move(list));
  assign(*action.mutable_order(), std::move(order));
  return command(std::move(action));
}

pb::Command priority_move(std::string list, std::string what, std::uint32_t to) {
  pb::PriorityMove action;
  action.set_list(std::move(list));
  action.set_what(std::move(what));
  action.set_to(to);
  return command(std::move(action));
}

pb::Command vote_open(pb::VoteTerms terms, std::string question) {
  pb::VoteOpen action;
  *action.mutable_terms() = std::move(terms);
  return command(std::move(action), std::move(question));
}

pb::Command vote_for(std::string vote, std::string choice) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  cast.mutable_ballot()->set_choice(std::move(choice));
  return command(std::move(cast));
}

pb::Command vote_approve(std::string vote, std::vector<std::string> choices) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  assign(*cast.mutable_ballot()->mutable_choices(), std::move(choices));
  return command(std::move(cast));
}

pb::Command vote_rank(std::string vote, std::vector<std::string> ranking) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  assign(*cast.mutable_ballot()->mutable_ranking(), std::move(ranking));
  return command(std::move(cast));
}

pb::Command vote_dots(std::string vote, const DotsGiven& dots) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  give(*cast.mutable_ballot()->mutable_dots(), dots);
  return command(std::move(cast));
}

pb::Command vote_points(std::string vote, const DotsGiven& points) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  give(*cast.mutable_ballot()->mutable_points(), points);
  return command(std::move(cast));
}

pb::Command vote_grade(std::string vote, std::uint32_t grade) {
  pb::VoteCast cast = ballot_in(std::move(vote));
  cast.mutable_ballot()->set_grade(grade);
  return command(std::move(cast));
}

pb::Command vote_close(std::string vote, bool force) {
  pb::VoteClose action;
  action.set_vote(std::move(vote));
  action.set_force(force);
  return command(std::move(action));
}

pb::Command vote_declare(std::string vote) {
  pb::VoteDeclare action;
  action.set_vote(std::move(vote));
  return command(std::move(action));
}

}  // namespace tingbok::client
