/// Votes of templates, whose options may be left to whoever opens them. Private to core/domain.
#pragma once

#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// Why a vote cannot be planned on these terms, options left open or not; nullopt: it can, and
/// defaults are filled in where the options are given.
std::optional<Refusal> unfit_plan(pb::VoteTerms& terms);

}  // namespace tingbok::domain
