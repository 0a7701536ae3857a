#include "core/proof/check.hpp"

#include "core/hash/paths.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok::proof {
namespace {

constexpr std::string_view origin_start = "tingbok/";

/// Ends a check; the text is what is wrong.
class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

Digest digest_of(const std::string& bytes, const char* what) {
  if (bytes.size() != Digest{}.size()) {
    throw Wrong(std::string("has ") + what + " that is not 32 bytes");
  }
  return digest_from_bytes(bytes);
}

template <class Message>
Path path_of(const Message& proof) {
  if (static_cast<std::size_t>(proof.path_size()) > path_hashes_max) {
    throw Wrong("has a longer path than any tree has");
  }
  Path path;
  for (const std::string& hash : proof.path()) path.push_back(digest_of(hash, "a path of hashes"));
  return path;
}

/// The checkpoint of the room and size that the proof says.
Checkpoint trusted(const std::string& note, const std::string& workshop, std::uint64_t size,
                   std::span<const VerifierKey> known) {
  SignedCheckpoint read;
  try {
    read = parse_signed(note);
  } catch (const Malformed& malformed) {
    throw Wrong(std::string("has a checkpoint that cannot be read: ") + malformed.what());
  }
  if (const auto why = why_not(read.note, known)) throw Wrong("has a checkpoint that " + *why);
  if (room_of_origin(read.checkpoint.origin) != workshop) {
    throw Wrong("has a checkpoint of another log: " + read.checkpoint.origin);
  }
  if (read.checkpoint.head.size != size) {
    throw Wrong("has a checkpoint of size " + std::to_string(read.checkpoint.head.size) +
                " but says " + std::to_string(size));
  }
  return std::move(read.checkpoint);
}

template <class Check>
std::optional<std::string> first_wrong(const Check& check) {
  try {
    check();
    return std::nullopt;
  } catch (const Wrong& wrong) {
    return wrong.what();
  }
}

void check_inclusion(const pb::InclusionProof& proof, std::span<const VerifierKey> known) {
  const Checkpoint checkpoint = trusted(proof.checkpoint(), proof.workshop(), proof.size(), known);
  const Digest leaf = digest_of(proof.leaf_hash(), "a leaf hash");
  if (proof.number() == 0 || proof.number() > proof.size()) {
    throw Wrong("is of event " + std::to_string(proof.number()) + ", which a tree of " +
                std::to_string(proof.size()) + " does not hold");
  }
  if (!verify_inclusion(proof.number() - 1, proof.size(), leaf, path_of(proof),
                        checkpoint.head.root)) {
    throw Wrong("has a path that does not lead to the root of its checkpoint");
  }
  if (proof.core().empty()) return;
  pb::RecordCore core;
  if (leaf_hash(proof.core()) != leaf || !core.ParseFromString(proof.core()) ||
      core.number() != proof.number()) {
    throw Wrong("holds a record that is not the one it proves");
  }
}

/// A receipt has no time or state of its own to prove where the core may not be read: its leaf hash
/// covers both.
void check_receipt(const pb::ReceiptProof& proof, std::span<const VerifierKey> known) {
  const pb::Receipt& receipt = proof.receipt();
  if (receipt.number() != proof.inclusion().number() ||
      receipt.leaf_hash() != proof.inclusion().leaf_hash()) {
    throw Wrong("acknowledges another event than the one it proves");
  }
  check_inclusion(proof.inclusion(), known);
  if (proof.inclusion().core().empty()) return;
  pb::RecordCore core;
  if (!core.ParseFromString(proof.inclusion().core()) || core.time_ms() != receipt.time_ms() ||
      core.state_hash() != receipt.state_hash()) {
    throw Wrong("acknowledges another time or state than the event has");
  }
}

void check_consistency(const pb::ConsistencyProof& proof, const Checkpoint& earlier,
                       std::span<const VerifierKey> known) {
  const Checkpoint later = trusted(proof.checkpoint(), proof.workshop(), proof.to(), known);
  if (later.origin != earlier.origin) {
    throw Wrong("is of the log " + later.origin + ", and the checkpoint of " + earlier.origin);
  }
  if (proof.from() != earlier.head.size) {
    throw Wrong("starts at " + std::to_string(proof.from()) + " and not at the checkpoint's " +
                std::to_string(earlier.head.size));
  }
  if (!verify_consistency(proof.from(), earlier.head.root, proof.to(), later.head.root,
                          path_of(proof))) {
    throw Wrong(
        "does not lead from the root of the checkpoint to that of today: the history was "
        "rewritten");
  }
}

}  // namespace

std::optional<std::string> wrong_with(const pb::InclusionProof& proof,
                                      std::span<const VerifierKey> known) {
  return first_wrong([&] { check_inclusion(proof, known); });
}

std::optional<std::string> wrong_with(const pb::ReceiptProof& proof,
                                      std::span<const VerifierKey> known) {
  return first_wrong([&] { check_receipt(proof, known); });
}

std::optional<std::string> wrong_with(const pb::ConsistencyProof& proof, const Checkpoint& earlier,
                                      std::span<const VerifierKey> known) {
  return first_wrong([&] { check_consistency(proof, earlier, known); });
}

std::optional<std::string> room_of_origin(std::string_view origin) {
  if (!origin.starts_with(origin_start)) return std::nullopt;
  origin.remove_prefix(origin_start.size());
  const std::size_t room_end = origin.rfind('/');
  if (room_end == origin.npos || origin.find('/') == room_end) return std::nullopt;
  return std::string(origin.substr(0, room_end));
}

}  // namespace tingbok::proof
