/// Finding a record by what never falls from one to the next, such as its time.
#pragma once

#include <string>

#include "core/log/event_log.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::past {

/// The core of one record. Throws log::Damaged.
pb::RecordCore core_at(const log::EventLog& log, const std::string& stream, log::Number number);

/// The last record up to `to` for which `holds`; 0: none. It must hold for all before that one, and
/// for none after. `after`: known to hold up to there. Reads as many records as `to` has bits.
template <class Holds>
log::Number last_at_most(const log::EventLog& log, const std::string& stream, log::Number to,
                         const Holds& holds, log::Number after = 0) {
  log::Number below = after;
  log::Number above = to + 1;
  while (above - below > 1) {
    const auto middle = below + (above - below) / 2;
    if (holds(core_at(log, stream, middle))) {
      below = middle;
    } else {
      above = middle;
    }
  }
  return below;
}

}  // namespace tingbok::past
