#include "checks.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "core/domain/decide.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/view/audience.hpp"
#include "server.hpp"
#include "tests/support/ballot_box.hpp"

namespace tingbok::sim {
namespace {

/// Where an action stands in the log.
struct Place {
  log::Number first = 0;
  log::Number last = 0;
};

std::vector<pb::RecordCore> refusals_of(const log::EventLog& stored) {
  std::vector<pb::RecordCore> all;
  const std::string stream = rebuild::refusal_stream(workshop);
  stored.read(stream, 1, rebuild::to_head, [&](const log::RecordView& record) {
    all.push_back(rebuild::parse_record(record, stream).core);
    return true;
  });
  return all;
}

/// Walks the room's stream once, deciding and folding everything anew.
class LogCheck {
 public:
  LogCheck(const log::EventLog& stored, const Model& model, Thoroughness how)
      : stored_(stored), model_(model), how_(how), chance_(how.seed) {}

  void run();

 private:
  void take(const log::RecordView& record);
  void begin_action(const pb::RecordCore& core, const Key& key);
  void take_refusals();
  void take_refusal(const pb::RecordCore& core);
  void check_views();
  void check_answers() const;
  void check_kept(const Key& key, const pb::Answer* answer) const;
  void check_rebuilds() const;
  domain::Context context(const pb::RecordCore& core) const;

