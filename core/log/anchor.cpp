#include "core/log/anchor.hpp"

#include <algorithm>
#include <array>

#include <fcntl.h>

namespace tingbok::log {
namespace {

constexpr std::string_view slot_magic = "TBANCHR1";
constexpr std::size_t digest_bytes = 32;
/// Magic, digest, length of what follows.
constexpr std::size_t prefix_bytes = 8 + digest_bytes + 4;
constexpr std::size_t epoch_bytes = 32;
constexpr std::size_t fixed_bytes = 8 + epoch_bytes + 8 + digest_bytes + 2;
/// Sizes written are multiples of this, so that no write makes the disk read first.
constexpr std::size_t disk_block_bytes = 4096;

std::string payload_of(const AnchorState& state) {
  std::string payload;
  format::put_big_endian(payload, state.written, 8);
  std::string epoch = state.epoch;
  epoch.resize(epoch_bytes, ' ');
  payload += epoch;
  format::put_big_endian(payload, state.commit.number, 8);
  payload += as_bytes(state.commit.chain);
  std::string heads;
  std::uint64_t count = 0;
  for (const format::NamedHead& head : state.heads) {
    const std::size_t size = 1 + head.stream.size() + 8 + digest_bytes;
    if (prefix_bytes + fixed_bytes + heads.size() + size > anchor_slot_bytes) break;
    format::put_named_head(heads, head.stream, head.head);
    ++count;
  }
  format::put_big_endian(payload, count, 2);
  return payload + heads;
}

/// What the digest covers: the magic too, so that no flip in a slot goes unseen.
Digest digest_of(std::string_view payload) {
  return sha256(std::string(slot_magic).append(payload));
}

}  // namespace

std::string anchor_slot(const AnchorState& state) {
  const std::string payload = payload_of(state);
  std::string slot(slot_magic);
  slot += as_bytes(digest_of(payload));
  format::put_big_endian(slot, payload.size(), 4);
  slot += payload;
  slot.resize((slot.size() + disk_block_bytes - 1) / disk_block_bytes * disk_block_bytes, '\0');
  return slot;
}

std::optional<AnchorState> parse_anchor_slot(std::string_view bytes) {
  if (bytes.size() < prefix_bytes + fixed_bytes || !bytes.starts_with(slot_magic))
    return std::nullopt;
  const std::uint64_t size = format::big_endian(bytes.substr(8 + digest_bytes, 4));
  if (size < fixed_bytes || size > bytes.size() - prefix_bytes) return std::nullopt;
  std::string_view payload = bytes.substr(prefix_bytes, size);
  if (as_bytes(digest_of(payload)) != bytes.substr(8, digest_bytes)) return std::nullopt;
  const auto take = [&payload](std::size_t count) {
    const std::string_view taken = payload.substr(0, count);
    payload.remove_prefix(taken.size());
    return taken;
  };
  AnchorState state;
  state.written = format::big_endian(take(8));
  state.epoch = take(epoch_bytes);
  state.commit.number = format::big_endian(take(8));
  state.commit.chain = digest_from_bytes(take(digest_bytes));
  for (std::uint64_t left = format::big_endian(take(2)); left > 0; --left) {
    format::NamedHead head;
    head.stream = take(format::big_endian(take(1)));
    head.head.number = format::big_endian(take(8));
    const std::string_view root = take(digest_bytes);
    if (root.size() != digest_bytes) return std::nullopt;
    head.head.root = digest_from_bytes(root);
    state.heads.push_back(std::move(head));
  }
  return state;
}

AnchorFound read_anchor(const std::filesystem::path& path) {
  AnchorFound found;
  if (!std::filesystem::exists(path)) return found;
  found.exists = true;
  const File file = File::open(path, O_RDONLY);
  for (std::size_t slot = 0; slot < anchor_slots; ++slot) {
    std::optional<AnchorState> state =
        parse_anchor_slot(file.read_at(slot * anchor_slot_bytes, anchor_slot_bytes));
    if (!state || (found.newest && found.newest->written >= state->written)) continue;
    found.newest = std::move(state);
    found.next_slot = (slot + 1) % anchor_slots;
  }
  return found;
}

void create_anchor(const std::filesystem::path& path, AnchorState state) {
  state.written = 1;
  const std::filesystem::path unfinished = path.string() + ".new";
  {
    const File file = File::open(unfinished, O_RDWR | O_CREAT | O_TRUNC);
    // All its blocks exist from the first day: later writes change no metadata.
    std::string bytes = anchor_slot(state);
    bytes.resize(anchor_slots * anchor_slot_bytes, '\0');
    file.write_at(bytes, 0);
    file.sync_data();
  }
  std::filesystem::rename(unfinished, path);
  sync_folder(path.parent_path());
}

AnchorWriter::AnchorWriter(const std::filesystem::path& path, const AnchorFound& found)
    : file_(File::open(path, O_RDWR)),
      next_slot_(found.next_slot),
      written_(found.newest ? found.newest->written : 0) {}

void AnchorWriter::write(AnchorState& state) {
  state.written = written_ + 1;
  file_.write_at(anchor_slot(state), next_slot_ * anchor_slot_bytes);
  file_.sync_data();
  written_ = state.written;
  next_slot_ = (next_slot_ + 1) % anchor_slots;
}

}  // namespace tingbok::log
