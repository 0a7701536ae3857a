#include "server/net/proofs.hpp"

#include <array>

#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::net {
namespace {

/// What every proof says: of which stream it is, the path, and the checkpoint it leads to.
template <class Proof>
Proof proof_of(const std::string& workshop, const Path& path, std::string checkpoint) {
  Proof proof;
  proof.set_workshop(workshop);
  for (const Digest& hash : path) proof.add_path(std::string(as_bytes(hash)));
  proof.set_checkpoint(std::move(checkpoint));
  return proof;
}

std::string core_bytes(const log::EventLog& log, const std::string& workshop, log::Number number) {
  std::string core;
  log.read(workshop, number, number, [&](const log::RecordView& record) {
    core = record.core;
    return false;
  });
  return core;
}

pb::RecordCore parse_core(const std::string& bytes, const std::string& workshop,
                          log::Number number) {
  return rebuild::parse_record({number, bytes, {}}, workshop).core;
}

void must_be_there(log::Number number, log::Number least, log::Number most, const char* what) {
  if (number >= least && number <= most) return;
  throw NotThere(std::string(what) + " must be a number from " + std::to_string(least) + " to " +
                 std::to_string(most) + ".");
}

}  // namespace

Proofs::Head Proofs::head(const std::string& workshop, std::optional<log::Number> size) {
  if (!size) {
    Head now{0, {}};
    now.note = rebuild::sign_now(log_, signer_, workshop, now.size);
    return now;
  }
  must_be_there(*size, 1, log_.head(workshop).number, "The size of a checkpoint");
  return {*size, earlier(workshop, *size)};
}

/// What was signed with a key that is no longer used is signed again.
std::string Proofs::earlier(const std::string& workshop, log::Number size) {
  if (auto stored = rebuild::checkpoint_of_size(log_, workshop, size)) {
    const proof::Note note = proof::parse_note(stored->noted.note());
    if (proof::trust(note, std::array{signer_.key()}) == proof::Trust::good) {
      return std::move(*stored->noted.mutable_note());
    }
  }
  proof::Checkpoint checkpoint;
  checkpoint.origin = proof::room_origin(workshop, rebuild::first_leaf(log_, workshop));
  checkpoint.head = {size, trees_.root(workshop, size)};
  return signer_.sign(proof::text_of(checkpoint));
}

std::string Proofs::checkpoint(const std::string& workshop, std::optional<log::Number> size) {
  return head(workshop, size).note;
}

pb::InclusionProof Proofs::inclusion(const std::string& workshop, log::Number number,
                                     std::optional<log::Number> size, const MayRead& may_read) {
  Head tree = head(workshop, size);
  must_be_there(number, 1, tree.size, "The event");
  auto proof = proof_of<pb::InclusionProof>(workshop, trees_.inclusion(workshop, number, tree.size),
                                            std::move(tree.note));
  proof.set_number(number);
  proof.set_size(tree.size);
  std::string core = core_bytes(log_, workshop, number);
  proof.set_leaf_hash(std::string(as_bytes(leaf_hash(core))));
  if (may_read(parse_core(core, workshop, number))) proof.set_core(std::move(core));
  return proof;
}

pb::ConsistencyProof Proofs::consistency(const std::string& workshop, log::Number from,
                                         std::optional<log::Number> to) {
  Head tree = head(workshop, to);
  must_be_there(from, 0, tree.size, "The smaller size");
  auto proof = proof_of<pb::ConsistencyProof>(
      workshop, trees_.consistency(workshop, from, tree.size), std::move(tree.note));
  proof.set_from(from);
  proof.set_to(tree.size);
  return proof;
}

pb::ReceiptProof Proofs::receipt(const std::string& workshop, log::Number number,
                                 const MayRead& may_read) {
  must_be_there(number, 1, log_.head(workshop).number, "The event");
  const auto core = parse_core(core_bytes(log_, workshop, number), workshop, number);
  if (core.command_id().empty()) {
    throw NotThere("Nobody asked for that event: the server made it, and gave no receipt.");
  }
  const auto kept =
      log_.kept_answer(workshop, core.actor() + std::string(1, '\0') + core.command_id());
  pb::StoredAnswer answer;
  if (!kept || !answer.ParseFromString(*kept) || !answer.has_receipt()) {
    throw log::Damaged("event " + std::to_string(number) + " of " + workshop +
                       " has no kept receipt");
  }
  pb::ReceiptProof proof;
  *proof.mutable_receipt() = answer.receipt();
  *proof.mutable_inclusion() =
      inclusion(workshop, answer.receipt().number(), std::nullopt, may_read);
  return proof;
}

}  // namespace tingbok::net
