/// A bundle as a file: reading it, and writing one from beginning to end. Throws std::system_error
/// where the file system does not do its part.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/bundle/container.hpp"
#include "core/hash/hash.hpp"
#include "core/log/files.hpp"

namespace tingbok::bundle {

/// A file that nobody changes meanwhile; one that is cut while it is read throws.
class FileSource : public Source {
 public:
  explicit FileSource(const std::filesystem::path& file);
  std::uint64_t size() const override { return size_; }
  std::string read_at(std::uint64_t offset, std::size_t count) const override;

 private:
  log::File file_;
  std::uint64_t size_ = 0;
};

/// The SHA-256 of the first `count` bytes.
Digest hash_of_first(const Source& source, std::uint64_t count);

/// Writes a bundle. Members come in their order; the seal ends it. Holds no member in memory.
class Writer {
 public:
  /// Makes the file. Throws std::system_error where it is there already.
  explicit Writer(const std::filesystem::path& file);

  void member(std::string_view name, std::string_view bytes);

  /// A member whose size is not known yet: begin, append as often as wanted, end. Throws
  /// std::invalid_argument where it has become larger than a member can be.
  void begin(std::string_view name);
  void append(std::string_view bytes);
  void end();

  /// Writes seal and end, and makes the bytes durable.
  void seal();

 private:
  void flush();

  std::filesystem::path path_;
  log::File file_;
  std::string buffer_;
  /// Where the buffer's first byte goes.
  std::uint64_t flushed_ = 0;
  std::string name_;
  std::uint64_t header_at_ = 0;
};

}  // namespace tingbok::bundle
