// One vote and its result, in the words of scripts.
#include <map>

#include "core/outcome/room_view.hpp"

namespace tingbok::outcome {
namespace {

using Counts = google::protobuf::RepeatedPtrField<v1::OptionCount>;
using Ranking = google::protobuf::RepeatedPtrField<v1::RankedOption>;

json::object by_option(const Counts& counts) {
  json::object out;
  for (const auto& one : counts) out[one.option()] = one.count();
  return out;
}

json::array rows(const Ranking& ranking) {
  json::array out;
  for (const auto& row : ranking) {
    out.push_back(json::array{row.rank(), json::string(row.option()), row.count()});
  }
  return out;
}

json::array awards(const v1::TallyResult& result) {
  json::array out;
  for (const auto& award : result.awards()) {
    // A seat that waits for a lot names all it stands between.
    json::value who = strings(award.options());
    if (award.decided_by() != v1::DECIDED_BY_LOT_NEEDED) who = json::string(award.options(0));
    out.push_back(
        json::array{award.seat(), std::move(who), json::string(word_of(award.decided_by()))});
  }
  return out;
}

/// What all methods that end in an outcome say, where they say it.
void add_ending(const v1::TallyResult& result, json::object& out) {
  out["outcome"] = word_of(result.outcome());
  if (!result.winner().empty()) out["winner"] = result.winner();
  if (result.decided_by() != v1::DECIDED_BY_UNSPECIFIED)
    out["decided_by"] = word_of(result.decided_by());
  if (result.among_size() > 0) out["among"] = strings(result.among());
  if (result.runoff_size() > 0) out["runoff"] = strings(result.runoff());
}

json::array schulze_groups(const v1::TallyResult& result) {
  json::array groups;
  for (const auto& group : result.schulze()) groups.push_back(strings(group.options()));
  return groups;
}

json::array funded(const v1::TallyResult& result) {
  json::array out;
  for (const auto& project : result.funded()) {
    out.push_back(json::array{json::string(project.option()), project.cost()});
  }
  return out;
}

/// What the method speaks of, beside cast, roll and ending.
void add_counts(v1::VoteMethod method, const v1::TallyResult& result, json::object& out) {
  switch (method) {
    case v1::VOTE_METHOD_FOR_AGAINST:
    case v1::VOTE_METHOD_ALTERNATIVE:
    case v1::VOTE_METHOD_MAJORITY_ELECTION:
      out["tally"] = by_option(result.tally());
      if (result.ranking_size() > 0) out["ranking"] = rows(result.ranking());
      return;
    case v1::VOTE_METHOD_DOTS:
    case v1::VOTE_METHOD_APPROVAL:
      out["ranking"] = rows(result.ranking());
      out["total"] = result.total();
      return;
    case v1::VOTE_METHOD_RANKING:
      out["borda"] = rows(result.borda());
      out["schulze"] = schulze_groups(result);
      return;
    case v1::VOTE_METHOD_POINTS:
      out["sum"] = by_option(result.sum());
      out["ranking"] = rows(result.ranking());
      return;
    case v1::VOTE_METHOD_GRADIENTS:
      out["histogram"] = by_option(result.histogram());
      out["blocks"] = result.blocks();
      return;
    case v1::VOTE_METHOD_PROPORTIONAL_ELECTION:
      out["tally"] = by_option(result.tally());
      out["log"] = awards(result);
      if (result.outcome() != v1::OUTCOME_LOT_NEEDED) out["seats"] = by_option(result.seats());
      if (result.elected_size() > 0) {
        json::object elected;
        for (const auto& list : result.elected()) elected[list.option()] = strings(list.names());
        out["elected"] = std::move(elected);
      }
      return;
    case v1::VOTE_METHOD_CONSENT:
      out["tally"] = by_option(result.tally());
      return;
    case v1::VOTE_METHOD_INSTANT_RUNOFF:
    case v1::VOTE_METHOD_TRANSFERABLE:
      out["winners"] = strings(result.winners());
      out["rounds"] = result.rounds_size();
      return;
    case v1::VOTE_METHOD_EQUAL_SHARES:
      out["funded"] = funded(result);
      out["spent"] = result.spent();
      return;
    case v1::VOTE_METHOD_UNSPECIFIED:
    case v1::VoteMethod_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::VoteMethod_INT_MAX_SENTINEL_DO_NOT_USE_:
      return;
  }
}

json::value result_of(const v1::Vote& vote) {
  if (!vote.has_result()) return nullptr;
  const auto& result = vote.result();
  json::object out;
  if (result.outcome() == v1::OUTCOME_ANNULLED) {
    out["outcome"] = word_of(result.outcome());
    out["cast"] = result.cast();
    return out;
  }
  out["cast"] = result.cast();
  out["roll"] = result.roll();
  add_counts(vote.terms().method(), result, out);
  add_ending(result, out);
  return out;
}

json::array corrections(const v1::Vote& vote) {
  json::array out;
  for (int i = 0; i < vote.corrections_size(); ++i) {
    const auto text = [&](int part) {
      // Three texts a correction; none once they are erased.
      const int at = 3 * i + part;
      return json::string(at < vote.correction_texts_size() ? vote.correction_texts(at) : "");
    };
    out.push_back(json::array{seq_of(vote.corrections(i).source()),
                              json::string(vote.corrections(i).member()), text(0), text(1),
                              text(2)});
  }
  return out;
}

bool shows_who(const v1::Vote& vote) {
  const auto method = vote.terms().method();
  return (method == v1::VOTE_METHOD_FOR_AGAINST || method == v1::VOTE_METHOD_ALTERNATIVE ||
          method == v1::VOTE_METHOD_MAJORITY_ELECTION || method == v1::VOTE_METHOD_CONSENT) &&
         !vote.terms().secret() && vote.status() != v1::VOTE_STATUS_ANNULLED;
}

/// The party frozen with the roll.
std::string party_of(const v1::Vote& vote, const std::string& voter) {
  for (int i = 0; i < vote.roll_size() && i < vote.parties_size(); ++i) {
    if (vote.roll(i) == voter) return vote.parties(i);
  }
  return {};
}

void add_who(const RoomView& room, const v1::Vote& vote, json::object& out) {
  std::map<std::string, std::vector<std::string>> who;
  std::map<std::string, std::map<std::string, std::int64_t>> parties;
  for (const auto* ballot : room.ballots(vote.id())) {
    const auto& choice = ballot->paper().choice();
    who[choice].push_back(ballot->voter());
    if (const auto party = party_of(vote, ballot->voter()); !party.empty())
      ++parties[choice][party];
  }
  json::object by_choice;
  for (auto& [choice, voters] : who) by_choice[choice] = sorted(std::move(voters));
  out["who"] = std::move(by_choice);
  if (parties.empty()) return;
  json::object by_party;
  for (const auto& [choice, counts] : parties) {
    json::object one;
    for (const auto& [party, count] : counts) one[party] = count;
    by_party[choice] = std::move(one);
  }
  out["by_party"] = std::move(by_party);
}

}  // namespace

json::object vote_summary(const RoomView& room, const v1::Vote& vote) {
  json::object out;
  out["kind"] = word_of(vote.terms().kind());
  out["method"] = word_of(vote.terms().method());
  out["item"] = text_or_null(vote.terms().item());
  out["status"] = word_of(vote.status());
  out["secret"] = vote.terms().secret();
  out["roll"] = vote.roll_size();
  if (vote.excluded_size() > 0) out["excluded"] = strings(vote.excluded());
  out["result"] = result_of(vote);
  if (vote.corrections_size() > 0) out["corrections"] = corrections(vote);
  if (shows_who(vote)) add_who(room, vote, out);
  return out;
}

}  // namespace tingbok::outcome
