#include <string>
#include <unordered_map>

#include <google/protobuf/descriptor.h>

#include "core/domain/decide.hpp"
#include "tingbok/v1/options.pb.h"

namespace tingbok::domain {
namespace {

struct Words {
  std::string word;
  std::string sentence;
};

const Words& words_of(pb::RefusalCode code) {
  static const auto all = [] {
    std::unordered_map<int, Words> words;
    const auto* codes = pb::RefusalCode_descriptor();
    for (int i = 0; i < codes->value_count(); ++i) {
      const auto& options = codes->value(i)->options();
      words[codes->value(i)->number()] = {options.GetExtension(pb::word),
                                          options.GetExtension(pb::sentence)};
    }
    return words;
  }();
  static const Words none;
  const auto found = all.find(code);
  return found == all.end() ? none : found->second;
}

}  // namespace

std::string_view word(pb::RefusalCode code) { return words_of(code).word; }
std::string_view sentence(pb::RefusalCode code) { return words_of(code).sentence; }

std::string_view action_name(const pb::Command& command) {
  const auto* field = pb::Command::descriptor()->FindFieldByNumber(command.action_case());
  return field == nullptr ? std::string_view{} : std::string_view{field->name()};
}

}  // namespace tingbok::domain
