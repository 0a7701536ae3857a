#include "bench/long_workshop.hpp"

#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "bench/actions.hpp"
#include "core/rebuild/programme.hpp"

namespace tingbok::bench {
namespace {

constexpr std::uint32_t notes_max = 600;
constexpr std::uint32_t votes_max = 12;
constexpr std::size_t records_at_once = 256;
/// Transactions that may wait to be durable.
constexpr std::size_t under_way_max = 4;
constexpr const char* list = "satsingsområder";

std::string any_tag(std::uint32_t which) {
  static const char* const tags[] = {"mål", "tiltak", "måleliste", "parkert"};
  return tags[which % 4];
}

}  // namespace

LongWorkshop::LongWorkshop(log::EventLog& log, std::uint64_t seed, std::uint64_t events)
    : log_(log), events_(events), random_(seed) {
  found();
}

void LongWorkshop::found() {
  const auto programme = make_programme("M", 1, long_people);
  rebuild::RecordHead head;
  head.time_ms = now_ms_;
  log::Append made{"M", 0, {}};
  for (const auto& event : rebuild::founding_events(programme)) {
    made.records.push_back(
        rebuild::make_programme_record(made.records.size() + 1, head, event, salt()));
  }
  waiting_.appends.push_back(std::move(made));
  submit();
  const auto roster = rebuild::roster_of(programme, programme.rooms(0).room());
  for (const auto& event : domain::found_room("M", programme.rooms(0), false, roster)) {
    record(event, head);
  }
  arrive();
}

/// Everyone joins; the meeting opens, with proposals and a list.
void LongWorkshop::arrive() {
  pb::Command command;
  command.mutable_join()->set_how(pb::PLACE_HALL);
  for (std::uint32_t person = 0; person < long_people; ++person) act(person_id(0, person), command);
  for (std::uint32_t step = 0; setup_action(step, command); ++step) act(person_id(0, 0), command);
}

void LongWorkshop::make() {
  pb::Command command;
  std::string actor;
  while (room_.state.number() < events_) {
    command.Clear();
    actor = person_id(0, below(long_people));
    fill_command(command, actor);
    act(actor, command);
  }
  submit();
  wait(0);
}

void LongWorkshop::fill_command(pb::Command& command, std::string& actor) {
  // Notes and votes come over the whole length.
  const auto done = static_cast<double>(room_.state.number()) / static_cast<double>(events_);
  if (notes_ < 40 || notes_ < done * notes_max) {
    mixed_action(notes_ * 10, 0, command);
    command.mutable_note_add()->set_note(fmt::format("n{}", notes_++));
    return;
  }
  const auto turn = below(1000);
  if (turn < 340) return about_a_vote(command, actor);
  if (turn < 560) return about_the_floor(command, actor);
  if (turn < 780) {
    command.mutable_note_move()->set_note(fmt::format("n{}", below(notes_)));
    command.mutable_note_move()->set_tag(any_tag(below(4)));
    return;
  }
  if (turn < 960) {
    auto& move = *command.mutable_priority_move();
    move.set_list(list);
    move.set_what(fmt::format("F{}", below(proposals_per_room) + 1));
    move.set_to(below(proposals_per_room) + 1);
    return;
  }
  if (turn < 980) return about_the_people(command, actor);
  if (turn < 981) {
    command.mutable_say();
    command.set_text("Vi må få bussen tilbake til grendene, minst én gang i timen.");
    return;
  }
  command.mutable_support()->set_proposal(fmt::format("F{}", below(proposals_per_room) + 1));
}

void LongWorkshop::about_a_vote(pb::Command& command, std::string& actor) {
  const auto& open = room_.state.find<pb::Room>("room")->open_vote();
  const auto done = static_cast<double>(room_.state.number()) / static_cast<double>(events_);
  const bool next = votes_ < done * votes_max;
  if (open.empty()) {
    actor = person_id(0, 0);
    auto& terms = *command.mutable_vote_open()->mutable_terms();
    terms.set_vote(fmt::format("V{}", ++votes_));
    terms.set_kind(pb::VOTE_KIND_INPUT);
    terms.set_method(pb::VOTE_METHOD_DOTS);
    terms.set_max(3);
    for (std::uint32_t i = 1; i <= proposals_per_room; ++i) {
      terms.add_options(fmt::format("F{}", i));
    }
    command.set_text("Hva haster mest?");
    return;
  }
  if (next) {
    actor = person_id(0, 0);
    command.mutable_vote_close()->set_vote(open);
    command.mutable_vote_close()->set_force(true);
    return;
  }
  command.mutable_vote_cast()->set_vote(open);
  auto& dots = *command.mutable_vote_cast()->mutable_ballot()->add_dots();
  dots.set_option(fmt::format("F{}", below(proposals_per_room) + 1));
  dots.set_count(1 + below(3));
}

void LongWorkshop::about_the_floor(pb::Command& command, std::string& actor) {
  const auto* speakers = room_.state.find<pb::SpeakerList>("speakers");
  if (speakers != nullptr && !speakers->speaking().empty() && below(3) == 0) {
    actor = speakers->speaking();
    command.mutable_speak_end();
  } else if (speakers != nullptr && speakers->queue_size() > 3 && speakers->speaking().empty()) {
    actor = person_id(0, 0);
    command.mutable_speak_grant()->set_to(speakers->queue(0).person());
  } else if (speakers != nullptr && speakers->queue_size() > 8) {
    actor = speakers->queue(static_cast<int>(below(8))).person();
    command.mutable_speak_withdraw();
  } else {
    command.mutable_speak_request();
  }
}

/// Not the first two, who lead.
void LongWorkshop::about_the_people(pb::Command& command, std::string& actor) {
  actor = person_id(0, 2 + below(long_people - 2));
  const auto* where = room_.state.find<pb::Attendance>(actor);
  if (where != nullptr && where->presence() == pb::PRESENCE_PRESENT && below(4) == 0) {
    command.mutable_leave();
  } else {
    command.mutable_join()->set_how(pb::PLACE_HALL);
  }
}

bool LongWorkshop::act(const std::string& actor, const pb::Command& command) {
  domain::Context context;
  context.actor = actor;
  now_ms_ += 1 + below(40);
  context.now_ms = now_ms_;
  const auto decision = domain::decide(room_.state, command, context);
  const auto* events = std::get_if<domain::Events>(&decision);
  if (events == nullptr) return false;
  rebuild::RecordHead head;
  head.time_ms = now_ms_;
  head.actor = actor;
  head.command_id = fmt::format("{:016x}", random_());
  const auto first = room_.state.number() + 1;
  for (const auto& event : *events) record(event, head);
  pb::StoredAnswer answer;
  auto& receipt = *answer.mutable_receipt();
  receipt.set_number(room_.state.number());
  receipt.set_first(first);
  receipt.set_time_ms(now_ms_);
  receipt.set_leaf_hash(std::string(as_bytes(waiting_.appends.back().records.back().leaf)));
  receipt.set_state_hash(std::string(as_bytes(room_.state.hash())));
  waiting_.answers.push_back(
      {long_room, actor + '\0' + head.command_id, answer.SerializeAsString()});
  if (waiting_.appends.back().records.size() >= records_at_once) submit();
  return true;
}

void LongWorkshop::record(const pb::Event& event, const rebuild::RecordHead& head) {
  if (waiting_.appends.empty()) {
    waiting_.appends.push_back({long_room, room_.state.number(), {}});
  }
  auto made = rebuild::make_event_record(room_.state, event, head, salt());
  waiting_.appends.back().records.push_back(std::move(made.record));
}

void LongWorkshop::submit() {
  if (waiting_.appends.empty()) return;
  auto done = std::make_shared<std::promise<log::Error>>();
  under_way_.push_back(done->get_future());
  log_.submit(std::exchange(waiting_, {}), [done](log::Error error) { done->set_value(error); });
  if (saver_.is_due(room_.state.number())) return save();
  wait(under_way_max);
}

void LongWorkshop::wait(std::size_t may_be_left) {
  while (under_way_.size() > may_be_left) {
    const auto error = under_way_.front().get();
    under_way_.pop_front();
    if (error == log::Error::none) continue;
    throw std::runtime_error(fmt::format("An append failed: {}.", log::describe(error)));
  }
}

/// Of a durable state, as a server's are.
void LongWorkshop::save() {
  const auto saved = saver_.take(room_).snapshot();
  wait(0);
  log_.put_snapshot(long_room, saved);
  ++snapshots_;
}

std::string LongWorkshop::salt() {
  std::string bytes(rebuild::salt_bytes, '\0');
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    const auto some = random_();
    for (std::size_t k = 0; k < 8; ++k) bytes[i + k] = static_cast<char>(some >> (8 * k));
  }
  return bytes;
}

}  // namespace tingbok::bench
