#include "core/past/search.hpp"

#include <optional>

namespace tingbok::past {

pb::RecordCore core_at(const log::EventLog& log, const std::string& stream, log::Number number) {
  std::optional<pb::RecordCore> core;
  log.read(stream, number, number, [&](const log::RecordView& record) {
    core.emplace();
    if (!core->ParseFromArray(record.core.data(), static_cast<int>(record.core.size())))
      core.reset();
    return false;
  });
  if (!core)
    throw log::Damaged("record " + std::to_string(number) + " of " + stream + " cannot be read");
  return std::move(*core);
}

}  // namespace tingbok::past
