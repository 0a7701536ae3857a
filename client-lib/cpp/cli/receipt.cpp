#include "receipt.hpp"

#include <cstdio>

#include <google/protobuf/util/json_util.h>

#include "core/proof/check.hpp"

namespace tingbok::cli {
namespace {

/// The key that must have signed it.
proof::VerifierKey key_of(const client::Api& api, const ReceiptOptions& options) {
  std::string text = options.key;
  if (text.empty()) {
    const auto told = api.log_key();
    if (!told) throw failure_of("getting the server's key", told.error());
    text = told->substr(0, told->find('\n'));
  }
  try {
    return proof::parse_key(text);
  } catch (const proof::Malformed& malformed) {
    throw Failure(wrong_use, std::string("no key to check the receipt with: ") + malformed.what());
  }
}

void write(const pb::ReceiptProof& proof, const std::filesystem::path& path) {
  google::protobuf::util::JsonPrintOptions pretty_print;
  pretty_print.add_whitespace = true;
  std::string json;
  const auto made = google::protobuf::util::MessageToJsonString(proof, &json, pretty_print);
  if (!made.ok()) throw std::logic_error("a receipt has no JSON form: " + made.ToString());
  replace_file(path, json);
}

}  // namespace

int receipt(const ReceiptOptions& options) {
  const std::string room = parse_room(options.room).whole();
  std::string bearer;
  if (!options.server.token_file.empty()) bearer = read_secret(options.server.token_file);
  if (!options.server.admin_token_file.empty())
    bearer = read_secret(options.server.admin_token_file);
  const client::Api api(endpoint_of(options.server.url), bearer);
  const auto key = key_of(api, options);
  const auto proof = api.receipt(room, options.number);
  if (!proof) throw failure_of("getting the receipt", proof.error());
  auto wrong = proof::wrong_with(*proof, std::span(&key, 1));
  if (!wrong && proof->inclusion().workshop() != room) wrong = "is of another room";
  if (wrong) {
    std::fprintf(stderr, "tingbok-client: the receipt %s\n", wrong->c_str());
    return not_as_expected;
  }
  write(*proof, options.out);
  std::printf("receipt of event %llu of %s, signed by %s\n",
              static_cast<unsigned long long>(proof->receipt().number()), room.c_str(),
              key.text().c_str());
  return as_expected;
}

}  // namespace tingbok::cli
