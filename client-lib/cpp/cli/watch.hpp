/// tingbok-client watch: a room, live, in a terminal.
#pragma once

#include "common.hpp"

namespace tingbok::cli {

struct WatchOptions {
  Server server;
  std::string room;
  /// With --admin-token-file: who watches; empty: the room's chair.
  std::string person;
  /// Print the room as it is and end.
  bool once = false;
  double give_up_after_s = 0;
};

/// On a terminal: a summary that is drawn again when something changes. Elsewhere: a summary, then
/// a line for each change. Ends with as_expected when interrupted. Throws Failure.
int watch(const WatchOptions& options);

}  // namespace tingbok::cli
