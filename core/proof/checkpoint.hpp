/// Checkpoints (C2SP tlog-checkpoint): the size and root of a stream's tree at a moment, as the
/// text of a signed note. Grammar and a worked example: docs/log-format.md § Checkpoints and
/// proofs.
///
/// Pure; callable from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash/hash.hpp"
#include "core/proof/note.hpp"

namespace tingbok::proof {

/// How many leaves, and the RFC 6962 root over them.
struct TreeHead {
  std::uint64_t size = 0;
  Digest root = empty_root();
  bool operator==(const TreeHead&) const = default;
};

struct Checkpoint {
  /// Which log it is of.
  std::string origin;
  TreeHead head;
  /// Lines after the root, none empty.
  std::vector<std::string> extensions;
};

/// The note's text. Throws Malformed for an origin or extension that is no line of a note.
std::string text_of(const Checkpoint& checkpoint);
/// Exactly what the specification allows. Throws Malformed.
Checkpoint parse_checkpoint(std::string_view text);

/// A room's log goes by the room's name and the leaf hash of its first record, so that it keeps its
/// identity wherever it is taken, and a copy that begins otherwise has another.
std::string room_origin(std::string_view workshop, const Digest& first_leaf);

/// Where a room's two neighbouring streams stood when it was signed.
inline constexpr std::string_view refusals_neighbour = "refusals";
inline constexpr std::string_view programme_neighbour = "programme";

/// "NEIGHBOUR SIZE ROOT".
std::string neighbour_line(std::string_view neighbour, const TreeHead& head);
/// What the extension lines say of it; nullopt: nothing. Throws Malformed for a line that begins so
/// and does not go on so, or that is there twice.
std::optional<TreeHead> neighbour(const Checkpoint& checkpoint, std::string_view neighbour);

/// A room's checkpoint, signed.
std::string sign_room(const Signer& signer, std::string_view workshop, const Digest& first_leaf,
                      const TreeHead& head, const TreeHead& refusals, const TreeHead& programme);

/// A note and what it says.
struct SignedCheckpoint {
  Note note;
  Checkpoint checkpoint;
};

/// Reads both; trusts nothing yet. Throws Malformed.
SignedCheckpoint parse_signed(std::string_view note);

}  // namespace tingbok::proof
