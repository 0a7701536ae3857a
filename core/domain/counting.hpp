/// Between the schema's votes and core/tally's: what is counted, and the result as it is recorded.
/// Whoever counts a vote again from its log (core/rebuild/recount.hpp) goes through here as well.
#pragma once

#include <variant>

#include "core/domain/decide.hpp"
#include "core/domain/state.hpp"
#include "core/tally/tally.hpp"
#include "tingbok/v1/values.pb.h"

namespace tingbok::domain {

/// The terms, without what the room and the roll add.
tally::Terms counting_terms(const pb::VoteTerms& terms);
/// With the body's seats, the quorum of the room's rules and the number of persons on the roll.
/// Lots are the caller's to add.
tally::Terms counting_terms(const pb::VoteTerms& terms, const pb::Room& room, int roll);

/// The paper with nothing but the field that the vote's method reads, or why it does not fit.
std::variant<pb::BallotPaper, Refusal> check_ballot(const pb::VoteTerms& terms,
                                                    const pb::BallotPaper& paper);

tally::Ballot counting_ballot(const pb::BallotPaper& paper);

/// Everything but the inputs.
pb::TallyResult result_message(const tally::Result& result);

}  // namespace tingbok::domain
