#include "server/ops/log_key.hpp"

#include <array>

#include <sodium.h>

namespace tingbok::ops {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t name_digits = 8;

std::string fresh_name() {
  std::array<unsigned char, name_digits / 2> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, name_digits + 1> digits;
  sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
  return "tingbok-" + std::string(digits.data());
}

std::unique_ptr<const proof::Signer> make_signer(const fs::path& path) {
  std::array<std::uint8_t, proof::ed25519_bytes> seed;
  randombytes_buf(seed.data(), seed.size());
  auto signer = std::make_unique<const proof::Signer>(fresh_name(), seed);
  sodium_memzero(seed.data(), seed.size());
  std::string text = signer->secret_text() + "\n";
  write_atomically(path, text, 0600);
  sodium_memzero(text.data(), text.size());
  return signer;
}

std::unique_ptr<const proof::Signer> read_signer(const fs::path& path) {
  std::string text = read_file(path);
  const std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  try {
    auto signer = std::make_unique<const proof::Signer>(line);
    sodium_memzero(text.data(), text.size());
    return signer;
  } catch (const proof::Malformed& malformed) {
    throw SecretsFailed("the signing key in " + path.string() +
                        " cannot be used: " + malformed.what() +
                        "; put back a copy, or delete the file to have a new "
                        "one made (docs/operations.md).");
  }
}

/// The last line of log.vkey is the key that signs now.
void publish(const proof::VerifierKey& key, const fs::path& path) {
  std::error_code error;
  std::string text;
  if (fs::exists(path, error)) text = read_file(path);
  const std::string line = key.text() + "\n";
  if (text.ends_with(line) &&
      (text.size() == line.size() || text[text.size() - line.size() - 1] == '\n')) {
    return;
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  write_atomically(path, text + line, 0644);
}

}  // namespace

std::unique_ptr<const proof::Signer> log_signer(const fs::path& secrets, const fs::path& data) {
  const fs::path path = secrets / "log.key";
  std::error_code error;
  auto signer = fs::exists(path, error) ? read_signer(path) : make_signer(path);
  publish(signer->key(), data / "log.vkey");
  return signer;
}

}  // namespace tingbok::ops
