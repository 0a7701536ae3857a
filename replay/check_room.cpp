#include <algorithm>
#include <map>

#include "core/bundle/answers.hpp"
#include "core/domain/secret_votes.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/recount.hpp"
#include "core/rebuild/snapshots.hpp"
#include "replay/stream_walk.hpp"

namespace tingbok::replay {
namespace {

/// The snapshots of a room, by number.
std::map<log::Number, log::Snapshot> snapshots_of(const log::EventLog& log,
                                                  const std::string& room) {
  std::map<log::Number, log::Snapshot> found;
  auto at = log.head(room).number;
  while (at > 0) {
    auto snapshot = log.snapshot(room, at);
    if (!snapshot || snapshot->number == 0) break;
    at = snapshot->number - 1;
    found.emplace(snapshot->number, std::move(*snapshot));
  }
  return found;
}

/// Entity for entity, personal fields too: the state hash does not cover those.
bool same_entities(const domain::State& a, const domain::State& b) {
  if (a.entities().size() != b.entities().size()) return false;
  for (std::size_t i = 0; i < a.entities().size(); ++i) {
    if (a.entities()[i].SerializeAsString() != b.entities()[i].SerializeAsString()) return false;
  }
  return true;
}

class RoomCheck {
 public:
  RoomCheck(const log::EventLog& log, const std::string& room)
      : log_(log),
        room_(room),
        snapshots_(snapshots_of(log, room)),
        base_at_(rebuild::bases_in(log, room)) {}

  void look(const Seen& seen) {
    const auto& core = seen.parsed.core;
    if (core.number() == 1) check_creation(core);
    check_facts(core);
    check_result(seen);
    rebuild::fold(rebuilt_, core, seen.record.personal);
    const auto hash = rebuilt_.state.hash();
    if (as_bytes(hash) != core.state_hash())
      throw Wrong("leads to another state than the one it says");
    check_secret_vote(core.event());
    check_answer(seen);
    check_snapshot(core.number());
  }

  /// At the end: the first event of a command whose answer names a last one that is not there.
  std::optional<log::Number> unfinished() const {
    std::optional<log::Number> earliest;
    for (const auto& [key, first] : begun_) earliest = std::min(first, earliest.value_or(first));
    return earliest;
  }

  Digest state_hash() const { return rebuilt_.state.hash(); }
  std::size_t snapshots() const { return snapshots_.size(); }
  std::size_t secret_votes() const { return secret_votes_; }

 private:
  void check_creation(const pb::RecordCore& core) const {
    const auto& created = core.event().room_created();
    if (!core.event().has_room_created() ||
        created.programme() + "/" + created.config().room() != room_) {
      throw Wrong("is not the creation of this room");
    }
  }

  void check_facts(const pb::RecordCore& core) const {
    for (const auto& fact : core.facts()) {
      std::string leaf;
      log_.read(fact.room(), fact.number(), fact.number(), [&](const log::RecordView& record) {
        leaf = std::string(as_bytes(leaf_hash(record.core)));
        return false;
      });
      if (fact.number() > 0 && leaf != fact.leaf_hash()) {
        throw Wrong("rests on event " + std::to_string(fact.number()) + " of " + fact.room() +
                    ", which is not there or is another");
      }
    }
  }

  /// Every result is counted again from the ballots in the log.
  void check_result(const Seen& seen) {
    pb::Event event = seen.parsed.core.event();
    if (seen.parsed.personal) domain::merge_personal(event, seen.parsed.personal->event());
    const auto& core = seen.parsed.core;
    if (const auto wrong = recounter_.look(rebuilt_.state, event, core.number(), core.actor())) {
      throw Wrong(*wrong);
    }
  }

  /// Anyone can see that what a secret vote published is what can have been cast in it.
  void check_secret_vote(const pb::Event& event) {
    if (!event.has_vote_closed()) return;
    const auto* vote = rebuilt_.state.find<pb::Vote>(event.vote_closed().vote());
    if (vote == nullptr || !vote->terms().secret()) return;
    if (std::holds_alternative<domain::Refusal>(domain::recount(rebuilt_.state, *vote))) {
      throw Wrong("publishes ballots that are not those cast in the secret vote " + vote->id());
    }
    ++secret_votes_;
  }

  /// A command's answer stands with the last event it made, and says which was the first.
  void check_answer(const Seen& seen) {
    const auto& core = seen.parsed.core;
    if (core.command_id().empty()) return;  // The server's own.
    const auto key = bundle::answer_key(core);
    const auto first = begun_.try_emplace(key, core.number()).first->second;
    const auto answer = kept_answer_of(log_, room_, core);
    const auto& receipt = answer.receipt();
    if (!answer.has_receipt() || first != receipt.first() || core.number() > receipt.number()) {
      throw Wrong("has a kept answer that speaks of something else");
    }
    if (core.number() != receipt.number()) return;
    begun_.erase(key);
    if (receipt.leaf_hash() != as_bytes(seen.leaf) || receipt.state_hash() != core.state_hash()) {
      throw Wrong("has a kept answer with other hashes");
    }
    if (receipt.time_ms() != core.time_ms()) throw Wrong("has a kept answer of another time");
  }

  void check_snapshot(log::Number number) const {
    const auto found = snapshots_.find(number);
    if (found == snapshots_.end()) return;
    const auto restored = rebuild::restore(found->second, base_at_);
    if (!restored) {
      throw Wrong("has a snapshot that does not agree with itself, or with the one it is based on");
    }
    if (!same_entities(restored->state, rebuilt_.state) ||
        restored->last_line != rebuilt_.last_line ||
        restored->lines_accepted != rebuilt_.lines_accepted) {
      throw Wrong("has a snapshot that is not the state here");
    }
  }

  const log::EventLog& log_;
  const std::string& room_;
  const std::map<log::Number, log::Snapshot> snapshots_;
  const rebuild::BaseAt base_at_;
  rebuild::Rebuilt rebuilt_;
  rebuild::Recounter recounter_;
  /// By command: the first event of each whose last event has not come yet.
  std::map<std::string, log::Number> begun_;
  std::size_t secret_votes_ = 0;
};

}  // namespace

Checked check_room(const log::EventLog& log, const std::string& room, const Step& step) {
  Checked checked;
  checked.stream = room;
  try {
    RoomCheck check(log, room);
    walk(log, checked, step, [&](const Seen& seen) { check.look(seen); });
    if (const auto first = check.unfinished(); first && !checked.finding) {
      checked.finding = Finding{room, *first, "has a kept answer that speaks of something else"};
    }
    checked.state_hash = check.state_hash();
    checked.snapshots = check.snapshots();
    checked.secret_votes = check.secret_votes();
  } catch (const log::Damaged& damaged) {
    checked.finding =
        Finding{room, 0, std::string("has a snapshot that cannot be read: ") + damaged.what()};
  }
  return checked;
}

}  // namespace tingbok::replay
