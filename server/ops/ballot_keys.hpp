/// The private keys of open secret votes: one file for each, in the secrets folder, and never in
/// the data folder. A key is on the disk before its vote opens, and is destroyed once the vote has
/// closed or was annulled. Whoever loses the file cannot open the ballots: the vote is then
/// annulled and held again.
///
/// All functions may be called from any thread, and block on the disk.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/ops/secrets.hpp"

namespace tingbok::ops {

inline constexpr std::size_t ballot_key_bytes = 32;

/// The private half. Wiped when it goes; moved, never copied.
class BallotSecret {
 public:
  explicit BallotSecret(std::string_view bytes);
  BallotSecret(BallotSecret&& other) noexcept;
  BallotSecret& operator=(BallotSecret&& other) noexcept;
  ~BallotSecret();
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, ballot_key_bytes> bytes_{};
};

class BallotKeys {
 public:
  virtual ~BallotKeys() = default;

  /// Makes a pair for a vote in `workshop` and returns the public key, once the private one is
  /// durable. Throws SecretsFailed.
  virtual std::string make(std::string_view workshop) = 0;

  /// nullopt where it is gone. Throws SecretsFailed where it cannot be read.
  virtual std::optional<BallotSecret> find(std::string_view public_key) = 0;

  /// Destroys it, if it is there. Throws SecretsFailed.
  virtual void destroy(std::string_view public_key) = 0;
};

/// Files in `secrets`/ballots (mode 0700), named by the public key in hexadecimal, mode 0600:
///
///     tingbok-ballot-key 1 / epoch of the log / workshop / private key in hexadecimal
///
/// (four lines). Destroying overwrites with zeros, syncs, unlinks and syncs the folder; on media
/// that do not write in place the old bytes may outlive that (docs/operations.md).
class BallotKeyFolder : public BallotKeys {
 public:
  /// The key of a vote in some room of some log.
  struct Found {
    std::string public_key;
    std::string epoch;
    std::string workshop;
  };

  /// Makes the folder where there is none. Throws SecretsFailed.
  BallotKeyFolder(const std::filesystem::path& secrets, std::string epoch);

  std::string make(std::string_view workshop) override;
  std::optional<BallotSecret> find(std::string_view public_key) override;
  void destroy(std::string_view public_key) override;

  /// All that are there; unfinished files of this log are destroyed, those of others and folders
  /// are passed over with a warning. Throws SecretsFailed, also for a file that is none of these.
  std::vector<Found> all();

 private:
  void end_unfinished(const std::filesystem::path& path);
  std::filesystem::path file_of(std::string_view public_key) const;

  const std::filesystem::path folder_;
  const std::string epoch_;
};

}  // namespace tingbok::ops
