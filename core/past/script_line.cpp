#include "core/past/script_line.hpp"

#include <algorithm>
#include <optional>

#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::past {
namespace {

struct Lined {
  log::Number number = 0;
  std::uint64_t line = 0;
};

/// Visits the records from..to that have a line, in order, until `visit` returns false.
template <class Visit>
void each_lined(const log::EventLog& log, const std::string& stream, log::Number from,
                log::Number to, const Visit& visit) {
  if (from > to) return;
  pb::RecordCore core;
  log.read(stream, from, to, [&](const log::RecordView& record) {
    if (!core.ParseFromArray(record.core.data(), static_cast<int>(record.core.size()))) {
      throw log::Damaged("record " + std::to_string(record.number) + " of " + stream +
                         " has a core that does not parse");
    }
    return core.script_line() == 0 || visit(Lined{record.number, core.script_line()});
  });
}

std::optional<Lined> first_lined(const log::EventLog& log, const std::string& stream,
                                 log::Number from, log::Number to) {
  std::optional<Lined> found;
  each_lined(log, stream, from, to, [&](const Lined& lined) {
    found = lined;
    return false;
  });
  return found;
}

}  // namespace

std::uint64_t last_script_line(const log::EventLog& log, const std::string& stream) {
  std::uint64_t last = 0;
  // Backwards, in pieces that grow: as a rule the head is the one.
  auto to = log.head(stream).number;
  for (log::Number piece = 1; to > 0 && last == 0; piece *= 2) {
    const auto from = to - std::min(piece, to) + 1;
    each_lined(log, stream, from, to, [&](const Lined& lined) {
      last = lined.line;
      return true;
    });
    to = from - 1;
  }
  return last;
}

log::Number after_script_line(const log::EventLog& log, const std::string& room,
                              std::uint64_t line) {
  const auto head = log.head(room).number;
  const auto first = first_lined(log, room, 1, head);
  if (!first) return head;
  if (first->line > line) return first->number - 1;
  log::Number below = first->number;  // Of a line up to `line`.
  log::Number above = head + 1;       // From here on, whatever has a line has a later one.
  while (above - below > 1) {
    const auto middle = below + (above - below) / 2;
    const auto next = first_lined(log, room, middle, above - 1);
    if (next && next->line <= line) {
      below = next->number;
    } else {
      above = middle;
    }
  }
  return below;
}

}  // namespace tingbok::past
