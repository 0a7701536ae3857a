/// Who may read the core of a record as it is stored: all of it, or nothing but its hash.
#pragma once

#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::view {

/// Whether this audience may read every byte of the core of a room's event: who acted and when, the
/// ids it names, and what it rests on, but never a text, which is personal. A core cannot be cut
/// without becoming another, so whatever an audience does not see of the event, or where that is in
/// doubt, hides the whole of it. Pure.
bool may_read_core(const pb::RecordCore& core, pb::Audience audience);

}  // namespace tingbok::view
