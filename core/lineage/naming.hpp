/// What somebody means by a name. Private to core/lineage and its tests.
#pragma once

#include <string>

#include "core/lineage/telling.hpp"

namespace tingbok::lineage {

struct Meant {
  StepId root = 0;
  /// The name as the room has it.
  std::string of;
  /// Of an entry of a list: its place, from 1.
  std::uint32_t place = 0;
};

/// Throws Unknown. What the reader may not see is not there.
Meant find(History& history, const domain::State& state, Teller& teller, const std::string& of);

}  // namespace tingbok::lineage
