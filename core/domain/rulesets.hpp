/// The rulesets this program was built with (core/domain/rulesets/*.textproto). Which one a room
/// follows is written out in full in the event that makes the room, so a later version of a file
/// changes no room that exists.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/decide.hpp"
#include "tingbok/v1/values.pb.h"

namespace tingbok::domain {

/// Null for an id that no file has. Throws std::logic_error if a built-in file does not parse.
const v1::Ruleset* find_ruleset(std::string_view id);
/// By id.
const std::vector<v1::Ruleset>& rulesets();

/// kommuneloven or ipr, under that name or adjusted from it: what the law fixes binds the body.
bool is_statutory(const v1::Ruleset& rules);
/// lovfestet, naming the field, where the rules are not what kommuneloven fixes: a quorum of at
/// least half the members and the chair's vote at a tie (§ 11-9), decisions and elections by
/// majority and list only (§ 11-9, §§ 7-4 to 7-8). The duty to vote (§ 8-1) no ruleset can lift.
std::optional<Refusal> against_the_law(const v1::Ruleset& rules);
/// Why rules given in full cannot be followed: malformed, based on rules that do not exist, passing
/// for built-in ones while being others, or statutory and against_the_law(). nullopt: they can.
std::optional<Refusal> unfit_ruleset(const v1::Ruleset& rules);

/// A file as it was built in; the table is generated (rulesets/embed.cmake).
struct RulesetFile {
  std::string_view id;
  std::string_view text;
};
const std::vector<RulesetFile>& ruleset_files();

}  // namespace tingbok::domain
