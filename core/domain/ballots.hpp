/// Ballots: whether one fits the terms of its vote, and counting them. Private to core/domain.
#pragma once

#include <variant>

#include "core/domain/counting.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// "VOTE/PERSON". Unambiguous because a person's id holds no slash.
std::string ballot_id(std::string_view vote, std::string_view person);
const pb::Ballot* ballot_of(const State& state, std::string_view vote, std::string_view person);

/// Whether terms that the rules allow can be counted at all: defaults filled in, well formed.
/// `terms` is changed to carry the defaults. nullopt: yes.
std::optional<Refusal> unfit_terms(pb::VoteTerms& terms);

/// What the count needs beside the state.
struct Recount {
  /// Ballots to put in place of the recorded ones, by voter (a correction).
  std::string corrected_voter;
  pb::BallotPaper corrected_paper;
  /// A lot drawn now; empty: none.
  std::string lot;
  /// The papers of a secret vote that is closing; null: those it has published.
  const std::vector<pb::BallotPaper>* papers = nullptr;
};

/// What a count made now rests on.
pb::CountInputs inputs_of(const State& state, const pb::Vote& vote);

/// Counts the vote's ballots; the result names its inputs. Refuses (invalid_argument) a correction
/// after which a lot would stand between others than it was drawn between.
std::variant<pb::TallyResult, Refusal> count_vote(const State& state, const pb::Vote& vote,
                                                  const Recount& recount = {});

}  // namespace tingbok::domain
