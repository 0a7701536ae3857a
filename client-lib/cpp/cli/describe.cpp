#include "describe.hpp"

#include <cstdio>

#include "tingbok/v1/options.pb.h"

namespace tingbok::cli {
namespace {

using client::Mirror;

constexpr std::size_t text_characters_max = 72;

/// The first characters of a text, without line breaks and cut between UTF-8 characters.
std::string brief(const std::string& text) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (starts_character && ++characters > text_characters_max) return out + "…";
    out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
  }
  return out;
}

template <class Strings>
std::string joined(const Strings& strings, std::size_t most = 12) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& one : strings) {
    if (++count > most) return out + ", …";
    out += (out.empty() ? "" : ", ") + brief(one);
  }
  return out;
}

std::string result_of(const pb::Vote& vote) {
  if (!vote.has_result()) return "";
  const pb::TallyResult& result = vote.result();
  std::string out = word(result.outcome());
  if (!result.winner().empty()) out += ": " + result.winner();
  std::string counts;
  for (const auto& one : result.tally())
    counts += (counts.empty() ? "" : ", ") + one.option() + " " + std::to_string(one.count());
  return out + (counts.empty() ? "" : " (" + counts + ")");
}

std::string describe_vote(const Mirror& mirror, const pb::Vote& vote) {
  std::string out = "vote " + vote.id() + " (" + word(vote.terms().kind()) + ", " +
                    word(vote.terms().method()) + "): " + word(vote.status());
  if (!vote.question().empty()) out += " \"" + brief(vote.question()) + "\"";
  if (vote.status() == pb::VOTE_STATUS_OPEN) {
    const auto* turnout = mirror.get<pb::Turnout>(vote.id());
    out += " – " + std::to_string(turnout ? turnout->cast() : 0) + " of " +
           std::to_string(vote.roll_size()) + " have voted";
  } else if (const std::string result = result_of(vote); !result.empty()) {
    out += " – " + result;
  }
  return out;
}

std::string describe_list(const pb::PriorityList& list) {
  return "priorities " + list.id() + (list.locked() ? " (locked)" : "") + ": " +
         joined(list.order());
}

std::string describe_speakers(const Mirror& mirror, const pb::SpeakerList& speakers) {
  std::string out = "floor: ";
  out += speakers.speaking().empty() ? "nobody" : label(mirror, speakers.speaking());
  std::vector<std::string> waiting;
  for (const auto& one : speakers.queue())
    waiting.push_back(label(mirror, one.person()) +
                      (one.kind() == pb::SPEECH_KIND_SPEECH ? "" : " [" + word(one.kind()) + "]"));
  if (!waiting.empty()) out += "; waiting: " + joined(waiting);
  return out;
}

std::string describe_room(const pb::Room& room) {
  std::string out = "meeting " + word(room.status()) + ", " + word(room.mode());
  if (!room.phase().empty()) out += ", phase " + room.phase();
  if (!room.open_item().empty()) out += ", item " + room.open_item();
  if (!room.doors_closed().empty()) out += ", doors closed: " + room.doors_closed();
  return out;
}

std::string said(const Mirror& mirror, const std::string& who, const std::string& what,
                 const std::string& text) {
  return label(mirror, who) + " " + what + ": \"" + brief(text) + "\"";
}

}  // namespace

std::string label(const Mirror& mirror, const std::string& person) {
  const auto* known = mirror.get<pb::Person>(person);
  return known && !known->label().empty() ? known->label() : person;
}

