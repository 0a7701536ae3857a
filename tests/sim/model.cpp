#include "model.hpp"

#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "server.hpp"

namespace tingbok::sim {

std::string name(const Key& key) { return key.first + "'s " + key.second; }

bool says_try_again(const pb::Answer& answer) {
  return answer.refused().code() == pb::REFUSAL_CODE_STORAGE_FULL ||
         answer.refused().code() == pb::REFUSAL_CODE_ROOM_BUSY;
}

void Model::sent(const Key& key, const pb::Submit& submit, bool simulates) {
  Sent& action = actions_[key];
  if (!action.variants.empty() && !action.answer) action.doubled = true;
  action.variants.push_back(submit);
  action.simulates.push_back(simulates);
}

void Model::answered(const Key& key, const pb::Answer& answer) {
  ++answers_;
  const auto found = actions_.find(key);
  must(found != actions_.end(), "an answer to ", name(key), ", which nobody sent");
  if (says_try_again(answer)) {
    must(!found->second.answer, name(key), " has an answer and is then said not to be kept");
    return;
  }
  must(answer.has_receipt() || answer.has_refused(), name(key), ": an answer that says nothing");
  if (found->second.answer) {
    pb::Answer first = *found->second.answer;
    first.set_repeated_answer(answer.repeated_answer());
    must(first.SerializeAsString() == answer.SerializeAsString(), name(key),
         " is answered twice, differently: ", first.ShortDebugString(), " and ",
         answer.ShortDebugString());
    return;
  }
  found->second.answer = answer;
  if (answer.has_receipt()) check_receipt(key, answer.receipt());
  if (answer.has_refused()) check_refused(key, answer.refused());
}

/// Durable first: what a receipt names is in the log at the moment it arrives.
void Model::check_receipt(const Key& key, const pb::Receipt& receipt) const {
  bool found = false;
  stored_.read(workshop, receipt.number(), receipt.number(), [&](const log::RecordView& record) {
    const pb::RecordCore core = rebuild::parse_record(record, workshop).core;
    found = true;
    must(Key(core.actor(), core.command_id()) == key, name(key), " is said to be event ",
         receipt.number(), ", which is ", core.actor(), "'s ", core.command_id());
    must(as_bytes(leaf_hash(record.core)) == receipt.leaf_hash(), name(key),
         " has a receipt with another hash than event ", receipt.number());
    must(core.state_hash() == receipt.state_hash(), name(key),
         " has a receipt with another state hash than event ", receipt.number());
    must(core.time_ms() == receipt.time_ms(), name(key), " has a receipt with another time");
    return false;
  });
  must(found, name(key), " was acknowledged as event ", receipt.number(), " of ",
       stored_.head(workshop).number);
}

void Model::check_refused(const Key& key, const pb::Refused& refused) const {
  bool found = false;
  const std::string stream = rebuild::refusal_stream(workshop);
  stored_.read(stream, refused.number(), refused.number(), [&](const log::RecordView& record) {
    const pb::RecordCore core = rebuild::parse_record(record, stream).core;
    found = Key(core.actor(), core.command_id()) == key &&
            core.refusal().code() == refused.code() && !core.refusal().repeat();
    return false;
  });
  must(found, name(key), "'s refusal ", refused.number(), " is not in the log");
}

void Model::saw(log::Number number, Sight sight) {
  must(number <= stored_.head(workshop).number, sight.client, " sees event ", number,
       ", which is not durable");
  auto& all = sights_[number];
  for (const Sight& other : all) {
    if (other.audience != sight.audience) continue;
    must(other.hash == sight.hash, sight.client, " and ", other.client, " see different things at ",
         number);
    return;
  }
  all.push_back(std::move(sight));
}

}  // namespace tingbok::sim
