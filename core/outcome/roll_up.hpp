/// Positions of several rooms laid side by side.
#pragma once

#include <string>
#include <vector>

#include "tingbok/v1/entities.pb.h"

namespace tingbok::outcome {

/// What one room came to, and how it differs from what the others were asked.
struct RolledUp {
  std::string room;
  std::uint32_t version = 0;
  std::string form;
  bool late = false;
  /// The version of the question it answered; 0: not said.
  std::uint32_t question_version = 0;
  /// Options that others chose among and this room never saw: it was ranked without them.
  std::vector<std::string> ranked_without;
};

/// By room. An option is missing where the list it belongs to holds it now and the room says that
/// it chose among others of that list; where no list holds any of the room's options, what all
/// rooms chose among together is the list. A room that says nothing of its options lacks none.
std::vector<RolledUp> roll_up(const std::vector<const v1::Position*>& positions,
                              const std::vector<const v1::OptionList*>& lists);

}  // namespace tingbok::outcome
