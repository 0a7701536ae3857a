/// A look at the end of one of RocksDB's tables before RocksDB reads it.
///
/// RocksDB 7.8 takes a table's properties block apart before it compares the block's checksum, and
/// trusts the sizes in the footer, which has none: in a build with assertions, as Debian's is, one
/// flipped bit there ends the process with an abort.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tingbok::log {

/// Reads `count` bytes at `offset`; fewer where they cannot be read.
using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t count)>;

/// What is wrong with the footer, the metaindex or the properties of a table of `size` bytes, in a
/// few words. Nothing where they are whole, and where it is not a table at all (too short, no magic
/// number at its end), which RocksDB says itself.
std::optional<std::string> wrong_table_end(std::uint64_t size, const ReadAt& read);

}  // namespace tingbok::log
