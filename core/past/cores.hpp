/// Who may read the core of a record of the past as it is stored: all of it, or nothing but its
/// hash.
#pragma once

#include <string>

#include "core/past/rights.hpp"

namespace tingbok::past {

/// Whether the viewer of `rights` may read every byte of the core of an event of `room`: their
/// audience could then (view::may_read_core), and nothing that they saw of it then is hidden from
/// them now. A core cannot be cut, so the least that is hidden hides the whole of it. Folds one
/// event. Callable from any thread. Throws log::Damaged.
bool may_read_core(PastReader& reader, const Rights& rights, const std::string& room,
                   const pb::RecordCore& core);

}  // namespace tingbok::past
