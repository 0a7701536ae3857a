#include "core/domain/rulesets.hpp"

#include <stdexcept>
#include <string>

#include <google/protobuf/text_format.h>

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

}  // namespace tingbok::domain
