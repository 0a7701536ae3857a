/// Facts that pass between rooms, which may be of different shards. A command that needs them
/// waits, and what the same person sent after it waits behind it; the rest of the room goes on.
/// Rooms that ask each other do not block each other, since telling never waits for asking.
#include <iterator>
#include <utility>

#include "server/room/room.hpp"

namespace tingbok::room {

/// Whether the request was put aside.
bool Room::waits(Request& request) {
  const std::string& person = request.member->person;
  const auto held = held_.find(person);
  if (held != held_.end()) {
    held->second.push_back(std::move(request));
    return true;
  }
  if (request.looked_up) return false;
  if (waits_for_key(request)) return true;
  const auto wanted = domain::needed_facts(room_.state, request.submit.command());
  if (wanted.empty()) return false;
  held_[person].push_back(std::move(request));
  look_up(person, wanted);
  return true;
}

void Room::look_up(const std::string& person, const std::vector<pb::ForeignFact>& wanted) {
  struct LookUp {
    std::vector<std::optional<pb::ForeignFact>> told;
    std::size_t left;
  };
  const auto look_up = std::make_shared<LookUp>();
  look_up->told.resize(wanted.size());
  look_up->left = wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    around_.ask(wanted[i], [look_up, i, person, weak = std::weak_ptr<Room*>(self_)](
                               std::optional<pb::ForeignFact> fact) {
      look_up->told[i] = std::move(fact);
      if (--look_up->left > 0) return;
      const auto self = weak.lock();
      if (!self) return;
      std::vector<pb::ForeignFact> facts;
      for (auto& one : look_up->told) {
        if (one) facts.push_back(std::move(*one));
      }
      (*self)->facts_came(person, std::move(facts));
    });
  }
}

void Room::facts_came(const std::string& person, std::vector<pb::ForeignFact> facts) {
  Request* const request = first_held(person);
  if (!request) return;
  request->facts = std::move(facts);
  go_on(person);
}

/// The command that waits; null where nothing is done any more.
Room::Request* Room::first_held(const std::string& person) {
  const auto held = held_.find(person);
  if (held == held_.end() || dead_ || stopping_) return nullptr;
  return &held->second.front();
}

/// It waits no more: back to the front of the inbox, in the order they were sent.
void Room::go_on(const std::string& person) {
  auto held = held_.extract(person);
  auto& requests = held.mapped();
  requests.front().looked_up = true;
  inbox_.insert(inbox_.begin(), std::make_move_iterator(requests.begin()),
                std::make_move_iterator(requests.end()));
  schedule();
}

void Room::tell(const pb::ForeignFact& wanted, Told told) {
  if (dead_) return told(std::nullopt);
  questions_.push_back({domain::fact_of(room_.state, wanted), std::move(told)});
  if (!reloading_ && !failed_batches_) answer_questions();
}

/// In the order they were asked, as far as what they tell is durable.
void Room::answer_questions() {
  while (!questions_.empty() && questions_.front().fact.number() <= durable_) {
    Question question = std::move(questions_.front());
    questions_.pop_front();
    const log::Number number = question.fact.number();
    try {
      around_.log.read(workshop_, number, number, [&](const log::RecordView& record) {
        question.fact.set_leaf_hash(std::string(as_bytes(leaf_hash(record.core))));
        return false;
      });
    } catch (const log::Damaged& found) {
      question.told(std::nullopt);
      return damaged(found);
    }
    question.told(std::move(question.fact));
  }
}

/// The state was read anew from the log: what was told of the old one no longer holds.
void Room::ask_again() {
  for (Question& question : questions_) {
    question.fact = domain::fact_of(room_.state, question.fact);
  }
  answer_questions();
}

void Room::drop_commands() {
  inbox_.clear();
  held_.clear();
  commands_waiting_ = bytes_waiting_ = 0;
}

void Room::drop_questions() {
  for (Question& question : std::exchange(questions_, {})) question.told(std::nullopt);
  for (Look& look : std::exchange(looks_, {})) look.looked(std::nullopt);
  for (auto& [roster, followed] : std::exchange(rosters_waiting_, {})) followed(false);
}

}  // namespace tingbok::room
