#include "replay/held.hpp"

#include <google/protobuf/util/json_util.h>

#include "core/proof/check.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "replay/keys.hpp"
#include "replay/print.hpp"
#include "replay/stream_walk.hpp"

namespace tingbok::replay {
namespace {

void must_go_on_from(const log::EventLog& log, rebuild::Trees& trees, const std::string& stream,
                     const proof::TreeHead& stated) {
  const log::Number head = log.head(stream).number;
  if (stated.size > head) {
    throw Wrong("is of " + std::to_string(stated.size) + " records of " + stream +
                ", which ends at " + std::to_string(head) + ": its tail was cut");
  }
  if (trees.root(stream, stated.size) != stated.root) {
    throw Wrong("states another root of " + stream + " at size " + std::to_string(stated.size) +
                ": the history was rewritten");
  }
}

void check_held(const log::EventLog& log, rebuild::Trees& trees, const std::string& bytes,
                std::span<const proof::VerifierKey> keys) {
  const auto read = proof::parse_signed(bytes);
  if (const auto why = proof::why_not(read.note, keys)) throw Wrong(*why);
  const auto& checkpoint = read.checkpoint;
  const auto room = proof::room_of_origin(checkpoint.origin);
  if (!room) throw Wrong("is of another log, " + checkpoint.origin);
  if (log.head(*room).number == 0) {
    throw Wrong("is of the room " + *room + ", of which this log has nothing");
  }
  const std::string ours = proof::room_origin(*room, rebuild::first_leaf(log, *room));
  if (checkpoint.origin != ours) {
    throw Wrong("is of another log, " + checkpoint.origin + "; this one is " + ours);
  }
  must_go_on_from(log, trees, *room, checkpoint.head);
  if (const auto stated = proof::neighbour(checkpoint, proof::refusals_neighbour)) {
    must_go_on_from(log, trees, rebuild::refusal_stream(*room), *stated);
  }
  if (const auto stated = proof::neighbour(checkpoint, proof::programme_neighbour)) {
    must_go_on_from(log, trees, rebuild::programme_of(*room), *stated);
  }
}

pb::ReceiptProof read_receipt(const std::string& path) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // A newer server may say more.
  pb::ReceiptProof proof;
  const std::string text = read_small_file(path);
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &proof, options);
  if (!status.ok()) throw Failure(wrong_use, path + " is not a receipt: " + status.ToString());
  return proof;
}

/// The event the receipt acknowledges stands in this log too, with the time and state it says.
void check_in_log(const log::EventLog& log, const pb::ReceiptProof& proof) {
  const auto& inclusion = proof.inclusion();
  const auto& receipt = proof.receipt();
  const std::string event =
      "event " + std::to_string(inclusion.number()) + " of " + inclusion.workshop();
  bool found = false;
  log.read(inclusion.workshop(), inclusion.number(), inclusion.number(),
           [&](const log::RecordView& record) {
             found = true;
             if (as_bytes(leaf_hash(record.core)) != inclusion.leaf_hash()) {
               throw Wrong("acknowledges another " + event + " than this log has");
             }
             const auto core = rebuild::parse_record(record, inclusion.workshop()).core;
             if (core.time_ms() != receipt.time_ms() || core.state_hash() != receipt.state_hash()) {
               throw Wrong("acknowledges another time or state than " + event + " has");
             }
             return false;
           });
  if (!found) throw Wrong("acknowledges " + event + ", which this log does not have");
}

std::optional<std::string> wrong_with_receipt(const log::EventLog* log,
                                              const pb::ReceiptProof& proof,
                                              std::span<const proof::VerifierKey> keys) {
  if (auto wrong = proof::wrong_with(proof, keys)) return wrong;
  if (!log) return std::nullopt;
  try {
    check_in_log(*log, proof);
  } catch (const Wrong& wrong) {
    return wrong.what();
  }
  rebuild::Trees trees(*log);
  if (auto wrong = wrong_with_held(*log, trees, proof.inclusion().checkpoint(), keys)) {
    return "has a checkpoint that " + *wrong;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_with_held(const log::EventLog& log, rebuild::Trees& trees,
                                           const std::string& note,
                                           std::span<const proof::VerifierKey> keys) {
  try {
    check_held(log, trees, note, keys);
    return std::nullopt;
  } catch (const Wrong& wrong) {
    return wrong.what();
  } catch (const proof::Malformed& malformed) {
    return std::string("is not a signed checkpoint: ") + malformed.what();
  } catch (const log::Damaged& damaged) {
    return std::string("cannot be compared: ") + damaged.what();
  }
}

std::vector<HeldNote> held_notes(const Options& options) {
  std::vector<HeldNote> notes;
  for (const auto& path : options.checkpoints) {
    notes.push_back({path, read_small_file(path)});
    try {
      proof::parse_signed(notes.back().text);
    } catch (const proof::Malformed& malformed) {
      throw Failure(wrong_use, path + " is not a signed checkpoint: " + malformed.what());
    }
  }
  return notes;
}

int verify_receipt(const log::EventLog* log, std::span<const proof::VerifierKey> keys,
                   const Options& options) {
  if (keys.empty()) throw Failure(wrong_use, "say with --key which key must have signed it");
  const auto proof = read_receipt(options.receipt);
  const auto wrong = wrong_with_receipt(log, proof, keys);
  if (options.json) {
    boost::json::object out{{"whole", !wrong}};
    if (wrong) out["finding"] = options.receipt + " " + *wrong;
    out["workshop"] = proof.inclusion().workshop();
    out["number"] = proof.receipt().number();
    print(pretty(out));
  } else if (wrong) {
    print("WRONG  " + options.receipt + " " + *wrong + "\n");
  } else {
    print("good   " + options.receipt + "  event " + std::to_string(proof.receipt().number()) +
          " of " + proof.inclusion().workshop() + " stands in the first " +
          std::to_string(proof.inclusion().size()) + (log ? ", also in this log\n" : "\n"));
  }
  return wrong ? finding : ok;
}

}  // namespace tingbok::replay
