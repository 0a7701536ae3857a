/// Reads of a ServerFrame only what a load generator needs: which patches it carries and what was
/// answered. No message objects are built, so that a thousand screens cost little to watch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tingbok::bench {

/// One answer; the view lives as long as the scanned bytes.
struct ScannedAnswer {
  std::string_view command_id;
  bool accepted = false;
  /// Number of the event the receipt names.
  std::uint64_t number = 0;
  /// The word of a refusal, and what it is about.
  std::string refusal;
};

struct FrameScan {
  /// Numbers of the first and last patch; 0 where there is none.
  std::uint64_t first_patch = 0;
  std::uint64_t last_patch = 0;
  std::uint32_t patches = 0;
  /// The patches' numbers grew by one each.
  bool patches_in_order = true;
  std::vector<ScannedAnswer> answers;
  bool welcome = false;
  /// The last part of a snapshot is in it; `snapshot_number` is where it stands.
  bool snapshot_complete = false;
  std::uint64_t snapshot_number = 0;
  /// The sentence of a problem; empty where there is none.
  std::string problem;
};

/// False if the bytes are no ServerFrame. `scan` is reused: cleared first.
bool scan_server_frame(std::string_view bytes, FrameScan& scan);

}  // namespace tingbok::bench
