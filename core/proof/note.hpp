/// Signed notes (C2SP signed-note): a text, a blank line, and lines of signatures over the text.
/// Ed25519 only, by libsodium, whose sodium_init() the program has called.
///
///     text, any lines, the last one ended
///
///     — NAME base64(key id(4) || signature)
///
/// Pure: secrets come in. Callable from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tingbok::proof {

/// A note may not be larger, nor have more signatures (the specification asks for 16 at least).
inline constexpr std::size_t note_bytes_max = 1u << 20;
inline constexpr std::size_t signatures_max = 100;
inline constexpr std::size_t ed25519_bytes = 32;

/// Bytes that are no note, no key or no checkpoint. The text is one sentence without a full stop
/// and says what is wrong with them ("the note has no signature").
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a signature is checked with. As text: NAME+ID+BASE64, the id eight hexadecimal digits, and
/// the Base64 of the byte 01 and the key.
struct VerifierKey {
  std::string name;
  /// The first four bytes, big-endian, of SHA-256(name || 0A || 01 || public key).
  std::uint32_t id = 0;
  std::array<std::uint8_t, ed25519_bytes> public_key{};

  std::string text() const;
  bool operator==(const VerifierKey&) const = default;
};

/// The key of that name: not empty, without spaces and plus. Throws Malformed.
VerifierKey make_key(std::string name, std::span<const std::uint8_t, ed25519_bytes> public_key);
/// Throws Malformed, also where the id is not that of name and key.
VerifierKey parse_key(std::string_view text);

struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  /// What follows the id: 64 bytes for Ed25519.
  std::string bytes;
};

struct Note {
  /// Its last newline included, the blank line not.
  std::string text;
  std::vector<NoteSignature> signatures;
};

/// Exactly what the specification allows. Throws Malformed.
Note parse_note(std::string_view bytes);

enum class Trust {
  /// A known key signed it, and no signature of a known key is wrong.
  good,
  /// None of the known keys signed it.
  unknown_key,
  /// It bears the name and id of a known key, whose signature it is not.
  forged,
};

Trust trust(const Note& note, std::span<const VerifierKey> known);

/// One sentence's worth of why a note is not to be believed; nullopt for Trust::good.
std::optional<std::string> why_not(const Note& note, std::span<const VerifierKey> known);

/// Signs. Holds a private key, wiped when it goes; neither copied nor moved.
class Signer {
 public:
  /// `seed` is the private key as RFC 8032 has it. Throws Malformed for a name that is none.
  Signer(std::string name, std::span<const std::uint8_t, ed25519_bytes> seed);
  /// From PRIVATE+KEY+NAME+ID+BASE64 (the byte 01 and the seed), as Go's tools write signing keys.
  /// Throws Malformed.
  explicit Signer(std::string_view text);
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  const VerifierKey& key() const { return key_; }
  /// The private key as text; whoever asks wipes it.
  std::string secret_text() const;
  /// The whole note. `text` ends with a newline and holds no other control character; throws
  /// Malformed otherwise.
  std::string sign(std::string_view text) const;

 private:
  void take(std::string name, std::span<const std::uint8_t, ed25519_bytes> seed);

  VerifierKey key_;
  /// Seed, then public key: libsodium's form.
  std::array<std::uint8_t, 2 * ed25519_bytes> secret_{};
};

}  // namespace tingbok::proof
