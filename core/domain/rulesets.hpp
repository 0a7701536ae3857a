/// The rulesets this program was built with (core/domain/rulesets/*.textproto). Which one a room
/// follows is written out in full in the event that makes the room, so a later version of a file
/// changes no room that exists.
#pragma once

#include <string_view>
#include <vector>

#include "tingbok/v1/values.pb.h"

namespace tingbok::domain {

/// Null for an id that no file has. Throws std::logic_error if a built-in file does not parse.
const v1::Ruleset* find_ruleset(std::string_view id);
/// By id.
const std::vector<v1::Ruleset>& rulesets();

/// A file as it was built in; the table is generated (rulesets.cmake).
struct RulesetFile {
  std::string_view id;
  std::string_view text;
};
const std::vector<RulesetFile>& ruleset_files();

}  // namespace tingbok::domain
