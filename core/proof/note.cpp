#include "core/proof/note.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <sodium.h>

#include "core/hash/hash.hpp"
#include "core/proof/text.hpp"

namespace tingbok::proof {
namespace {

static_assert(crypto_sign_PUBLICKEYBYTES == ed25519_bytes);
static_assert(crypto_sign_SEEDBYTES == ed25519_bytes);
static_assert(crypto_sign_SECRETKEYBYTES == 2 * ed25519_bytes);

constexpr std::string_view signature_start = "\u2014 ";
constexpr std::string_view secret_start = "PRIVATE+KEY+";
constexpr char ed25519_type = 1;
constexpr std::size_t id_bytes = 4;
constexpr std::size_t id_digits = 2 * id_bytes;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t number = 0;
  for (const char byte : four.substr(0, id_bytes)) {
    number = number << 8 | static_cast<std::uint8_t>(byte);
  }
  return number;
}

std::string bytes_of_id(std::uint32_t id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift);
  return bytes;
}

std::string hex_of_id(std::uint32_t id) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += digits[id >> shift & 15];
  return text;
}

std::string typed(std::span<const std::uint8_t> key) {
  std::string bytes(1, ed25519_type);
  bytes.append(reinterpret_cast<const char*>(key.data()), key.size());
  return bytes;
}

/// Text, split at its last two plus signs: NAME+ID+BASE64.
struct KeyParts {
  std::string name;
  std::uint32_t id = 0;
  std::array<std::uint8_t, ed25519_bytes> key{};
};

KeyParts split_key(std::string_view text) {
  const auto name_end = text.find('+');
  const auto id_end = name_end == text.npos ? text.npos : text.find('+', name_end + 1);
  if (id_end == text.npos) {
    throw Malformed("a key is written NAME+ID+BASE64, and this text is not");
  }
  const std::string_view id = text.substr(name_end + 1, id_end - name_end - 1);
  KeyParts parts;
  parts.name = text.substr(0, name_end);
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), parts.id, 16);
  if (id.size() != id_digits || error != std::errc() || end != id.data() + id.size()) {
    throw Malformed("the id of a key is eight hexadecimal digits, and this one's is not");
  }
  auto bytes = from_base64(text.substr(id_end + 1));
  if (!bytes || bytes->size() != 1 + ed25519_bytes || bytes->front() != ed25519_type) {
    throw Malformed("the key is not an Ed25519 key: a byte 01 and 32 bytes, in Base64");
  }
  std::memcpy(parts.key.data(), bytes->data() + 1, ed25519_bytes);
  sodium_memzero(bytes->data(), bytes->size());
  return parts;
}

NoteSignature parse_signature(std::string_view line) {
  if (!line.starts_with(signature_start)) {
    throw Malformed("a line after the note's last blank line is not a signature");
  }
  line.remove_prefix(signature_start.size());
  const std::size_t name_end = line.find(' ');
  if (name_end == line.npos || !is_key_name(line.substr(0, name_end))) {
    throw Malformed("a signature of the note does not name its key");
  }
  const auto bytes = from_base64(line.substr(name_end + 1));
  if (!bytes || bytes->size() <= id_bytes) {
    throw Malformed("a signature of the note is not Base64 of a key's id and a signature");
  }
  return {std::string(line.substr(0, name_end)), big_endian(*bytes), bytes->substr(id_bytes)};
}

bool is_of(const NoteSignature& signature, const VerifierKey& key) {
  return signature.id == key.id && signature.name == key.name;
}

bool verifies(const Note& note, const NoteSignature& signature, const VerifierKey& key) {
  return signature.bytes.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(data_of(signature.bytes), data_of(note.text), note.text.size(),
                                     key.public_key.data()) == 0;
}

}  // namespace

std::string VerifierKey::text() const {
  return name + "+" + hex_of_id(id) + "+" + to_base64(typed(public_key));
}

