/// Private to the checks: reading a stream while deriving what holds for every kind of stream.
#pragma once

#include "core/hash/hash.hpp"
#include "core/rebuild/record.hpp"
#include "replay/check.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok::replay {

/// Ends a check: what is wrong with the record that is being looked at.
class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One record as the checks see it.
struct Seen {
  const log::RecordView& record;
  const rebuild::ParsedRecord& parsed;
  const Digest& leaf;
};

/// Reads the stream to its head, comparing numbers, times, personal digests and the root, and calls
/// `look` for each record; it throws Wrong for what it finds. Fills records, root and finding.
void walk(const log::EventLog& log, Checked& checked, const Step& step,
          const std::function<void(const Seen&)>& look);

/// The answer kept for the record's command; throws Wrong where there is none or it does not parse.
pb::StoredAnswer kept_answer_of(const log::EventLog& log, const std::string& room,
                                const pb::RecordCore& core);

}  // namespace tingbok::replay
