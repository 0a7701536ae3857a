/// Folding on from a state that is known.
#pragma once

#include <stdexcept>

#include "core/rebuild/rebuild.hpp"

namespace tingbok::rebuild {

/// The state after the last event is not the one the log says. The state that was folded on from,
/// or the log, is wrong.
class AnotherState : public log::Damaged {
 public:
  using Damaged::Damaged;
};

/// Folds the events after `from`, up to `upto`, into it. Compares the state hash after the last
/// event, with `progress` after each. Throws as rebuild() does, AnotherState where hashes differ.
Rebuilt fold_on(const log::EventLog& log, std::string_view room, Rebuilt from, log::Number upto,
                const Progress& progress = {});

/// As rebuild(), from a snapshot that has been restored. It need not agree with the log.
Rebuilt rebuild_from(const log::EventLog& log, std::string_view room, Rebuilt snapshot,
                     log::Number upto, const Progress& progress = {});

}  // namespace tingbok::rebuild
