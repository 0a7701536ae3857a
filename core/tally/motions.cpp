// For or against a motion, and one of several motions: the votes that decide.
#include "core/tally/methods.hpp"

namespace tingbok::tally {
namespace {

/// What a binding vote comes to before anyone asks who has the most: not quorate, or settled by a
/// rule of its own (unanimity, threshold; nobody's silence reaches either). False: go on counting.
bool settled_by_terms(const Input& in, Result& result) {
  const Terms& terms = in.terms;
  if (terms.kind != Kind::binding) return false;
  if (!quorate(terms, result.cast)) {
    result.outcome = Outcome::not_quorate;
    return true;
  }
  const std::int64_t in_favour = result.tally.front().count;
  if (terms.need_unanimous) {
    const bool all = result.cast > 0 && in_favour == result.cast && result.cast == terms.roll;
    result.outcome = all ? Outcome::adopted : Outcome::rejected;
    return true;
  }
  if (terms.threshold) {
    const bool enough = result.cast > 0 && reaches(in_favour, result.cast, *terms.threshold);
    result.outcome = enough ? Outcome::adopted : Outcome::rejected;
    return true;
  }
  return false;
}

/// Counts choices into result.tally (blank last, where there is any); returns those of the options.
std::vector<Count> tally_choices(const Input& in, Result& result) {
  const auto totals = choices_for(in.ballots, options_of(in.terms));
  result.tally = totals;
  if (const auto blanks = blank_ballots(in.ballots); blanks > 0)
    result.tally.push_back({blank, blanks});
  return totals;
}

/// kommuneloven § 11-9 third paragraph, practice for other cases: more than half, else the two
/// highest go on. A tie for second place is not regulated: the body is asked.
void one_of_many(const std::vector<Count>& totals, Result& result) {
  const auto order = competition_rank(totals);
  if (2 * order[0].count > static_cast<std::int64_t>(result.cast)) {
    result.outcome = Outcome::settled;
    result.winner = order[0].option;
    result.decided_by = DecidedBy::majority;
    return;
  }
  const auto third = order[2].count;
  if (order[1].count == third) {
    result.outcome = Outcome::tied_for_second;
    for (const auto& row : order) {
      if (row.count == third) result.among.push_back(row.option);
    }
    return;
  }
  result.outcome = Outcome::runoff;
  result.runoff = {order[0].option, order[1].option};
}

}  // namespace

// kommuneloven § 11-9: majority of the votes cast; at a tie the chair's vote decides.
void count_for_against(const Input& in, Result& result) {
  const auto totals = tally_choices(in, result);
  if (settled_by_terms(in, result)) return;
  const auto in_favour = totals[0].count;
  const auto against = totals[1].count;
  if (in.terms.kind != Kind::binding) {
    result.outcome = in_favour > against   ? Outcome::majority_for
                     : against > in_favour ? Outcome::majority_against
                                           : Outcome::tied;
  } else if (in_favour != against) {
    result.outcome = in_favour > against ? Outcome::adopted : Outcome::rejected;
    result.decided_by = DecidedBy::majority;
  } else if (in.chair == nullptr) {
    result.outcome = Outcome::tied_without_chair;
  } else {
    result.outcome = in.chair->choice == totals[0].option ? Outcome::adopted : Outcome::rejected;
    result.decided_by = DecidedBy::chair;
  }
}

void count_alternative(const Input& in, Result& result) {
  const auto totals = tally_choices(in, result);
  if (settled_by_terms(in, result)) return;
  if (in.terms.kind != Kind::binding) {
    result.outcome = Outcome::straw;
    result.ranking = competition_rank(totals);
    return;
  }
  if (totals.size() > 2) {
    one_of_many(totals, result);
    return;
  }
  if (const auto leading = leaders(totals); leading.size() == 1) {
    result.outcome = Outcome::settled;
    result.winner = leading.front();
    result.decided_by = DecidedBy::majority;
  } else if (in.chair == nullptr) {
    result.outcome = Outcome::tied_without_chair;
  } else {
    result.outcome = Outcome::settled;
    result.winner = in.chair->choice;
    result.decided_by = DecidedBy::chair;
  }
}

}  // namespace tingbok::tally
