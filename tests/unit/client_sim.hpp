/// A room's server as far as clients see it, in memory: history, view hashes, kept answers. For the
/// tests of the client; docs/protocol.md is what it keeps to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/hash/hash.hpp"
#include "tingbok/client/session.hpp"

namespace tingbok::sim {

inline constexpr const char* workshop = "A/K04";

inline pb::Entity note(std::uint32_t slot, const std::string& id, const std::string& text) {
  pb::Entity entity;
  entity.set_slot(slot);
  entity.mutable_note()->set_id(id);
  entity.mutable_note()->set_text(text);
  return entity;
}

/// The view hash from its definition, without the client's own tree.
inline std::string view_hash(const std::vector<pb::Entity>& by_slot) {
  HashTree tree;
  for (std::size_t slot = 0; slot < by_slot.size(); ++slot) {
    const bool seen = by_slot[slot].kind_case() != pb::Entity::KIND_NOT_SET;
    tree.set(slot, seen ? leaf_hash(by_slot[slot].SerializeAsString()) : Digest{});
  }
  return std::string(as_bytes(tree.root()));
}

/// Every event is a note (new, or changed); every third slot is hidden from the client's audience.
class Room {
 public:
  std::string epoch = "epoch-1";
  /// Patches that a resume can start from; older ones need a snapshot.
  std::size_t ring = 1'000;
  /// Command ids in the order they took effect.
  std::vector<std::string> applied;

  Room() { event("first", "the room begins"); }

  std::uint64_t head() const { return patches_.size(); }
  const std::vector<pb::Entity>& state() const { return state_; }
  std::string hash() const { return view_hash(state_); }

  /// One event; the note is new where its id is.
  void event(const std::string& id, const std::string& text) {
    const bool known = slot_of_.contains(id);
    const auto slot = known ? slot_of_[id] : static_cast<std::uint32_t>(state_.size());
    slot_of_[id] = slot;
    if (!known) state_.emplace_back();
    const bool hidden = slot % 3 == 2;
    pb::Patch patch;
    patch.set_number(head() + 1);
    patch.set_time_ms(static_cast<std::int64_t>(head()) * 1000);
    patch.set_slots(static_cast<std::uint32_t>(state_.size()));
    if (!hidden) {
      state_[slot] = note(slot, id, text);
      *patch.add_entities() = state_[slot];
    }
    patch.set_view_hash(hash());
    patches_.push_back(patch);
  }

  /// What a submit is answered: the first time it takes effect, afterwards the same again.
  pb::Answer submit(const pb::Submit& submit) {
    if (const auto kept = answers_.find(submit.command_id()); kept != answers_.end()) {
      pb::Answer again = kept->second;
      again.set_repeated_answer(true);
      return again;
    }
    pb::Answer answer;
    answer.set_command_id(submit.command_id());
    if (submit.command().text() == "no") {
      answer.mutable_refused()->set_word("kan_ikke_skrive");
    } else {
      event("note of " + submit.command_id(), submit.command().text());
      answer.mutable_receipt()->set_number(head());
    }
    applied.push_back(submit.command_id());
    answers_[submit.command_id()] = answer;
    return answer;
  }

  const pb::Patch& patch(std::uint64_t number) const { return patches_.at(number - 1); }

  pb::Welcome welcome(bool resumed) const {
    pb::Welcome welcome;
    welcome.set_workshop(workshop);
    welcome.set_person("R01");
    welcome.set_epoch(epoch);
    welcome.set_head(head());
    welcome.set_resumed(resumed);
    welcome.set_in_flight_max(4);
    return welcome;
  }

  bool can_resume(const pb::Hello& hello) const {
    return hello.epoch() == epoch && hello.number() > 0 && hello.number() <= head() &&
           head() - hello.number() < ring && hello.view_hash() == patch(hello.number()).view_hash();
  }

  /// The snapshot in parts of at most `entities_max` entities.
  std::vector<pb::SnapshotPart> snapshot(std::size_t entities_max = 3) const {
    std::vector<pb::SnapshotPart> parts(1);
    for (const pb::Entity& entity : state_) {
      if (entity.kind_case() == pb::Entity::KIND_NOT_SET) continue;
      if (static_cast<std::size_t>(parts.back().entities_size()) == entities_max)
        parts.emplace_back();
      *parts.back().add_entities() = entity;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i].set_number(head());
      parts[i].set_part(static_cast<std::uint32_t>(i));
      parts[i].set_parts(static_cast<std::uint32_t>(parts.size()));
      parts[i].set_slots(static_cast<std::uint32_t>(state_.size()));
      parts[i].set_view_hash(hash());
    }
    return parts;
  }

  /// What a hello is answered: welcome, then patches or a snapshot, one message each.
  std::vector<std::string> greet(const pb::Hello& hello) const {
    std::vector<std::string> messages;
    pb::ServerFrame first;
    const bool resumed = can_resume(hello);
    *first.mutable_welcome() = welcome(resumed);
    first.mutable_welcome()->set_history_replaced(hello.number() > 0 && hello.epoch() != epoch);
    messages.push_back(first.SerializeAsString());
    if (resumed) {
      pb::ServerFrame frame;
      for (std::uint64_t n = hello.number() + 1; n <= head(); ++n) *frame.add_patches() = patch(n);
      messages.push_back(frame.SerializeAsString());
      return messages;
    }
    for (const pb::SnapshotPart& part : snapshot()) {
      pb::ServerFrame frame;
      *frame.mutable_snapshot() = part;
      messages.push_back(frame.SerializeAsString());
    }
    return messages;
  }

 private:
  std::vector<pb::Patch> patches_;
  std::vector<pb::Entity> state_;
  std::map<std::string, std::uint32_t> slot_of_;
  std::map<std::string, pb::Answer> answers_;
};

inline std::string frame_of(const pb::Patch& patch) {
  pb::ServerFrame frame;
  *frame.add_patches() = patch;
  return frame.SerializeAsString();
}

inline pb::Submit submit_of(const std::string& id, const std::string& text = "hei") {
  pb::Submit submit;
  submit.set_command_id(id);
  submit.mutable_command()->set_text(text);
  submit.mutable_command()->mutable_say();
  return submit;
}

/// Everything the session wants done, taken out of it.
inline std::vector<client::Action> drain(client::Session& session) {
  std::vector<client::Action> actions;
  while (auto action = session.next_action()) actions.push_back(std::move(*action));
  return actions;
}

/// The actions of one kind.
template <class A>
std::vector<A> only(const std::vector<client::Action>& actions) {
  std::vector<A> found;
  for (const client::Action& action : actions)
    if (const A* one = std::get_if<A>(&action)) found.push_back(*one);
  return found;
}

inline pb::ClientFrame parse_client(const std::string& message) {
  pb::ClientFrame frame;
  if (!frame.ParseFromString(message)) throw std::invalid_argument("not a client frame");
  return frame;
}

}  // namespace tingbok::sim