std::string describe(const Mirror& mirror, const pb::Entity& entity) {
  using K = pb::Entity;
  switch (entity.kind_case()) {
    case K::KIND_NOT_SET:
    case K::kProposalVersion:
    case K::kTurnout:
      return {};
    case K::kRoom:
      return describe_room(entity.room());
    case K::kPerson:
      return "on the roster: " + label(mirror, entity.person().id()) + ", " +
             word(entity.person().role());
    case K::kAttendance:
      return label(mirror, entity.attendance().id()) + " " + word(entity.attendance().presence());
    case K::kItem:
      return "item " + entity.item().id() + " " + brief(entity.item().title()) + ": " +
             entity.item().status() + (entity.item().blocked() ? ", blocked" : "");
    case K::kRecusal:
      return "disqualified in " + entity.recusal().id() + ": " + joined(entity.recusal().persons());
    case K::kMoment:
      return "moment " + entity.moment().id() + " " + brief(entity.moment().name());
    case K::kTimer:
      return "timer " + entity.timer().id() + " " + std::to_string(entity.timer().seconds()) +
             " s" +
             (entity.timer().ended_ms() > 0     ? ", stopped"
              : entity.timer().ran_out_ms() > 0 ? ", has run out"
                                                : ", runs");
    case K::kSpeakers:
      return describe_speakers(mirror, entity.speakers());
    case K::kStatement:
      return said(mirror, entity.statement().by(), "says", entity.statement().text());
    case K::kObservation:
      return said(mirror, entity.observation().by(), "observes", entity.observation().text());
    case K::kFilm:
      return "film " + entity.film().id();
    case K::kHomework:
      return "homework " + entity.homework().id() + " " + brief(entity.homework().title()) +
             ", handed in: " + std::to_string(entity.homework().done_size());
    case K::kInitiative:
      return "initiative " + entity.initiative().id() + ": " +
             std::to_string(entity.initiative().endorsements_size()) + " endorsements";
    case K::kNote:
      return "note " + entity.note().id() + " [" + entity.note().tag() + "] \"" +
             brief(entity.note().text()) + "\"";
    case K::kCluster:
      return "cluster " + entity.cluster().id() + " " + brief(entity.cluster().title()) + ": " +
             std::to_string(entity.cluster().notes_size()) + " notes";
    case K::kMatrixCell:
      return entity.matrix_cell().id() + ": effect " + entity.matrix_cell().effect() + ", effort " +
             entity.matrix_cell().effort();
    case K::kProposal:
      return "proposal " + entity.proposal().id() + " " + word(entity.proposal().status()) + " \"" +
             brief(entity.proposal().text()) + "\"";
    case K::kPriorityList:
      return describe_list(entity.priority_list());
    case K::kVote:
      return describe_vote(mirror, entity.vote());
    case K::kBallot:
      return label(mirror, entity.ballot().voter()) + " voted in " + entity.ballot().vote();
    case K::kDecision:
      return "decided in " + entity.decision().item() + ": \"" + brief(entity.decision().text()) +
             "\"";
    case K::kProtocolEntry:
      return said(mirror, entity.protocol_entry().by(), "to the minutes",
                  entity.protocol_entry().text());
    case K::kPosition:
      return "position of " + entity.position().id() + ": " + entity.position().form() +
             ", version " + std::to_string(entity.position().version());
    case K::kAllocation:
      return "frames: " + std::to_string(entity.allocation().cells_size());
    case K::kReallocation:
      return "move " + entity.reallocation().id() + " " + word(entity.reallocation().status()) +
             ": " + std::to_string(entity.reallocation().amount()) + " from " +
             entity.reallocation().from() + " to " + entity.reallocation().to();
    case K::kAgreement:
      return "agreement " + entity.agreement().id() + ": in force " +
             (entity.agreement().in_force().empty() ? "none" : entity.agreement().in_force());
    case K::kAgreementText:
      return said(mirror, entity.agreement_text().by(), "in " + entity.agreement_text().id(),
                  entity.agreement_text().text());
    case K::kMeasure:
      return "measure " + entity.measure().id() + " in " + entity.measure().cell() + " costs " +
             std::to_string(entity.measure().cost()) + ": \"" + brief(entity.measure().title()) +
             "\"";
    case K::kPhase:
      return "phase " + entity.phase().id() + " " + brief(entity.phase().terms().title()) + ": " +
             word(entity.phase().status());
    case K::kTable:
      return "table " + entity.table().id() + ": " + joined(entity.table().people());
    case K::kBoard:
      return "board " + entity.board().id() + " " + brief(entity.board().terms().title()) +
             (entity.board().terms().closed() ? ", closed" : "");
    case K::kBoardQuestion:
      return "question " + entity.board_question().id() + ": \"" +
             brief(entity.board_question().text()) + "\"";
    case K::kDocument:
      return "document " + entity.document().id() + " " + brief(entity.document().title()) +
             ", version " + std::to_string(entity.document().version());
    case K::kOptionList:
      return "options " + entity.option_list().id() + ": " +
             std::to_string(entity.option_list().options_size());
    case K::kExemption:
      return "carried on in any case: " + entity.exemption().id();
  }
  return {};
}

std::vector<std::string> summary(const Mirror& mirror) {
  std::vector<std::string> lines;
  const auto* room = mirror.get<pb::Room>("room");
  if (!room) return {"(nothing of this room is visible)"};
  lines.push_back(room->config().body() + (room->simulated() ? " – SIMULATED" : ""));
  lines.push_back(describe_room(*room));
  if (const auto* item = mirror.get<pb::AgendaItem>(room->open_item()))
    lines.push_back("item " + item->id() + ": " + brief(item->title()));
  std::size_t present = 0;
  for (const auto* one : mirror.all<pb::Attendance>())
    present += one->presence() == pb::PRESENCE_PRESENT || one->presence() == pb::PRESENCE_RETURNED;
  const std::string chair =
      room->acting_chair().empty() ? room->config().chair() : room->acting_chair();
  lines.push_back(std::to_string(present) + " present; chair: " + label(mirror, chair));
  if (const auto* speakers = mirror.get<pb::SpeakerList>("speakers"))
    lines.push_back(describe_speakers(mirror, *speakers));
  constexpr std::size_t votes_shown = 3;
  const auto votes = mirror.all<pb::Vote>();
  for (std::size_t i = votes.size() > votes_shown ? votes.size() - votes_shown : 0;
       i < votes.size(); ++i)
    lines.push_back(describe_vote(mirror, *votes[i]));
  for (const auto* list : mirror.all<pb::PriorityList>()) lines.push_back(describe_list(*list));
  return lines;
}

std::string clock_time(std::int64_t time_ms) {
  constexpr std::int64_t day_s = 24 * 3600;
  const std::int64_t second = ((time_ms / 1000) % day_s + day_s) % day_s;
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return text;
}

}  // namespace tingbok::cli
