/// Checkpoints of rooms and paths to them, from what is durable. Blocks on the log; for worker
/// threads, any number of them.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/log/event_log.hpp"
#include "core/proof/note.hpp"
#include "core/rebuild/trees.hpp"
#include "tingbok/v1/past.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::net {

/// A number that is not there to prove. The text is one sentence.
class NotThere : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Proofs {
 public:
  /// Whether a core may be read by whoever asks.
  using MayRead = std::function<bool(const pb::RecordCore&)>;

  /// Both outlive it.
  Proofs(const log::EventLog& log, const proof::Signer& signer)
      : log_(log), signer_(signer), trees_(log) {}

  /// All throw NotThere and log::Damaged. `size`, `to` nullopt: as the room stands now.

  /// A signed note: of now, with both neighbours; of an earlier size, the one that was stored then,
  /// or one made for the occasion, which states no neighbours.
  std::string checkpoint(const std::string& workshop, std::optional<log::Number> size);
  pb::InclusionProof inclusion(const std::string& workshop, log::Number number,
                               std::optional<log::Number> size, const MayRead& may_read);
  pb::ConsistencyProof consistency(const std::string& workshop, log::Number from,
                                   std::optional<log::Number> to);
  /// The acknowledgement of the command that made event `number`.
  pb::ReceiptProof receipt(const std::string& workshop, log::Number number,
                           const MayRead& may_read);

  const proof::Signer& signer() const { return signer_; }

 private:
  /// A note of a size, and that size.
  struct Head {
    log::Number size;
    std::string note;
  };
  Head head(const std::string& workshop, std::optional<log::Number> size);
  std::string earlier(const std::string& workshop, log::Number size);

  const log::EventLog& log_;
  const proof::Signer& signer_;
  rebuild::Trees trees_;
};

}  // namespace tingbok::net
