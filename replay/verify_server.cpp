// tingbok-replay verify --url: whether a running server's history goes on from checkpoints that
// were kept, by its own proofs; nothing it says is believed without them.
#include "core/proof/check.hpp"
#include "replay/held.hpp"
#include "replay/keys.hpp"
#include "replay/print.hpp"
#include "tingbok/client/http.hpp"

namespace tingbok::replay {
namespace {

/// The answer, or Failure where the server does not give one.
template <class T>
T answered(client::ApiResult<T> result) {
  if (result) return std::move(*result);
  const auto& error = result.error();
  throw Failure(error.unreachable() ? unreachable : wrong_use, "the server: " + error.sentence);
}

client::Api server_of(const Options& options) {
  std::string token = options.token_file.empty() ? "" : read_small_file(options.token_file);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  try {
    return {client::parse_url(options.url), std::move(token)};
  } catch (const std::invalid_argument& bad) {
    throw Failure(wrong_use, bad.what());
  }
}

std::vector<proof::VerifierKey> keys_for(const client::Api& api, const Options& options) {
  auto keys = known_keys(options);
  if (!keys.empty()) return keys;
  std::string text = answered(api.log_key());
  while (!text.empty() && text.back() == '\n') text.pop_back();
  try {
    return {proof::parse_key(text)};
  } catch (const proof::Malformed& malformed) {
    throw Failure(finding, std::string("the server's key cannot be read: ") + malformed.what());
  }
}

/// Where the server says it stands now.
proof::SignedCheckpoint now_of(const client::Api& api, const Options& options,
                               std::span<const proof::VerifierKey> keys) {
  proof::SignedCheckpoint now;
  try {
    now = proof::parse_signed(answered(api.checkpoint(options.room)));
  } catch (const proof::Malformed& malformed) {
    throw Failure(finding, std::string("the server's checkpoint is none: ") + malformed.what());
  }
  if (const auto why = proof::why_not(now.note, keys)) {
    throw Failure(finding, "the server's checkpoint " + *why);
  }
  return now;
}

std::optional<std::string> wrong_with(const client::Api& api, const Options& options,
                                      const proof::Checkpoint& now, const std::string& bytes,
                                      std::span<const proof::VerifierKey> keys) {
  proof::SignedCheckpoint kept;
  try {
    kept = proof::parse_signed(bytes);
  } catch (const proof::Malformed& malformed) {
    return std::string("is not a signed checkpoint: ") + malformed.what();
  }
  if (auto why = proof::why_not(kept.note, keys)) return why;
  const auto& earlier = kept.checkpoint;
  if (earlier.origin != now.origin) {
    return "is of another log, " + earlier.origin + "; the server's is " + now.origin;
  }
  if (earlier.head.size > now.head.size) {
    return "is of " + std::to_string(earlier.head.size) + " events, and the server has " +
           std::to_string(now.head.size) + ": its tail was cut";
  }
  const auto proof = answered(api.consistency(options.room, earlier.head.size, now.head.size));
  if (proof.to() != now.head.size) return "got a proof of another size than was asked for";
  if (auto wrong = proof::wrong_with(proof, earlier, keys)) return "has a proof that " + *wrong;
  // It was read once before this.
  if (proof::parse_signed(proof.checkpoint()).checkpoint.head != now.head) {
    return "is proven to lead to another history than the one the server states: it shows two";
  }
  return std::nullopt;
}

}  // namespace

int verify_server(const Options& options) {
  if (options.room.empty()) throw Failure(wrong_use, "--url needs --room PROGRAMME/ROOM");
  if (options.checkpoints.empty()) {
    throw Failure(wrong_use, "--url needs --checkpoint FILE: a checkpoint that was kept");
  }
  const client::Api api = server_of(options);
  const auto keys = keys_for(api, options);
  const auto now = now_of(api, options, keys);
  bool whole = true;
  boost::json::array files;
  for (const std::string& path : options.checkpoints) {
    const auto wrong = wrong_with(api, options, now.checkpoint, read_small_file(path), keys);
    whole = whole && !wrong;
    boost::json::object file{{"file", path}, {"whole", !wrong}};
    if (wrong) file["finding"] = path + " " + *wrong;
    files.push_back(std::move(file));
    if (options.json) continue;
    print(wrong ? "WRONG  " + path + " " + *wrong + "\n"
                : "whole  " + path + "  " + options.room + " goes on from it to event " +
                      std::to_string(now.checkpoint.head.size) + "\n");
  }
  if (options.json) {
    print(pretty(boost::json::object{{"whole", whole}, {"checkpoints", std::move(files)}}));
  }
  return whole ? ok : finding;
}

}  // namespace tingbok::replay
