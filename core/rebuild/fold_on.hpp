/// Folding on from a state that is known.
#pragma once

#include "core/rebuild/rebuild.hpp"

namespace tingbok::rebuild {

/// Folds the events after `from`, up to `upto`, into it. Compares the state hash after the last
/// event, with `progress` after each. `from` is a state that the room had. Throws as rebuild()
/// does.
Rebuilt fold_on(const log::EventLog& log, std::string_view room, Rebuilt from, log::Number upto,
                const Progress& progress = {});

/// As rebuild(), from a snapshot that has been restored. One that does not agree with the log is
/// passed over.
Rebuilt rebuild_from(const log::EventLog& log, std::string_view room, Rebuilt snapshot,
                     log::Number upto, const Progress& progress = {});

}  // namespace tingbok::rebuild
