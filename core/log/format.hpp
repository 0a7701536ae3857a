/// The bytes of keys and values (docs/log-format.md). Pure: no database, no files. All parsing
/// functions throw std::invalid_argument for bytes that the matching make function does not make.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/event_log.hpp"

namespace tingbok::log::format {

/// The format's number, stored in every log.
inline constexpr std::string_view version = "1";
/// Records in one stored value, and the bytes after which it is ended.
inline constexpr std::size_t batch_records_max = 256;
inline constexpr std::size_t batch_bytes_max = 256u << 10;
/// Commits whose chain digest is remembered.
inline constexpr std::uint64_t commits_remembered = 4096;

void put_big_endian(std::string& out, std::uint64_t value, int bytes);
std::uint64_t big_endian(std::string_view bytes);

/// stream, 0x00, number: of records and personal parts (the batch's first number) and snapshots.
std::string numbered_key(std::string_view stream, Number number);
/// The number in a key that starts with `stream` and 0x00; nullopt: of another stream.
std::optional<Number> number_in_key(std::string_view key, std::string_view stream);
/// stream, 0x00, the caller's key.
std::string answer_key(std::string_view stream, std::string_view key);

/// stream, 0x00, shelf, 0x00, key.
std::string aside_key(const Shelf& shelf, std::string_view key);
/// The first key after those of the shelf.
std::string aside_end(const Shelf& shelf);
/// The shelf that a key made by aside_key() is of.
Shelf shelf_in_key(std::string_view key);

/// How many of `records` (at least one) go into the next stored value.
std::size_t batch_length(std::span<const Record* const> records);

/// The cores of records in a row.
std::string cores_value(std::span<const Record* const> records);
/// Views into `value`.
void parse_cores(std::string_view value, std::vector<std::string_view>& cores);

/// The personal parts of the same records; empty: none has any.
std::string personal_value(std::span<const Record* const> records);
struct PersonalPart {
  std::size_t offset = 0;
  std::string_view bytes;
};
void parse_personal(std::string_view value, std::vector<PersonalPart>& parts);

/// Where a stream stands: the leaf of its last record, and the edge of its tree.
struct StoredHead {
  Digest last_leaf{};
  TreeEdge edge;
};
std::string head_value(const StoredHead& head);
StoredHead parse_head(std::string_view value);

/// One commit: its number from 1, and the digest that chains it to all before.
struct CommitMark {
  std::uint64_t number = 0;
  Digest chain{};
};
inline constexpr std::size_t commit_value_bytes = 1 + 8 + 32;
std::string commit_key(std::uint64_t number);
std::string commit_value(const CommitMark& mark);
CommitMark parse_commit(std::string_view value);

/// A stream and where it stands, as chained and anchored.
struct NamedHead {
  StreamName stream;
  Head head;
};
void put_named_head(std::string& out, std::string_view stream, const Head& head);

/// The next chain digest; `named_heads`: put_named_head() of every stream that the commit touched,
/// in byte order of their names.
Digest next_chain(const Digest& chain, std::uint64_t number, std::string_view named_heads);

}  // namespace tingbok::log::format
