/// The container of a bundle: a tar that can be written in one way only (docs/bundle-format.md).
/// Pure: bytes come from a Source, and go where the caller puts them. Callable from any thread.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tingbok::bundle {

inline constexpr std::uint64_t block_bytes = 512;
/// The end of the container: so many zero bytes.
inline constexpr std::uint64_t end_bytes = 2 * block_bytes;
/// A member's name, and its bytes: what a header has room for.
inline constexpr std::size_t name_bytes_max = 99;
inline constexpr std::uint64_t member_bytes_max = (std::uint64_t{8} << 30) - 1;

/// What is wrong with a bundle, as one sentence.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where a bundle's bytes are. Its size does not change while it is read.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::uint64_t size() const = 0;
  /// Exactly `count` bytes; offset + count is at most size(). Throws std::system_error.
  virtual std::string read_at(std::uint64_t offset, std::size_t count) const = 0;
};

/// The header of a plain file of that name (1..name_bytes_max bytes) and size. Throws
/// std::invalid_argument where there is no room for them.
std::string header_of(std::string_view name, std::uint64_t size);

/// Zero bytes after a member of that size.
std::uint64_t padding_of(std::uint64_t size);

/// Where a member's bytes lie.
struct Member {
  std::string name;
  /// Of the header; the bytes follow block_bytes later.
  std::uint64_t at = 0;
  std::uint64_t size = 0;

  std::uint64_t begin() const { return at + block_bytes; }
  std::uint64_t end() const { return begin() + size; }
};

/// Reads members one after the other and demands canonical bytes.
class Members {
 public:
  explicit Members(const Source& source) : source_(source) {}

  /// The next member; its bytes are not read. Throws Broken, also where there is none.
  Member next();
  /// Demands that the container ends here. Throws Broken.
  void end() const;

 private:
  const Source& source_;
  std::uint64_t at_ = 0;
};

}  // namespace tingbok::bundle
