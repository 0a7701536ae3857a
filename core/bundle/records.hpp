/// How records stand in a bundle: each core, personal part and kept answer with its length in front
/// (docs/bundle-format.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bundle/container.hpp"
#include "core/log/event_log.hpp"

namespace tingbok::bundle {

/// One record as a bundle holds it; the views live until the next one is read.
struct StoredRecord {
  std::string_view core;
  /// Empty: none, or erased.
  std::string_view personal;
  /// Empty: none stands here.
  std::string_view answer;
};

/// Appends the record to `out`. Throws std::invalid_argument where a part is larger than a bundle
/// takes, which is what a log takes.
void put_record(std::string& out, const StoredRecord& record);

/// Reads records in a row, between two bytes of the source.
class Records {
 public:
  /// `stream` names the stream in what is thrown; `number` is that of the record at `begin`.
  Records(const Source& source, std::string stream, std::uint64_t begin, std::uint64_t end,
          log::Number number = 1, std::size_t window_bytes = 64u << 10);

  /// Where the next record starts.
  std::uint64_t at() const { return at_; }
  /// The next record; nullopt at the end. Throws Broken.
  std::optional<StoredRecord> next();

 private:
  /// `count` bytes at offset `skip` of the record, which are then in window_.
  std::string_view bytes(std::uint64_t skip, std::size_t count);
  std::size_t part(std::uint64_t& skip, std::size_t bytes_max);
  [[noreturn]] void broken(const std::string& what) const;

  const Source& source_;
  const std::string stream_;
  const std::uint64_t end_;
  /// Read at once, so that small records do not cost a system call each.
  const std::size_t window_bytes_;
  std::uint64_t at_;
  log::Number number_;
  /// Bytes of the source from window_at_ on; at least those of the record that is read.
  std::string window_;
  std::uint64_t window_at_ = 0;
};

}  // namespace tingbok::bundle
