#include "core/domain/ballots.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <unordered_set>
#include <utility>

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

/// Some of the options or all of them, best first. Naming none is voting blank.
Checked check_preferences(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  if (is_for_another_method(paper.ranking().empty(), paper)) return invalid_argument("ranking");
  std::unordered_set<std::string_view> seen;
  for (const auto& option : paper.ranking()) {
    if (!is_option(terms, option) || !seen.insert(option).second) return refused(invalid_choice);
  }
  if (paper.ranking().empty() && terms.kind() == pb::VOTE_KIND_BINDING) {
    return refused(pb::REFUSAL_CODE_BLANK_NOT_ALLOWED);
  }
  pb::BallotPaper checked;
  *checked.mutable_ranking() = paper.ranking();
  return checked;
}

/// Projects approved of; none is a ballot, but no answer to a binding vote.
Checked check_projects(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  auto checked = check_choices(terms, paper);
  const auto* approved = std::get_if<pb::BallotPaper>(&checked);
  if (approved != nullptr && approved->choices().empty() && terms.kind() == pb::VOTE_KIND_BINDING) {
    return refused(pb::REFUSAL_CODE_BLANK_NOT_ALLOWED);
  }
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
      return check_choice(terms, paper, false);
    case pb::VOTE_METHOD_INSTANT_RUNOFF:
    case pb::VOTE_METHOD_TRANSFERABLE:
      return check_preferences(terms, paper);
    case pb::VOTE_METHOD_EQUAL_SHARES:
      return check_projects(terms, paper);
    case pb::VOTE_METHOD_UNSPECIFIED:
    case pb::VoteMethod_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::VoteMethod_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return invalid_argument("method");
}

namespace {

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
  if (method == pb::VOTE_METHOD_CONSENT && terms.options().empty()) {
    terms.add_options(tally::no_objection);
    terms.add_options(tally::objection);
  }
  if (method == pb::VOTE_METHOD_EQUAL_SHARES && terms.max() == 0) {
    terms.set_max(static_cast<std::uint32_t>(terms.options_size()));
  }
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

/// A budget, and what each option costs. Raising shares a unit at a time (add1) takes a count each,
/// so there the budget is stated in coarse units.
void check_budget(const pb::VoteTerms& terms, Shape& shape) {
  const bool shared = terms.method() == pb::VOTE_METHOD_EQUAL_SHARES;
  const bool counted_often = terms.completion() == pb::BUDGET_COMPLETION_ADD1;
  shape.that(shared || (terms.costs().empty() && terms.budget() == 0 && terms.completion() == 0),
             "costs");
  if (!shared) return;
  shape.that(terms.budget() >= 1, "budget")
      .number(static_cast<std::uint64_t>(terms.budget()), 1,
              counted_often ? limits::budget_units_max : limits::amount_max, "budget")
      .that(pb::BudgetCompletion_IsValid(terms.completion()), "completion")
      .that(terms.costs_size() <= limits::options_max, "costs", pb::REFUSAL_CODE_TOO_LARGE);
  std::unordered_set<std::string_view> seen;
  for (const auto& cost : terms.costs()) {
    shape.that(is_option(terms, cost.option()) && seen.insert(cost.option()).second, "costs")
        .that(cost.count() >= 1, "costs")
        .number(static_cast<std::uint64_t>(cost.count()), 1, limits::amount_max, "costs");
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
  check_budget(terms, shape);
  if (shape.wrong()) return shape.wrong();
  const std::string unfit = tally::unfit(counting_terms(terms));
  if (!unfit.empty()) return refused(pb::REFUSAL_CODE_INVALID_ARGUMENT, unfit);
  return std::nullopt;
}

pb::CountInputs inputs_of(const State& state, const pb::Vote& vote) {
  const pb::Ruleset& rules = room_of(state).config().ruleset_in_full();
  pb::CountInputs inputs;
  inputs.set_opened_at(vote.opened().number());
  inputs.set_counted_to(state.number());
  inputs.set_roll(static_cast<std::uint32_t>(vote.roll_size()));
  inputs.set_ruleset(rules.id());
  inputs.set_ruleset_version(rules.version());
  return inputs;
}

namespace {

/// None for a vote that is not secret: its ballots are the state's.
std::vector<tally::Ballot> secret_ballots(const pb::Vote& vote, const Recount& recount) {
  std::vector<tally::Ballot> ballots;
  if (recount.papers != nullptr) {
    for (const auto& paper : *recount.papers) ballots.push_back(counting_ballot(paper));
  } else {
    for (const auto& paper : vote.secret_ballots()) ballots.push_back(counting_ballot(paper));
  }
  return ballots;
}

/// What is counted, and where the acting chair's own ballot is in it.
struct Counted {
  tally::Terms terms;
  std::vector<tally::Ballot> ballots;
  std::optional<std::size_t> chairs;

  tally::Result count() const {
    return tally::count(terms, ballots, chairs ? &ballots[*chairs] : nullptr);
  }
};

Counted counted(const State& state, const pb::Vote& vote, const Recount& recount) {
  const pb::Room& room = room_of(state);
  Counted made;
  made.terms = counting_terms(vote.terms(), room, vote.roll_size());
  made.terms.lots.assign(vote.lots().begin(), vote.lots().end());
  if (!recount.lot.empty()) made.terms.lots.push_back(recount.lot);
  made.ballots = secret_ballots(vote, recount);
  for (const auto& voter : vote.roll()) {
    const auto* ballot = ballot_of(state, vote.id(), voter);
    if (ballot == nullptr || vote.terms().secret()) continue;
    if (voter == chair_now(room)) made.chairs = made.ballots.size();
    const bool corrected = voter == recount.corrected_voter;
    made.ballots.push_back(counting_ballot(corrected ? recount.corrected_paper : ballot->paper()));
  }
  if (!room.config().ruleset_in_full().chair_breaks_ties()) made.chairs.reset();
  return made;
}

/// Between whom each lot was drawn, as those ballots have it.
std::vector<std::vector<std::string>> ties_at_lots(Counted counted) {
  const auto lots = std::exchange(counted.terms.lots, {});
  std::vector<std::vector<std::string>> ties;
  for (const auto& drawn : lots) {
    ties.push_back(counted.count().among);
    counted.terms.lots.push_back(drawn);
  }
  return ties;
}

}  // namespace

std::variant<pb::TallyResult, Refusal> count_vote(const State& state, const pb::Vote& vote,
                                                  const Recount& recount) {
  const Counted recounted = counted(state, vote, recount);
  try {
    auto result = result_message(recounted.count());
    if (!recount.corrected_voter.empty() &&
        ties_at_lots(recounted) != ties_at_lots(counted(state, vote, {}))) {
      return invalid_argument("vote");
    }
    *result.mutable_inputs() = inputs_of(state, vote);
    return result;
  } catch (const std::invalid_argument&) {
    // The terms were found fit when the vote opened, so it is the lots that no longer fit.
    return invalid_argument("vote");
  }
}

}  // namespace tingbok::domain
