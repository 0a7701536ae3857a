/// What a bundle says it holds, and where: the manifest, the members' names, their bounds
/// (docs/bundle-format.md). Pure; callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash/hash.hpp"
#include "core/log/event_log.hpp"

namespace tingbok::bundle {

inline constexpr std::int64_t format_version = 1;

inline constexpr std::string_view readme_name = "README.txt";
inline constexpr std::string_view manifest_name = "manifest.json";
inline constexpr std::string_view schema_name = "schema.binpb";
inline constexpr std::string_view keys_name = "keys.txt";
inline constexpr std::string_view seal_name = "SEAL";
/// Bytes of the seal: 64 hexadecimal digits and a line feed.
inline constexpr std::size_t seal_bytes = 65;

inline constexpr std::size_t readme_bytes_max = 64u << 10;
inline constexpr std::size_t manifest_bytes_max = 16u << 20;
inline constexpr std::size_t schema_bytes_max = 4u << 20;
inline constexpr std::size_t keys_bytes_max = 64u << 10;
inline constexpr std::size_t note_bytes_max = 64u << 10;
inline constexpr std::size_t streams_max = 20'000;

struct StreamEntry {
  log::StreamName name;
  log::Number records = 0;
  Digest root{};
  /// Of a room: the state hash of its last record.
  std::optional<Digest> state_hash;
};

struct Manifest {
  std::string programme;
  std::string epoch;
  /// In byte order of their names.
  std::vector<StreamEntry> streams;
};

/// The one way to write a manifest.
std::string manifest_text(const Manifest& manifest);

/// Throws Broken for bytes that manifest_text() does not make, and for streams out of order, of
/// another programme, or without records.
Manifest parse_manifest(std::string_view text);

/// "notes/000003.txt", "streams/000003.records": of the stream at `place`, from 0, in the manifest.
std::string note_name(std::size_t place);
std::string records_name(std::size_t place);

}  // namespace tingbok::bundle
