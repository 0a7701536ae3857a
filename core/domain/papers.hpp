/// The papers of secret votes: one form for each choice, one size for each vote. Private to
/// core/domain.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// No paper that fits the terms is larger, serialised.
std::size_t paper_bytes_max(const pb::VoteTerms& terms);

/// `paper` fits the terms. The one way to write what it says: options in the order of the terms
/// where their order says nothing, nothing that counts nothing, no fields that the schema does not
/// know.
pb::BallotPaper canonical(const pb::VoteTerms& terms, const pb::BallotPaper& paper);

/// paper_bytes_max() + 1 bytes: the paper, 0x80, zeros.
std::string padded(const pb::VoteTerms& terms, const pb::BallotPaper& paper);
/// nullopt: padded() does not make this for these terms.
std::optional<pb::BallotPaper> unpadded(const pb::VoteTerms& terms, std::string_view bytes);

using Papers = std::vector<pb::BallotPaper>;

/// The papers out of an opened box, in the order of their bytes. ballot_key_missing where there is
/// no box, or not the one that belongs to the ballots cast.
std::variant<Papers, Refusal> papers_of(const State& state, const pb::Vote& vote,
                                        const std::optional<std::vector<std::string>>& opened);

/// Whether all ballots of a roll of that size go into the one event that publishes them.
bool can_be_published(const pb::VoteTerms& terms, int roll);

}  // namespace tingbok::domain