  const log::EventLog& stored_;
  const Model& model_;
  const Thoroughness how_;
  Chance chance_;
  rebuild::Rebuilt room_;
  /// What was cast in secret votes, from what clients sent.
  test::BallotBox box_;
  std::vector<Digest> hashes_{Digest{}};
  std::map<Key, Place> events_;
  std::map<Key, log::Number> refusals_;
  std::vector<pb::RecordCore> refusal_records_;
  std::size_t refusals_taken_ = 0;
  /// What the action under way still has to have made.
  std::deque<std::string> due_;
  Key under_way_;
};

void LogCheck::run() {
  refusal_records_ = refusals_of(stored_);
  stored_.read(workshop, 1, rebuild::to_head, [&](const log::RecordView& record) {
    take(record);
    return true;
  });
  must(due_.empty(), name(under_way_), " is in the log in part");
  must(refusals_taken_ == refusal_records_.size(), "refusal ", refusals_taken_ + 1,
       " was decided at number ",
       refusals_taken_ < refusal_records_.size()
           ? refusal_records_[refusals_taken_].refusal().at_number()
           : 0,
       ", which never was (the log ends at ", room_.state.number(), ")");
  check_answers();
  check_rebuilds();
}

void LogCheck::take(const log::RecordView& record) {
  const auto parsed = rebuild::parse_record(record, workshop);
  const pb::RecordCore& core = parsed.core;
  must(core.number() == hashes_.size(), "event ", hashes_.size(), " says it is ", core.number());
  must(core.time_ms() >= room_.state.time_ms(), "event ", core.number(),
       " is earlier than the one before it");
  const Key key(core.actor(), core.command_id());
  if (!core.command_id().empty()) {
    if (due_.empty()) begin_action(core, key);
    must(key == under_way_, name(key), " stands in the middle of ", name(under_way_));
    pb::Event event = core.event();
    if (parsed.personal) domain::merge_personal(event, parsed.personal->event());
    must(event.SerializeAsString() == due_.front(), "event ", core.number(),
         " is not what its action decides: ", event.ShortDebugString());
    due_.pop_front();
    events_[key].last = core.number();
  }
  rebuild::fold(room_, core, record.personal);
  const Digest hash = room_.state.hash();
  must(as_bytes(hash) == core.state_hash(), "event ", core.number(),
       " folds to another state than the live room had");
  hashes_.push_back(hash);
  if (due_.empty()) take_refusals();
  check_views();
}

domain::Context LogCheck::context(const pb::RecordCore& core) const {
  domain::Context context;
  context.actor = core.actor();
  context.now_ms = core.time_ms();
  context.facts.assign(core.facts().begin(), core.facts().end());
  return context;
}

void LogCheck::begin_action(const pb::RecordCore& core, const Key& key) {
  const auto sent = model_.actions().find(key);
  must(sent != model_.actions().end(), "event ", core.number(), " is ", name(key),
       ", which nobody sent");
  must(!events_.contains(key), name(key), " is in the log twice: ", events_[key].first, " and ",
       core.number());
  events_[key] = {core.number(), core.number()};
  under_way_ = key;
  for (const pb::Submit& submit : sent->second.variants) {
    domain::Context now = context(core);
    box_.prepare(room_.state, submit.command(), now);
    now.ballot_key = core.event().vote_opened().ballot_key();
    auto decision = domain::decide(room_.state, submit.command(), now);
    const auto* events = std::get_if<domain::Events>(&decision);
    if (!events) continue;
    box_.accepted(room_.state, submit.command());
    for (const pb::Event& event : *events) due_.push_back(event.SerializeAsString());
    return;
  }
  must(false, name(key), " is accepted as ", core.number(), " where the rules refuse it");
}

/// The refusals that were decided on this state.
void LogCheck::take_refusals() {
  while (refusals_taken_ < refusal_records_.size()) {
    const pb::RecordCore& core = refusal_records_[refusals_taken_];
    if (core.refusal().at_number() > room_.state.number()) return;
    must(core.refusal().at_number() == room_.state.number(), "refusal ", core.number(),
         " names number ", core.refusal().at_number(), " after a later one");
    must(refusals_taken_ == 0 || refusal_records_[refusals_taken_ - 1].time_ms() <= core.time_ms(),
         "refusal ", core.number(), " is earlier than the one before it");
    ++refusals_taken_;
    take_refusal(core);
  }
}

void LogCheck::take_refusal(const pb::RecordCore& core) {
  const Key key(core.actor(), core.command_id());
  const auto sent = model_.actions().find(key);
  must(sent != model_.actions().end(), "refusal ", core.number(), " of ", name(key),
       ", which nobody sent");
  if (core.refusal().repeat()) {
    must(events_.contains(key) || refusals_.contains(key), name(key), " is a repeat of nothing");
    return;
  }
  must(!refusals_.contains(key), name(key), " is refused twice");
  refusals_[key] = core.number();
  if (core.refusal().code() == pb::REFUSAL_CODE_NOT_TO_CONNECTED_CLIENT) return;
  must(core.refusal().code() != pb::REFUSAL_CODE_BALLOT_KEY_MISSING &&
           core.refusal().code() != pb::REFUSAL_CODE_SECRET_NOT_SUPPORTED,
       name(key), " found no ballot key, or not all ballots");
  for (const pb::Submit& submit : sent->second.variants) {
    auto decision = domain::decide(room_.state, submit.command(), context(core));
    const auto* refusal = std::get_if<domain::Refusal>(&decision);
    if (refusal && refusal->code == core.refusal().code()) return;
  }
  must(false, name(key), " is refused with ", std::string(domain::word(core.refusal().code())),
       " where the rules say something else");
}

/// What clients saw here, computed from the state alone.
void LogCheck::check_views() {
  const auto sights = model_.sights().find(room_.state.number());
  if (sights == model_.sights().end()) return;
  for (const Sight& sight : sights->second) {
    if (!chance_.percent(how_.views_percent)) continue;
    view::Mirror fresh;
    fresh.resize(static_cast<std::uint32_t>(room_.state.entities().size()));
    for (const pb::Entity& entity : room_.state.entities()) {
      if (const auto seen = view::visible(room_.state, entity, sight.audience)) fresh.apply(*seen);
    }
    must(fresh.hash() == sight.hash, sight.client, " saw at ", room_.state.number(),
         " something else than its audience (", pb::Audience_Name(sight.audience), ") may see");
  }
}

void LogCheck::check_answers() const {
  for (const auto& [key, sent] : model_.actions()) {
    const auto event = events_.find(key);
    const bool refused = refusals_.contains(key);
    must(event == events_.end() || !refused, name(key), " is both accepted and refused");
    if (event != events_.end() || refused) check_kept(key, sent.answer ? &*sent.answer : nullptr);
    if (!sent.answer) continue;
    if (sent.answer->has_receipt()) {
      must(event != events_.end(), name(key), " was acknowledged as ",
           sent.answer->receipt().number(), " and is not in the log");
      must(event->second.first == sent.answer->receipt().first() &&
               event->second.last == sent.answer->receipt().number(),
           name(key), " has a receipt for other numbers than its own");
    } else {
      must(refused, name(key), "'s refusal is not in the log");
      must(refusals_.at(key) == sent.answer->refused().number(), name(key),
           "'s refusal has another number in the log");
    }
  }
}

/// The room remembers the answer, for whoever sends it again.
void LogCheck::check_kept(const Key& key, const pb::Answer* answer) const {
  const auto bytes = stored_.kept_answer(workshop, key.first + '\0' + key.second);
  must(bytes.has_value(), name(key), " has no kept answer");
  pb::StoredAnswer kept;
  must(kept.ParseFromString(*bytes), name(key), "'s kept answer does not parse");
  if (!answer) return;
  must(kept.receipt().SerializeAsString() == answer->receipt().SerializeAsString() &&
           kept.refused().SerializeAsString() == answer->refused().SerializeAsString(),
       name(key), "'s kept answer is not the one that was given");
}

/// rebuild() at any number, with and without snapshots, and a state made from its own entities.
void LogCheck::check_rebuilds() const {
  Chance chance(how_.seed + 1);
  for (int i = 0; i < 2; ++i) {
    const log::Number upto = chance.below(hashes_.size() - 1) + 1;
    for (const bool snapshots : {true, false}) {
      const auto rebuilt = rebuild::rebuild(stored_, workshop, upto, snapshots);
      must(rebuilt.state.number() == upto && rebuilt.state.hash() == hashes_[upto],
           "rebuilt to number ", upto, " the state is another");
    }
  }
  const domain::State again(room_.state.snapshot());
  must(again.hash() == room_.state.hash(), "a state made from the entities has another hash");
}

}  // namespace

void check_log(const log::EventLog& stored, const Model& model, Thoroughness how) {
  LogCheck(stored, model, how).run();
}

void check_orders(const log::EventLog& stored, const Model& model,
                  const std::vector<std::unique_ptr<Client>>& clients) {
  const std::vector<pb::RecordCore> refusals = refusals_of(stored);
  for (const auto& client : clients) {
    for (const std::vector<std::string>& ids : client->orders()) {
      log::Number reached = 0;
      for (const std::string& id : ids) {
        const Key key(client->settings().person, id);
        const Sent& sent = model.actions().at(key);
        if (!sent.answer || sent.doubled) continue;
        const bool accepted = sent.answer->has_receipt();
        const log::Number number =
            accepted ? sent.answer->receipt().first()
                     : refusals.at(sent.answer->refused().number() - 1).refusal().at_number();
        must(accepted ? number > reached : number >= reached, name(key), " took effect at ", number,
             ", an earlier one of the same client at ", reached);
        reached = number;
      }
    }
  }
}

void check_mirrors(const log::EventLog& stored,
                   const std::vector<std::unique_ptr<Client>>& clients) {
  const auto room = rebuild::rebuild(stored, workshop);
  for (const auto& client : clients) {
    if (!client->running()) continue;
    const std::string& who = client->settings().name;
    const client::Mirror& mirror = client->session().mirror();
    const auto audience = view::audience_of(room.state, client->settings().person);
    must(audience == client->audience(), who, " reads as another audience than it belongs to");
    must(mirror.slots() == room.state.entities().size(), who, "'s mirror has ", mirror.slots(),
         " slots, the room ", room.state.entities().size());
    std::size_t own = 0;
    for (const pb::Entity& entity : room.state.entities()) {
      const pb::Entity& mine = mirror.entities()[entity.slot()];
      const auto seen = view::visible(room.state, entity, *audience);
      must(seen ? seen->SerializeAsString() == mine.SerializeAsString()
                : mine.kind_case() == pb::Entity::KIND_NOT_SET,
           who, " has in slot ", entity.slot(), ": ", mine.ShortDebugString(), " instead of ",
           seen ? seen->ShortDebugString() : std::string("nothing"));
      const auto theirs = view::own(room.state, entity, client->settings().person);
      if (!theirs) continue;
      ++own;
      const std::string id = client::entity_id(entity);
      const auto held = mirror.own().find({entity.kind_case(), id});
      must(held != mirror.own().end() &&
               held->second.SerializeAsString() == theirs->SerializeAsString(),
           who, " does not see its own ", id, " whole");
    }
    must(own == mirror.own().size(), who, " has ", mirror.own().size(), " own entities, not ", own);
  }
}

}  // namespace tingbok::sim
