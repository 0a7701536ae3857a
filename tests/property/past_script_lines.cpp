// Goal: a line of the script is found among records that no line asked for, wherever they lie.
#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "core/past/script_line.hpp"
#include "tests/support/live_room.hpp"

using namespace tingbok::test;
namespace past = tingbok::past;

namespace {

/// By looking at every record.
tingbok::log::Number after_by_hand(const std::vector<std::uint64_t>& lines, std::uint64_t line) {
  tingbok::log::Number found = 0;
  tingbok::log::Number first = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == 0) continue;
    if (first == 0) first = i + 1;
    if (lines[i] <= line) found = i + 1;
  }
  if (first == 0) return lines.size();
  return found != 0 ? found : first - 1;
}

}  // namespace

// Somebody who is put on the roster, or acts beside the script, has no line.
TEST_CASE("past: records without a line hide no line of the script", "[property]") {
  rc::prop("found as by looking at every record", [] {
    LiveRoom room(0);
    std::vector<std::uint64_t> lines(room.live.state.number(), 0);
    std::uint64_t line = 0;
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-2, 4));
    for (const int step : steps) {
      // A refused line, or one of another room, leaves a gap.
      if (step > 0) line += static_cast<std::uint64_t>(step);
      lines.push_back(step > 0 ? line : 0);
      room.speak(lines.back());
    }
    RC_ASSERT(lines.size() == room.live.state.number());
    RC_ASSERT(past::last_script_line(*room.log, "P/R") == line);
    for (std::uint64_t asked = 0; asked <= line + 1; ++asked) {
      RC_ASSERT(past::after_script_line(*room.log, "P/R", asked) == after_by_hand(lines, asked));
    }
  });
}
