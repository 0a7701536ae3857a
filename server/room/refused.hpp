/// What is kept of a command that was refused.
#pragma once

#include "tingbok/v1/commands.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::room {

/// The command as it was sent; of one larger than refused_bytes_kept_max only its action, with the
/// arguments that are single and short: ids, numbers, choices. Whoever is refused may try as often
/// as they like, and what is kept of it is kept for ever.
pb::Command kept_of_refused(pb::Command command);

}  // namespace tingbok::room
