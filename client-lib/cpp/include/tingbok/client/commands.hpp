/// Typed actions: thin helpers that make a pb::Command. Rules are the server's; nothing is checked
/// here beyond the types.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::client {

namespace detail {
/// Moves `action` into the field of Command.action that has its type; throws std::invalid_argument
/// for a message that is no action.
pb::Command wrap(google::protobuf::Message&& action, std::string text);
}  // namespace detail

/// A command from any action message: command(pb::MeetingOpen{}).
template <class ActionMessage>
pb::Command command(ActionMessage action, std::string text = {}) {
  return detail::wrap(std::move(action), std::move(text));
}

/// A command from protobuf JSON, such as {"note_add": {"board": "B1", …}, "text": "…"}. Throws
/// std::invalid_argument with a sentence where it is no command or names no action.
pb::Command command_from_json(std::string_view json);

/// The name of the command's action, such as "note_add"; empty where it has none.
std::string action_name(const pb::Command& command);

using DotsGiven = std::vector<std::pair<std::string, int>>;

pb::Command join(pb::Place how = pb::PLACE_HALL, std::string seat_of = {});
pb::Command leave(std::string reason = {});
pb::Command meeting_open();
pb::Command meeting_close();
pb::Command agenda_add(std::string item, std::string title, std::string kind = {});
pb::Command item_open(std::string item);
pb::Command item_close(std::string item, std::string status = {});
pb::Command mode_set(pb::Mode mode);
pb::Command phase_set(std::string phase);
pb::Command speak_request(pb::SpeechKind kind = pb::SPEECH_KIND_SPEECH);
pb::Command speak_withdraw();
pb::Command speak_grant(std::string to);
pb::Command speak_end();
pb::Command say(std::string text);
pb::Command note_add(std::string board, std::string note, std::string tag, std::string text);
pb::Command note_move(std::string note, std::string tag);
pb::Command note_cluster(std::string cluster, std::string title, std::vector<std::string> notes);
pb::Command propose(std::string proposal, std::string text, std::string kind = {},
                    std::string amends = {});
pb::Command proposal_edit(std::string proposal, std::string text);
pb::Command proposal_withdraw(std::string proposal);
pb::Command support(std::string proposal);
pb::Command priority_set(std::string list, std::vector<std::string> order);
pb::Command priority_move(std::string list, std::string what, std::uint32_t to);
pb::Command vote_open(pb::VoteTerms terms, std::string question);
pb::Command vote_for(std::string vote, std::string choice);
pb::Command vote_approve(std::string vote, std::vector<std::string> choices);
pb::Command vote_rank(std::string vote, std::vector<std::string> ranking);
pb::Command vote_dots(std::string vote, const DotsGiven& dots);
pb::Command vote_points(std::string vote, const DotsGiven& points);
pb::Command vote_grade(std::string vote, std::uint32_t grade);
pb::Command vote_close(std::string vote, bool force = false);
pb::Command vote_declare(std::string vote);

}  // namespace tingbok::client
