/// Templates: a workshop's plan as text that can be compared line by line, without a word about a
/// person. The format and its checksum are written down in docs/protocol.md. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/decide.hpp"
#include "core/domain/state.hpp"
#include "tingbok/v1/template.pb.h"

namespace tingbok::domain {

/// The canonical text: the header line, then the message in protobuf's text format, fields in the
/// order of their numbers.
std::string template_text(const pb::WorkshopTemplate& plan);
/// SHA-256 of the canonical text, 32 bytes.
std::string template_sha256(const pb::WorkshopTemplate& plan);

/// What could not be read or used: one sentence.
struct TemplateProblem {
  std::string sentence;
};
/// Reads a template's text, canonical or not, and checks it (check_template).
std::variant<pb::WorkshopTemplate, TemplateProblem> read_template(std::string_view text);

/// Why the template cannot be used, as one sentence that names the place; nullopt: it can. Format,
/// ids, bounds; it refers to nothing it does not hold, and names no person: no roll by name, no
/// candidates, no disqualification.
std::optional<std::string> check_template(const pb::WorkshopTemplate& plan);

/// Why the template cannot be adopted in this room: made for another ruleset, an id that is in use.
std::optional<std::string> does_not_fit(const State& state, const pb::WorkshopTemplate& plan);
/// What adopting it makes happen: that, and then everything it holds. The template has been
/// checked.
Events adoption_of(const pb::WorkshopTemplate& plan);

/// A template from a workshop that was held: its items, phases, boards, planned and held votes,
/// lists and homework, without names, notes or other words of those who took part. A question is
/// kept only where the vote sounded opinion and names neither a proposal nor a person. `id` and
/// `version` as WorkshopTemplate has them. What it makes passes check_template().
/// Throws std::invalid_argument for an id or version that cannot be.
pb::WorkshopTemplate template_of(const State& state, const std::string& id, std::uint32_t version);
/// The same, named after the template the room's plan came from, one version on, or else after the
/// room.
pb::WorkshopTemplate template_of(const State& state);

/// The templates this program was built with (core/domain/templates/*.textproto), by id. Throws
/// std::logic_error if a built-in file cannot be used.
const std::vector<pb::WorkshopTemplate>& templates();
/// Null for an id that no file has.
const pb::WorkshopTemplate* find_template(std::string_view id);

/// A file as it was built in; the table is generated (rulesets/embed.cmake).
struct TemplateFile {
  std::string_view id;
  std::string_view text;
};
const std::vector<TemplateFile>& template_files();

}  // namespace tingbok::domain
