/// Closed doors and screens: what must be closed under kommuneloven § 11-5 second paragraph cannot
/// be a remote meeting (§ 11-7 third paragraph). One member on a screen makes it one. Private to
/// core/domain.
#pragma once

#include <string_view>

#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// Why the doors cannot be closed now on that legal basis; nullopt for any other paragraph.
std::optional<Refusal> closes_a_remote_meeting(const State& state, std::string_view legal_basis);

/// Why the person cannot come in on a screen where the doors are closed on that basis. `how` is
/// where they are; those without a seat to vote from may follow from anywhere.
std::optional<Refusal> remote_behind_closed_doors(const Situation& now, const pb::Person& who,
                                                  pb::Place how);

}  // namespace tingbok::domain
