/// What a log was busy with when it was last closed, or when its process died.
#pragma once

#include <filesystem>
#include <vector>

#include "core/log/event_log.hpp"

namespace tingbok::log {

/// The streams of `folder` that were written last, latest first, as its anchor remembers them: of a
/// network in session some dozens, and not all there are. Empty where the anchor cannot be read,
/// which is for opening the log to say.
std::vector<StreamName> written_last(const std::filesystem::path& folder);

}  // namespace tingbok::log
