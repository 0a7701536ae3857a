/// Folding on from a state that is known.
#pragma once

#include "core/rebuild/rebuild.hpp"

namespace tingbok::rebuild {

/// Folds the events after `from`, up to `upto`, into it. Throws as rebuild() does.
Rebuilt fold_on(const log::EventLog& log, std::string_view room, Rebuilt from, log::Number upto,
                const Progress& progress = {});

}  // namespace tingbok::rebuild
