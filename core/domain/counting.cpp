#include "core/domain/counting.hpp"

namespace tingbok::domain {
namespace {

using Counts = google::protobuf::RepeatedPtrField<pb::OptionCount>;

std::vector<tally::Count> counts(const Counts& counts) {
  std::vector<tally::Count> copy;
  copy.reserve(static_cast<std::size_t>(counts.size()));
  for (const auto& count : counts) copy.push_back({count.option(), count.count()});
  return copy;
}

template <class Rows>
void put_counts(const Rows& rows, Counts& into) {
  for (const auto& row : rows) {
    auto& copy = *into.Add();
    copy.set_option(row.option);
    copy.set_count(row.count);
  }
}

void put_ranking(const std::vector<tally::Ranked>& rows,
                 google::protobuf::RepeatedPtrField<pb::RankedOption>& into) {
  for (const auto& row : rows) {
    auto& copy = *into.Add();
    copy.set_rank(row.rank);
    copy.set_option(row.option);
    copy.set_count(row.count);
  }
}

void put_seats(const tally::Result& result, pb::TallyResult& message) {
  for (const auto& list : result.elected) {
    auto& copy = *message.add_elected();
    copy.set_option(list.option);
    copy.mutable_names()->Add(list.names.begin(), list.names.end());
  }
  for (const auto& award : result.awards) {
    auto& copy = *message.add_awards();
    copy.set_seat(award.seat);
    copy.mutable_options()->Add(award.options.begin(), award.options.end());
    copy.set_decided_by(static_cast<pb::DecidedBy>(award.decided_by));
  }
}

void put_round(const tally::Round& round, pb::CountRound& message) {
  for (const auto& one : round.votes) {
    auto& copy = *message.add_votes();
    copy.set_option(one.option);
    copy.set_votes(one.count);
  }
  message.set_option(round.option);
  message.set_eliminated(round.eliminated);
  message.mutable_tied()->Add(round.tied.begin(), round.tied.end());
  message.set_settled_by(static_cast<pb::DecidedBy>(round.settled_by));
  message.mutable_elected()->Add(round.elected.begin(), round.elected.end());
  message.set_non_transferable(round.non_transferable);
  message.set_lost(round.lost);
}

}  // namespace

tally::Terms counting_terms(const pb::VoteTerms& terms) {
  tally::Terms counting;
  counting.method = static_cast<tally::Method>(terms.method());
  counting.kind = static_cast<tally::Kind>(terms.kind());
  counting.options.assign(terms.options().begin(), terms.options().end());
  counting.need_unanimous = terms.need_unanimous();
  if (terms.has_threshold()) {
    counting.threshold =
        tally::Fraction{terms.threshold().numerator(), terms.threshold().denominator()};
  }
  counting.secret = terms.secret();
  counting.levels = terms.levels();
  counting.seats = terms.seats();
  counting.round = terms.round();
  for (const auto& list : terms.lists()) {
    auto& copy = counting.lists.emplace_back();
    copy.option = list.option();
    for (const auto& candidate : list.candidates()) {
      copy.candidates.push_back({candidate.name(), candidate.gender()});
    }
  }
  for (const auto& cost : terms.costs()) counting.costs.push_back({cost.option(), cost.count()});
  counting.budget = terms.budget();
  counting.completion = static_cast<tally::BudgetCompletion>(terms.completion());
  return counting;
}

tally::Terms counting_terms(const pb::VoteTerms& terms, const pb::Room& room, int roll) {
  const pb::Ruleset& rules = room.config().ruleset_in_full();
  tally::Terms counting = counting_terms(terms);
  counting.roll = static_cast<std::uint32_t>(roll);
  counting.body_seats = room.config().seats();
  if (rules.has_quorum()) {
    counting.quorum = tally::Fraction{rules.quorum().numerator(), rules.quorum().denominator()};
  }
  return counting;
}

tally::Ballot counting_ballot(const pb::BallotPaper& paper) {
  tally::Ballot ballot;
  ballot.choice = paper.choice();
  ballot.choices.assign(paper.choices().begin(), paper.choices().end());
  ballot.ranking.assign(paper.ranking().begin(), paper.ranking().end());
  ballot.dots = counts(paper.dots());
  ballot.points = counts(paper.points());
  ballot.grade = paper.grade();
  return ballot;
}

pb::TallyResult result_message(const tally::Result& result) {
  pb::TallyResult message;
  message.set_cast(result.cast);
  message.set_roll(result.roll);
  put_counts(result.tally, *message.mutable_tally());
  put_ranking(result.ranking, *message.mutable_ranking());
  message.set_total(result.total);
  put_counts(result.sum, *message.mutable_sum());
  put_ranking(result.borda, *message.mutable_borda());
  for (const auto& group : result.schulze) {
    message.add_schulze()->mutable_options()->Add(group.begin(), group.end());
  }
  put_counts(result.histogram, *message.mutable_histogram());
  message.set_blocks(result.blocks);
  put_counts(result.seats, *message.mutable_seats());
  put_seats(result, message);
  message.set_outcome(static_cast<pb::Outcome>(result.outcome));
  message.set_decided_by(static_cast<pb::DecidedBy>(result.decided_by));
  message.set_winner(result.winner);
  message.mutable_among()->Add(result.among.begin(), result.among.end());
  message.mutable_runoff()->Add(result.runoff.begin(), result.runoff.end());
  for (const auto& round : result.rounds) put_round(round, *message.add_rounds());
  message.set_quota(result.quota);
  message.mutable_winners()->Add(result.winners.begin(), result.winners.end());
  for (const auto& project : result.funded) {
    auto& copy = *message.add_funded();
    copy.set_option(project.option);
    copy.set_cost(project.cost);
    copy.set_approvals(project.approvals);
    copy.set_highest_payment(project.highest_payment);
  }
  message.set_spent(result.spent);
  return message;
}

}  // namespace tingbok::domain
