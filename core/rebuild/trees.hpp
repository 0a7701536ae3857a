/// Paths through the trees of a log's streams, without reading a whole stream each time: of every
/// 256 records in a row the root over their leaves is remembered, in memory. It is derived, and
/// made again where it was let go.
///
/// Callable from any thread; whoever asks for a stream that is being read waits for it.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/hash/paths.hpp"
#include "core/log/event_log.hpp"

namespace tingbok::rebuild {

/// Leaves under one remembered root; a power of two.
inline constexpr std::uint64_t leaves_in_chunk = 256;
/// Streams remembered; the one that was not asked for longest is let go. A million records take
/// 125 kB.
inline constexpr std::size_t trees_kept_max = 256;

class Trees {
 public:
  /// The log outlives it.
  explicit Trees(const log::EventLog& log) : log_(log) {}

  /// All throw log::Damaged for records that cannot be read, and std::out_of_range for numbers
  /// beyond what is durable.

  /// The root over records 1 to `size`.
  Digest root(std::string_view stream, log::Number size);
  /// That record `number` stands in the tree of the first `size`.
  Path inclusion(std::string_view stream, log::Number number, log::Number size);
  /// That the tree of `from` records is the beginning of the tree of `to`.
  Path consistency(std::string_view stream, log::Number from, log::Number to);

 private:
  class Stream;
  std::shared_ptr<Stream> find(std::string_view stream);

  const log::EventLog& log_;
  std::mutex mutex_;
  /// The one asked for last comes first.
  std::list<std::string> order_;
  struct Kept {
    std::shared_ptr<Stream> stream;
    std::list<std::string>::iterator place;
  };
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace tingbok::rebuild
