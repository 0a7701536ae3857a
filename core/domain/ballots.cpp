#include "core/domain/ballots.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "core/tally/tally.hpp"

namespace tingbok::domain {
namespace {

constexpr auto invalid_choice = pb::REFUSAL_CODE_INVALID_CHOICE;
using Counts = google::protobuf::RepeatedPtrField<pb::OptionCount>;
using Checked = std::variant<pb::BallotPaper, Refusal>;

bool is_option(const pb::VoteTerms& terms, std::string_view option) {
  return std::find(terms.options().begin(), terms.options().end(), option) != terms.options().end();
}

bool is_empty(const pb::BallotPaper& paper) {
  return paper.choice().empty() && paper.choices().empty() && paper.ranking().empty() &&
         paper.dots().empty() && paper.points().empty() && paper.grade() == 0;
}

/// Nothing in the field that counts, but something elsewhere: made for another method.
bool is_for_another_method(bool field_is_empty, const pb::BallotPaper& paper) {
  return field_is_empty && !is_empty(paper);
}

bool names_twice(const Counts& counts) {
  std::unordered_set<std::string_view> seen;
  return std::any_of(counts.begin(), counts.end(),
                     [&](const auto& count) { return !seen.insert(count.option()).second; });
}

/// The sum, or more than any purse where it does not fit.
std::int64_t sum_of(const Counts& counts) {
  std::int64_t sum = 0;
  for (const auto& count : counts) {
    if (__builtin_add_overflow(sum, count.count(), &sum)) {
      return std::numeric_limits<std::int64_t>::max();
    }
  }
  return sum;
}

/// For or against, one of several, a person, a list: one option, or blank where that is allowed.
Checked check_choice(const pb::VoteTerms& terms, const pb::BallotPaper& paper, bool blank_allowed) {
  const bool blank = paper.choice() == tally::blank;
  if (blank && !blank_allowed) return refused(pb::REFUSAL_CODE_BLANK_NOT_ALLOWED);
  if (!blank && !is_option(terms, paper.choice())) return refused(invalid_choice);
  pb::BallotPaper checked;
  checked.set_choice(paper.choice());
  return checked;
}

Checked check_dots(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  const Counts& dots = paper.dots();
  const std::int64_t most = terms.per_option_max() != 0 ? terms.per_option_max() : terms.max();
  for (const auto& given : dots) {
    if (!is_option(terms, given.option())) return refused(invalid_choice);
  }
  if (sum_of(dots) > terms.max()) return refused(pb::REFUSAL_CODE_TOO_MANY_DOTS);
  for (const auto& given : dots) {
    if (given.count() > most || given.count() < 1) return refused(pb::REFUSAL_CODE_TOO_MANY_ON_ONE);
  }
  if (names_twice(dots) || is_for_another_method(dots.empty(), paper)) {
    return invalid_argument("dots");
  }
  pb::BallotPaper checked;
  *checked.mutable_dots() = dots;
  return checked;
}

Checked check_choices(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  std::unordered_set<std::string_view> seen;
  for (const auto& choice : paper.choices()) {
    if (!is_option(terms, choice) || !seen.insert(choice).second) return refused(invalid_choice);
  }
  if (static_cast<std::uint32_t>(paper.choices_size()) > terms.max()) {
    return refused(pb::REFUSAL_CODE_TOO_MANY_CHOICES);
  }
  if (is_for_another_method(paper.choices().empty(), paper)) return invalid_argument("choices");
  pb::BallotPaper checked;
  *checked.mutable_choices() = paper.choices();
  return checked;
}

Checked check_ranking(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  std::vector<std::string_view> ranked(paper.ranking().begin(), paper.ranking().end());
  std::vector<std::string_view> options(terms.options().begin(), terms.options().end());
  std::sort(ranked.begin(), ranked.end());
  std::sort(options.begin(), options.end());
  if (ranked != options) return refused(pb::REFUSAL_CODE_INCOMPLETE_RANKING);
  pb::BallotPaper checked;
  *checked.mutable_ranking() = paper.ranking();
  return checked;
}

Checked check_points(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  const Counts& points = paper.points();
  for (const auto& given : points) {
    if (!is_option(terms, given.option()) || given.count() < 0) return refused(invalid_choice);
  }
  if (sum_of(points) != terms.sum()) return refused(pb::REFUSAL_CODE_WRONG_SUM);
  if (names_twice(points)) return invalid_argument("points");
  pb::BallotPaper checked;
  *checked.mutable_points() = points;
  return checked;
}

Checked check_grade(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  if (paper.grade() < 1 || paper.grade() > terms.levels()) return refused(invalid_choice);
  pb::BallotPaper checked;
  checked.set_grade(paper.grade());
  return checked;
}

}  // namespace

std::string ballot_id(std::string_view vote, std::string_view person) {
  std::string id;
  id.reserve(vote.size() + 1 + person.size());
  id.append(vote).append("/").append(person);
  return id;
}

const pb::Ballot* ballot_of(const State& state, std::string_view vote, std::string_view person) {
  return state.find<pb::Ballot>(ballot_id(vote, person));
}

Checked check_ballot(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  switch (terms.method()) {
    case pb::VOTE_METHOD_FOR_AGAINST:
    case pb::VOTE_METHOD_ALTERNATIVE:
      return check_choice(terms, paper, terms.kind() != pb::VOTE_KIND_BINDING);
    case pb::VOTE_METHOD_MAJORITY_ELECTION:
    case pb::VOTE_METHOD_PROPORTIONAL_ELECTION:
      return check_choice(terms, paper, true);
    case pb::VOTE_METHOD_DOTS:
      return check_dots(terms, paper);
    case pb::VOTE_METHOD_APPROVAL:
      return check_choices(terms, paper);
    case pb::VOTE_METHOD_RANKING:
      return check_ranking(terms, paper);
    case pb::VOTE_METHOD_POINTS:
      return check_points(terms, paper);
    case pb::VOTE_METHOD_GRADIENTS:
      return check_grade(terms, paper);
    case pb::VOTE_METHOD_CONSENT:
    case pb::VOTE_METHOD_INSTANT_RUNOFF:
    case pb::VOTE_METHOD_TRANSFERABLE:
    case pb::VOTE_METHOD_EQUAL_SHARES:
    case pb::VOTE_METHOD_UNSPECIFIED:
    case pb::VoteMethod_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::VoteMethod_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return invalid_argument("method");
}

namespace {

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
  return counting;
}

/// Defaults of the scripts' rulebook, written out so that folding and reading need none.
void fill_in(pb::VoteTerms& terms) {
  using M = pb::VoteMethod;
  const M method = terms.method();
  const bool motion =
      method == pb::VOTE_METHOD_FOR_AGAINST || method == pb::VOTE_METHOD_ALTERNATIVE;
  if (motion && terms.options().empty()) {
    terms.add_options("for");
    terms.add_options("mot");
  }
  if (method == pb::VOTE_METHOD_DOTS && terms.per_option_max() == 0) {
    terms.set_per_option_max(terms.max());
  }
  if (method == pb::VOTE_METHOD_GRADIENTS && terms.levels() == 0) {
    terms.set_levels(tally::levels_default);
  }
  if (method == pb::VOTE_METHOD_MAJORITY_ELECTION && terms.round() == 0) terms.set_round(1);
  auto& electorate = *terms.mutable_electorate();
  if (electorate.kind() == pb::Electorate::KIND_UNSPECIFIED) {
    electorate.set_kind(pb::Electorate::KIND_MEMBERS);
  }
}

void check_lists(const pb::VoteTerms& terms, Shape& shape) {
  shape.that(terms.lists_size() <= limits::options_max, "lists", pb::REFUSAL_CODE_TOO_LARGE);
  std::unordered_set<std::string_view> seen;
  for (const auto& list : terms.lists()) {
    shape.that(is_option(terms, list.option()) && seen.insert(list.option()).second, "lists")
        .that(list.candidates_size() <= limits::candidates_max, "lists",
              pb::REFUSAL_CODE_TOO_LARGE);
    for (const auto& candidate : list.candidates()) {
      shape.option(candidate.name(), "lists")
          .that(candidate.gender() == "K" || candidate.gender() == "M", "lists");
    }
  }
}

}  // namespace

std::optional<Refusal> unfit_terms(pb::VoteTerms& terms) {
  fill_in(terms);
  const auto method = terms.method();
  const bool purse = method == pb::VOTE_METHOD_DOTS || method == pb::VOTE_METHOD_APPROVAL;
  const bool chosen_between =
      method == pb::VOTE_METHOD_FOR_AGAINST || method == pb::VOTE_METHOD_ALTERNATIVE;
  const std::uint32_t points_least = method == pb::VOTE_METHOD_POINTS ? 1 : 0;
  Shape shape;
  shape.id(terms.vote(), "vote")
      .that(pb::VoteKind_IsValid(terms.kind()) && terms.kind() != pb::VOTE_KIND_UNSPECIFIED, "kind")
      .that(pb::VoteMethod_IsValid(method) && method != pb::VOTE_METHOD_UNSPECIFIED, "method")
      .that(pb::Electorate::Kind_IsValid(terms.electorate().kind()), "electorate")
      .that(terms.options_size() <= limits::options_max, "options", pb::REFUSAL_CODE_TOO_LARGE)
      .that(!chosen_between || terms.options_size() >= limits::options_min, "options")
      .number(terms.max(), purse ? 1 : 0, limits::purse_max, "max")
      .number(terms.per_option_max(), 0, limits::purse_max, "per_option_max")
      .number(terms.sum(), points_least, limits::purse_max, "sum")
      .number(terms.levels(), 0, limits::levels_max, "levels")
      .number(terms.seats(), 0, limits::election_seats_max, "seats")
      .number(terms.round(), 0, limits::rounds_max, "round")
      .ids(terms.electorate().people(), "electorate")
      .ids(terms.about(), "about")
      .ids(terms.recusal_of(), "recusal_of")
      .id_if_any(terms.item(), "item")
      .id_if_any(terms.revote_of(), "revote_of")
      .name(terms.closes_doors(), "closes_doors");
  for (const auto& option : terms.options()) shape.option(option, "options");
  check_lists(terms, shape);
  if (shape.wrong()) return shape.wrong();
  const std::string unfit = tally::unfit(counting_terms(terms));
  if (!unfit.empty()) return refused(pb::REFUSAL_CODE_INVALID_ARGUMENT, unfit);
  return std::nullopt;
}

namespace {

std::vector<tally::Count> counts(const Counts& counts) {
  std::vector<tally::Count> copy;
  copy.reserve(static_cast<std::size_t>(counts.size()));
  for (const auto& count : counts) copy.push_back({count.option(), count.count()});
  return copy;
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

pb::TallyResult to_message(const tally::Result& result) {
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
  message.set_outcome(static_cast<pb::Outcome>(result.outcome));
  message.set_decided_by(static_cast<pb::DecidedBy>(result.decided_by));
  message.set_winner(result.winner);
  message.mutable_among()->Add(result.among.begin(), result.among.end());
  message.mutable_runoff()->Add(result.runoff.begin(), result.runoff.end());
  return message;
}

}  // namespace

std::variant<pb::TallyResult, Refusal> count_vote(const State& state, const pb::Vote& vote,
                                                  const Recount& recount) {
  const pb::Room& room = room_of(state);
  const pb::Ruleset& rules = room.config().ruleset_in_full();
  tally::Terms terms = counting_terms(vote.terms());
  terms.roll = static_cast<std::uint32_t>(vote.roll_size());
  terms.body_seats = room.config().seats();
  if (rules.has_quorum()) {
    terms.quorum = tally::Fraction{rules.quorum().numerator(), rules.quorum().denominator()};
  }
  terms.lots.assign(vote.lots().begin(), vote.lots().end());
  if (!recount.lot.empty()) terms.lots.push_back(recount.lot);
  std::vector<tally::Ballot> ballots;
  std::optional<std::size_t> chairs;
  for (const auto& voter : vote.roll()) {
    const auto* ballot = ballot_of(state, vote.id(), voter);
    if (ballot == nullptr) continue;
    if (voter == chair_now(room)) chairs = ballots.size();
    const bool corrected = voter == recount.corrected_voter;
    ballots.push_back(counting_ballot(corrected ? recount.corrected_paper : ballot->paper()));
  }
  const tally::Ballot* chair = chairs && rules.chair_breaks_ties() ? &ballots[*chairs] : nullptr;
  try {
    return to_message(tally::count(terms, ballots, chair));
  } catch (const std::invalid_argument&) {
    // The terms were found fit when the vote opened, so it is the lots that no longer fit.
    return invalid_argument("vote");
  }
}

}  // namespace tingbok::domain
