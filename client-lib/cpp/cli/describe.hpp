/// Entities in one line each, for people who watch a terminal.
#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "tingbok/client/mirror.hpp"

namespace tingbok::cli {

/// The word people use for an enum value (schema option `word`); empty for an unspecified one.
template <class Enum>
std::string word(Enum value) {
  const auto* found =
      google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(static_cast<int>(value));
  return found ? found->options().GetExtension(pb::word) : std::string();
}

/// "Ordfører – Representant 01 (Ap)", or the id where the person is not known.
std::string label(const client::Mirror& mirror, const std::string& person);

/// What the entity says now, in one line; empty for what says nothing to a watcher.
std::string describe(const client::Mirror& mirror, const pb::Entity& entity);

/// The whole room in a few lines: meeting, item, phase, speakers, votes, priority lists.
std::vector<std::string> summary(const client::Mirror& mirror);

/// "14:05:09" UTC; a simulated programme's clock starts at 00:00:00.
std::string clock_time(std::int64_t time_ms);

}  // namespace tingbok::cli
