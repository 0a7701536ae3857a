// Consent, instant-runoff, the single transferable vote and equal shares, as ways to hold a vote.
// What each counts stands in consent.hpp, preferential.hpp and equal_shares.hpp; what it comes to
// here. The chair settles no tie in any of them.
#include <algorithm>

#include "core/tally/consent.hpp"
#include "core/tally/equal_shares.hpp"
#include "core/tally/methods.hpp"
#include "core/tally/preferential.hpp"

namespace tingbok::tally {
namespace {

bool decides(const Terms& terms) {
  return terms.kind == Kind::binding || terms.kind == Kind::election;
}

/// Too few have cast for a vote that decides or elects.
bool falls_short(const Input& in, Result& result) {
  if (!decides(in.terms) || quorate(in.terms, result.cast)) return false;
  result.outcome = Outcome::not_quorate;
  return true;
}

/// What having found winners is called.
Outcome found(Kind kind) {
  switch (kind) {
    case Kind::binding:
      return Outcome::settled;
    case Kind::election:
      return Outcome::elected;
    case Kind::straw:
      return Outcome::straw;
    case Kind::input:
    case Kind::unspecified:
      break;
  }
  return Outcome::input;
}

/// What having found nobody is called, no paper naming anybody.
Outcome nobody(Kind kind) {
  if (kind == Kind::binding) return Outcome::tied;
  return kind == Kind::election ? Outcome::new_round : found(kind);
}

DecidedBy settled(SettledBy by) {
  if (by == SettledBy::lot) return DecidedBy::lot;
  return by == SettledBy::lot_needed ? DecidedBy::lot_needed : DecidedBy::unspecified;
}

std::vector<Count> in_parts(std::vector<Count> votes) {
  for (auto& one : votes) one.count *= stv_one_vote;
  return votes;
}

/// Papers that name nobody, where there are any, last.
void add_blank(const Input& in, Result& result) {
  std::int64_t named = 0;
  for (const auto& one : result.tally) named += one.count;
  const auto blanks = static_cast<std::int64_t>(in.ballots.size()) - named;
  if (blanks > 0) result.tally.push_back({blank, blanks});
}

/// The outcome of a count in rounds: a lot is missing, somebody won, or nobody was named.
void end_rounds(const Input& in, const std::vector<std::string>& lot_between, Result& result) {
  if (falls_short(in, result)) {
    result.winners.clear();
  } else if (!lot_between.empty()) {
    result.outcome = Outcome::lot_needed;
    result.decided_by = DecidedBy::lot_needed;
    result.among = lot_between;
    result.winners.clear();
  } else if (result.winners.empty()) {
    result.outcome = nobody(in.terms.kind);
  } else {
    result.outcome = found(in.terms.kind);
    const bool at_once = in.terms.method == Method::instant_runoff && result.rounds.size() == 1;
    result.decided_by = at_once ? DecidedBy::more_than_half : DecidedBy::transfers;
    if (result.winners.size() == 1) result.winner = result.winners.front();
  }
}

std::string unfit_budget(const Terms& terms) {
  if (terms.kind == Kind::election) return "kind";
  if (terms.budget < 1) return "budget";
  if (terms.costs.size() != terms.options.size()) return "costs";
  std::int64_t all = 0;
  for (const auto& option : terms.options) {
    const auto costs = std::find_if(terms.costs.begin(), terms.costs.end(),
                                    [&](const Count& cost) { return cost.option == option; });
    if (costs == terms.costs.end() || costs->count < 1 ||
        __builtin_add_overflow(all, costs->count, &all)) {
      return "costs";
    }
  }
  return "";
}

}  // namespace

std::string unfit_further(const Terms& terms) {
  // A count that ends in winners or in no objection has no share that must be reached.
  if (terms.need_unanimous) return "need_unanimous";
  if (terms.threshold) return "threshold";
  if (terms.method == Method::consent) {
    const bool both = terms.options == std::vector<std::string>{no_objection, objection};
    // An objection is heard, so that it can be met.
    if (terms.secret) return "secret";
    return terms.options.empty() || both ? "" : "options";
  }
  if (terms.options.empty()) return "options";
  if (terms.method == Method::transferable && terms.seats == 0) return "seats";
  return terms.method == Method::equal_shares ? unfit_budget(terms) : "";
}

// Samtykke: it passes when no objection stands as the vote closes. What decides takes somebody who
// was asked and answered.
void count_consent(const Input& in, Result& result) {
  const std::vector<std::string> answers = {no_objection, objection};
  result.tally = choices_for(in.ballots, answers);
  if (falls_short(in, result)) return;
  std::vector<Objection> standing;
  for (std::int64_t i = 0; i < result.tally.back().count; ++i) {
    standing.push_back({std::to_string(i + 1), 1, 0});
  }
  const bool nobody = decides(in.terms) && result.cast == 0;
  const bool passes = !nobody && consent(standing, 1).passes;
  if (!nobody) result.decided_by = passes ? DecidedBy::no_objection : DecidedBy::objection;
  switch (in.terms.kind) {
    case Kind::binding:
      result.outcome = passes ? Outcome::adopted : Outcome::rejected;
      return;
    case Kind::election:
      result.outcome = passes ? Outcome::elected : Outcome::new_round;
      return;
    case Kind::straw:
    case Kind::input:
    case Kind::unspecified:
      result.outcome = passes ? Outcome::consent : Outcome::objection;
  }
}

// Preferansevalg.
void count_instant_runoff(const Input& in, Result& result) {
  const auto made = instant_runoff(in.ballots, in.terms.options, in.terms.lots);
  for (const auto& round : made.rounds) {
    auto& copy = result.rounds.emplace_back();
    copy.votes = in_parts(round.votes);
    copy.option = round.eliminated;
    copy.eliminated = !round.eliminated.empty();
    copy.tied = round.tied;
    copy.settled_by = settled(round.settled_by);
    copy.non_transferable = round.exhausted * stv_one_vote;
  }
  result.tally = made.rounds.front().votes;
  add_blank(in, result);
  if (!made.winner.empty()) {
    result.rounds.back().elected = {made.winner};
    result.winners = {made.winner};
  }
  end_rounds(in, made.lot_between, result);
}

// Overførbare stemmer.
void count_transferable(const Input& in, Result& result) {
  const auto made =
      single_transferable_vote(in.ballots, in.terms.options, in.terms.seats, in.terms.lots);
  for (const auto& stage : made.stages) {
    auto& copy = result.rounds.emplace_back();
    copy.votes = stage.votes;
    copy.option = stage.candidate;
    copy.eliminated = stage.step == StvStep::exclusion && !stage.candidate.empty();
    copy.tied = stage.tied;
    copy.settled_by = settled(stage.settled_by);
    copy.elected = stage.elected;
    copy.non_transferable = stage.non_transferable;
    copy.lost = stage.lost;
  }
  if (!made.stages.empty()) result.tally = made.stages.front().votes;
  for (auto& one : result.tally) one.count /= stv_one_vote;
  add_blank(in, result);
  // Without a paper that names anybody, nobody is elected, however few the candidates.
  if (made.valid > 0) {
    result.quota = made.quota;
    result.winners = made.elected;
  }
  end_rounds(in, made.valid > 0 ? made.lot_between : std::vector<std::string>{}, result);
}

// Like andeler.
void count_equal_shares(const Input& in, Result& result) {
  result.tally = approvals_for(in.ballots, in.terms.options);
  result.ranking = competition_rank(result.tally);
  if (falls_short(in, result)) return;
  BudgetTerms terms;
  for (const auto& option : in.terms.options) {
    const auto cost = std::find_if(in.terms.costs.begin(), in.terms.costs.end(),
                                   [&](const Count& one) { return one.option == option; });
    terms.projects.push_back({option, cost->count});
  }
  terms.budget = in.terms.budget;
  // The numbers are the same in both.
  terms.completion = static_cast<Completion>(in.terms.completion);
  const auto made = equal_shares(terms, in.ballots);
  for (const auto& one : made.funded) {
    result.funded.push_back({one.project, one.cost, one.approvals, one.highest_payment});
    result.winners.push_back(one.project);
  }
  result.spent = made.spent;
  result.outcome = found(in.terms.kind);
  result.decided_by = DecidedBy::equal_shares;
}

}  // namespace tingbok::tally
