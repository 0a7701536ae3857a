#include "core/bundle/answers.hpp"

namespace tingbok::bundle {
namespace {

constexpr std::string_view refusals_end = "/refusals";

}  // namespace

std::string_view room_of(std::string_view stream, const pb::RecordCore& core) {
  if (core.has_refusal() && stream.ends_with(refusals_end)) {
    stream.remove_suffix(refusals_end.size());
  }
  return stream;
}

std::string answer_key(const pb::RecordCore& core) {
  return core.actor() + std::string(1, '\0') + core.command_id();
}

bool stands_with(const pb::RecordCore& core, const pb::StoredAnswer& answer) {
  if (core.command_id().empty()) return false;
  if (core.has_event()) return answer.receipt().number() == core.number();
  return core.has_refusal() && !core.refusal().repeat() && answer.has_refused() &&
         answer.refused().number() == core.number();
}

}  // namespace tingbok::bundle
