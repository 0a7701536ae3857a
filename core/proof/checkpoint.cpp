#include "core/proof/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "core/proof/text.hpp"

namespace tingbok::proof {
namespace {

constexpr std::size_t origin_hash_digits = 16;

/// Decimal, without leading zeros.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return size;
}

std::optional<Digest> parse_root(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes || bytes->size() != Digest{}.size()) return std::nullopt;
  return digest_from_bytes(*bytes);
}

void must_be_line(std::string_view line, const char* what) {
  if (line.empty() || line.find('\n') != line.npos || !is_note_text(line)) {
    throw Malformed(std::string(what) +
                    " of a checkpoint is one line of text, not empty, without control characters");
  }
}

}  // namespace

std::string text_of(const Checkpoint& checkpoint) {
  must_be_line(checkpoint.origin, "the origin");
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.head.size) + "\n" +
                     to_base64(as_bytes(checkpoint.head.root)) + "\n";
  for (const std::string& line : checkpoint.extensions) {
    must_be_line(line, "an extension");
    text += line + "\n";
  }
  return text;
}

Checkpoint parse_checkpoint(std::string_view text) {
  Checkpoint checkpoint;
  const auto origin = next_line(text);
  const auto size = origin ? next_line(text) : std::nullopt;
  const auto root = size ? next_line(text) : std::nullopt;
  if (!root) {
    throw Malformed("a checkpoint has three lines at least: origin, size and root");
  }
  must_be_line(*origin, "the origin");
  checkpoint.origin = *origin;
  const auto number = parse_size(*size);
  if (!number) {
    throw Malformed("the size of the checkpoint is not a number without leading zeros");
  }
  checkpoint.head.size = *number;
  const auto digest = parse_root(*root);
  if (!digest) throw Malformed("the root of the checkpoint is not 32 bytes in Base64");
  checkpoint.head.root = *digest;
  while (!text.empty()) {
    const auto line = next_line(text);
    if (!line) throw Malformed("the last line of the checkpoint has no end");
    must_be_line(*line, "an extension");
    checkpoint.extensions.emplace_back(*line);
  }
  return checkpoint;
}

std::string room_origin(std::string_view workshop, const Digest& first_leaf) {
  return "tingbok/" + std::string(workshop) + "/" +
         to_hex(first_leaf).substr(0, origin_hash_digits);
}

std::string neighbour_line(std::string_view neighbour, const TreeHead& head) {
  return std::string(neighbour) + " " + std::to_string(head.size) + " " +
         to_base64(as_bytes(head.root));
}

std::optional<TreeHead> neighbour(const Checkpoint& checkpoint, std::string_view neighbour) {
  const std::string start = std::string(neighbour) + " ";
  std::optional<TreeHead> found;
  for (const std::string& extension : checkpoint.extensions) {
    if (!extension.starts_with(start)) continue;
    const std::string_view rest = std::string_view(extension).substr(start.size());
    const std::size_t space = rest.find(' ');
    const auto size = parse_size(rest.substr(0, space));
    const auto root = space == rest.npos ? std::nullopt : parse_root(rest.substr(space + 1));
    if (!size || !root || found) {
      throw Malformed("the checkpoint does not say once, as size and root, where the stream of " +
                      std::string(neighbour) + " stood");
    }
    found = TreeHead{*size, *root};
  }
  return found;
}

std::string sign_room(const Signer& signer, std::string_view workshop, const Digest& first_leaf,
                      const TreeHead& head, const TreeHead& refusals, const TreeHead& programme) {
  Checkpoint checkpoint{room_origin(workshop, first_leaf), head, {}};
  checkpoint.extensions = {neighbour_line(refusals_neighbour, refusals),
                           neighbour_line(programme_neighbour, programme)};
  return signer.sign(text_of(checkpoint));
}

SignedCheckpoint parse_signed(std::string_view bytes) {
  SignedCheckpoint read;
  read.note = parse_note(bytes);
  read.checkpoint = parse_checkpoint(read.note.text);
  return read;
}

}  // namespace tingbok::proof