VerifierKey make_key(std::string name, std::span<const std::uint8_t, ed25519_bytes> public_key) {
  if (!is_key_name(name)) {
    throw Malformed("the name of a key is not empty and has neither spaces nor plus signs");
  }
  VerifierKey key;
  key.id = big_endian(as_bytes(sha256(name + "\n" + typed(public_key))));
  key.name = std::move(name);
  std::copy(public_key.begin(), public_key.end(), key.public_key.begin());
  return key;
}

VerifierKey parse_key(std::string_view text) {
  const KeyParts parts = split_key(text);
  VerifierKey key = make_key(parts.name, parts.key);
  if (key.id != parts.id) throw Malformed("the id of the key is not that of its name and bytes");
  return key;
}

Note parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max) throw Malformed("the note is larger than 1 MiB");
  if (!is_note_text(bytes)) {
    throw Malformed("the note is not UTF-8 text without control characters");
  }
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == bytes.npos) throw Malformed("the note has no blank line before its signatures");
  Note note;
  note.text = bytes.substr(0, blank + 1);
  std::string_view rest = bytes.substr(blank + 2);
  if (rest.empty()) throw Malformed("the note has no signature");
  while (!rest.empty()) {
    const auto line = next_line(rest);
    if (!line) throw Malformed("the last line of the note has no end");
    if (note.signatures.size() == signatures_max) {
      throw Malformed("the note has more than 100 signatures");
    }
    note.signatures.push_back(parse_signature(*line));
  }
  return note;
}

Trust trust(const Note& note, std::span<const VerifierKey> known) {
  bool good = false;
  for (const NoteSignature& signature : note.signatures) {
    for (const VerifierKey& key : known) {
      if (!is_of(signature, key)) continue;
      if (!verifies(note, signature, key)) return Trust::forged;
      good = true;
    }
  }
  return good ? Trust::good : Trust::unknown_key;
}

std::optional<std::string> why_not(const Note& note, std::span<const VerifierKey> known) {
  switch (trust(note, known)) {
    case Trust::good:
      return std::nullopt;
    case Trust::unknown_key:
      return "is signed by " + note.signatures.front().name + "+" +
             hex_of_id(note.signatures.front().id) + ", which is not the key that is known";
    case Trust::forged:
      break;
  }
  return "bears the name of the known key, but the signature is not that key's: it is forged";
}

Signer::Signer(std::string name, std::span<const std::uint8_t, ed25519_bytes> seed) {
  take(std::move(name), seed);
}

Signer::Signer(std::string_view text) {
  if (!text.starts_with(secret_start)) {
    throw Malformed("a signing key starts with PRIVATE+KEY+, and this text does not");
  }
  KeyParts parts = split_key(text.substr(secret_start.size()));
  take(std::move(parts.name), parts.key);
  sodium_memzero(parts.key.data(), parts.key.size());
  if (key_.id != parts.id) throw Malformed("the id of the signing key is not that of its bytes");
}

Signer::~Signer() { sodium_memzero(secret_.data(), secret_.size()); }

void Signer::take(std::string name, std::span<const std::uint8_t, ed25519_bytes> seed) {
  std::array<std::uint8_t, ed25519_bytes> public_key;
  crypto_sign_seed_keypair(public_key.data(), secret_.data(), seed.data());
  key_ = make_key(std::move(name), public_key);
}

std::string Signer::secret_text() const {
  std::string bytes = typed(std::span(secret_).first(ed25519_bytes));
  std::string text(secret_start);
  text += key_.name + "+" + hex_of_id(key_.id) + "+" + to_base64(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return text;
}

std::string Signer::sign(std::string_view text) const {
  if (text.empty() || text.back() != '\n' || !is_note_text(text)) {
    throw Malformed("only text of whole lines without control characters can be signed");
  }
  std::string signature = bytes_of_id(key_.id);
  signature.resize(id_bytes + crypto_sign_BYTES);
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data() + id_bytes), nullptr,
                       data_of(text), text.size(), secret_.data());
  std::string note(text);
  note.append("\n").append(signature_start).append(key_.name).append(" ");
  return note.append(to_base64(signature)).append("\n");
}

}  // namespace tingbok::proof
