/// The anchor: a small file beside the database that knows how far the log had come. A database
/// that lost its end opens without a word; the anchor notices (docs/log-format.md § anchor).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/log/files.hpp"
#include "core/log/format.hpp"

namespace tingbok::log {

/// What one slot says.
struct AnchorState {
  /// Counts the writes of the anchor; the larger one of two slots is the newer.
  std::uint64_t written = 0;
  std::string epoch;
  format::CommitMark commit;
  /// The streams touched last, newest first: for naming what is missing. Not all there are.
  std::vector<format::NamedHead> heads;
};

inline constexpr std::size_t anchor_slot_bytes = 64u << 10;
inline constexpr std::size_t anchor_slots = 2;
/// Heads in an anchor: as many as fit these bytes, or, of one commit's streams, the whole slot.
inline constexpr std::size_t anchor_recent_bytes = 4u << 10;

/// Heads that do not fit are left out. At most anchor_slot_bytes.
std::string anchor_slot(const AnchorState& state);
/// nullopt: not a whole slot.
std::optional<AnchorState> parse_anchor_slot(std::string_view bytes);

/// Both slots as they were read.
struct AnchorFound {
  bool exists = false;
  std::optional<AnchorState> newest;
  /// Where the next one is written: never over the newest.
  std::size_t next_slot = 0;
};

/// Throws std::system_error.
AnchorFound read_anchor(const std::filesystem::path& file);

/// Makes the file with `state` in it, all or nothing. Throws std::system_error.
void create_anchor(const std::filesystem::path& file, AnchorState state);

/// Writes anchors; one thread at a time.
class AnchorWriter {
 public:
  AnchorWriter() = default;
  /// Goes on in the file that was `found`. Throws std::system_error.
  AnchorWriter(const std::filesystem::path& file, const AnchorFound& found);

  /// Writes and syncs `state` (its `written` is filled in). Throws std::system_error: unknown
  /// whether it was written.
  void write(AnchorState& state);

 private:
  File file_;
  std::size_t next_slot_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace tingbok::log
