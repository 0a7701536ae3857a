#include "core/log/event_log.hpp"

#include <algorithm>

namespace tingbok::log {

Record make_record(std::string core, std::string personal) {
  Record record;
  record.leaf = leaf_hash(core);
  record.core = std::move(core);
  record.personal = std::move(personal);
  return record;
}

std::string_view describe(Error error) {
  switch (error) {
    case Error::none:
      return "written";
    case Error::number_conflict:
      return "the stream is not at the expected number";
    case Error::storage_full:
      return "the disk is nearly full";
    case Error::io:
      return "the disk failed";
    case Error::closed:
      return "the log is closing";
  }
  return "unknown";
}

}  // namespace tingbok::log
