/// Checking proofs without a log and without trust in whoever handed them over: all that is needed
/// is the key. Each function names the first thing wrong, as the rest of a sentence that starts
/// with what is checked ("has a path that does not lead to the root"); nullopt: nothing is.
///
/// Pure; callable from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/proof/checkpoint.hpp"
#include "tingbok/v1/past.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::proof {

/// That the record stands where it says in the tree that the checkpoint signs, that the checkpoint
/// is of the room it names, and that the core, where it is given, is that record's.
std::optional<std::string> wrong_with(const pb::InclusionProof& proof,
                                      std::span<const VerifierKey> known);

/// That what was acknowledged is what stands in the log.
std::optional<std::string> wrong_with(const pb::ReceiptProof& proof,
                                      std::span<const VerifierKey> known);

/// That the tree of `earlier`, a checkpoint that was kept, is the beginning of the tree that the
/// proof's own checkpoint signs. Whether `earlier` itself was signed is for the caller to check.
std::optional<std::string> wrong_with(const pb::ConsistencyProof& proof, const Checkpoint& earlier,
                                      std::span<const VerifierKey> known);

/// The room that an origin is of, PROGRAMME/ROOM; nullopt: it is no room's.
std::optional<std::string> room_of_origin(std::string_view origin);

}  // namespace tingbok::proof
