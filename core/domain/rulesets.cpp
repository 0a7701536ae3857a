#include "core/domain/rulesets.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <google/protobuf/text_format.h>

#include "core/domain/limits.hpp"
#include "core/domain/shape.hpp"

namespace tingbok::domain {

const std::vector<v1::Ruleset>& rulesets() {
  static const auto all = [] {
    std::vector<v1::Ruleset> parsed;
    for (const auto& file : ruleset_files()) {
      auto& ruleset = parsed.emplace_back();
      if (!google::protobuf::TextFormat::ParseFromString(std::string(file.text), &ruleset) ||
          ruleset.id() != file.id || ruleset.version() == 0) {
        throw std::logic_error("the ruleset " + std::string(file.id) + " does not parse");
      }
    }
    return parsed;
  }();
  return all;
}

const v1::Ruleset* find_ruleset(std::string_view id) {
  for (const auto& ruleset : rulesets()) {
    if (ruleset.id() == id) return &ruleset;
  }
  return nullptr;
}

namespace {

Refusal fixed_by_law(const char* rule) { return Refusal{pb::REFUSAL_CODE_FIXED_BY_LAW, rule}; }

Shape shape_of(const pb::Ruleset& rules) {
  Shape shape;
  shape.id(rules.id(), "id")
      .number(rules.version(), 1, UINT32_MAX, "version")
      .name(rules.quorum_source(), "quorum_source")
      .id_if_any(rules.based_on(), "based_on")
      .that(rules.sources_size() <= limits::list_items_max, "sources", pb::REFUSAL_CODE_TOO_LARGE);
  for (const auto& source : rules.sources()) {
    shape.id(source.rule(), "sources").needed_name(source.paragraph(), "sources");
  }
  if (!rules.has_quorum()) return shape;
  const auto& quorum = rules.quorum();
  return shape.that(quorum.denominator() >= 1 && quorum.numerator() >= 0 &&
                        quorum.numerator() <= quorum.denominator() &&
                        quorum.denominator() <= limits::seats_max,
                    "quorum");
}

}  // namespace

bool is_statutory(const v1::Ruleset& rules) {
  const auto of_the_law = [](std::string_view id) {
    return id == "kommuneloven" || id == "ipr" || id == "kommuneloven-praksis";
  };
  return of_the_law(rules.id()) || of_the_law(rules.based_on());
}

std::optional<Refusal> against_the_law(const v1::Ruleset& rules) {
  if (!rules.has_quorum() || 2 * rules.quorum().numerator() < rules.quorum().denominator()) {
    return fixed_by_law("quorum");
  }
  if (!rules.chair_breaks_ties()) return fixed_by_law("chair_breaks_ties");
  if (rules.other_methods_bind()) return fixed_by_law("other_methods_bind");
  return std::nullopt;
}

std::optional<Refusal> unfit_ruleset(const v1::Ruleset& rules) {
  const Shape shape = shape_of(rules);
  if (shape.wrong()) return shape.wrong();
  if (!rules.based_on().empty() && find_ruleset(rules.based_on()) == nullptr) {
    return Refusal{pb::REFUSAL_CODE_UNKNOWN_REFERENCE, "based_on"};
  }
  const auto* shipped = find_ruleset(rules.id());
  if (shipped != nullptr && rules.based_on().empty() &&
      shipped->SerializeAsString() != rules.SerializeAsString()) {
    return Refusal{pb::REFUSAL_CODE_INVALID_ARGUMENT, "based_on"};
  }
  return is_statutory(rules) ? against_the_law(rules) : std::nullopt;
}

}  // namespace tingbok::domain
