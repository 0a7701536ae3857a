/// The keys of open secret votes without a disk.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sodium.h>

#include "server/ops/ballot_keys.hpp"

namespace tingbok::test {

/// Real keys, kept in memory.
class MemoryKeys final : public ops::BallotKeys {
 public:
  /// The disk of the secrets folder.
  bool fails = false;
  int made = 0;
  int read = 0;

  std::string make(std::string_view) override {
    if (fails) throw ops::SecretsFailed("cannot create a key.");
    ++made;
    std::string open(ops::ballot_key_bytes, '\0');
    std::string secret(ops::ballot_key_bytes, '\0');
    crypto_box_keypair(reinterpret_cast<unsigned char*>(open.data()),
                       reinterpret_cast<unsigned char*>(secret.data()));
    keys[open] = secret;
    return open;
  }
  std::optional<ops::BallotSecret> find(std::string_view open) override {
    ++read;
    const auto found = keys.find(open);
    if (found == keys.end()) return std::nullopt;
    return ops::BallotSecret(found->second);
  }
  void destroy(std::string_view open) override { keys.erase(std::string(open)); }

  std::map<std::string, std::string, std::less<>> keys;
};

}  // namespace tingbok::test
