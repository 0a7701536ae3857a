/// What a room's log leads to, held against the state hashes the room had while it was live.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/past/reader.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::golden {

/// After each event of a room, from the first.
using LiveHashes = std::vector<Digest>;

struct Compared {
  /// Events after which the folded state was compared.
  std::uint64_t folded = 0;
  /// Moments that were sought in the past and compared.
  std::uint64_t sought = 0;
  /// A sentence, with room and number, for each state that is another than the live one.
  std::vector<std::string> wrong;
};

/// Folds the room's log once, from its first event, and compares after every event; gives back the
/// room at its head. Throws as rebuild::rebuild() does.
rebuild::Rebuilt fold_beside(const log::EventLog& log, const std::string& room,
                             const LiveHashes& live, Compared& compared);

/// Seeks a few moments of the room, which starts at snapshots where the log has them.
void seek_beside(past::PastReader& past, const std::string& room, const LiveHashes& live,
                 std::mt19937& chance, Compared& compared);

}  // namespace tingbok::golden
