/// What the log needs of the file system beyond the standard library: durable names, a lock,
/// copies.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace tingbok::log {

/// An open file descriptor, closed at the end of its life.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  /// Throws std::system_error.
  static File open(const std::filesystem::path& path, int flags, unsigned mode = 0644);

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  /// Throw std::system_error.
  void write_at(std::string_view bytes, std::uint64_t offset) const;
  std::string read_at(std::uint64_t offset, std::size_t count) const;
  void sync_data() const;

 private:
  int descriptor_ = -1;
};

/// Makes the names in a folder durable. Throws std::system_error.
void sync_folder(const std::filesystem::path& folder);
/// Makes a file's bytes durable. Throws std::system_error.
void sync_file(const std::filesystem::path& file);

/// What free_bytes() says where it cannot tell; sums with it do not overflow.
inline constexpr std::uint64_t free_bytes_unknown = std::uint64_t{1} << 62;

/// Free bytes for this user on the file system of `folder`.
std::uint64_t free_bytes(const std::filesystem::path& folder);

/// Holds `file` locked as long as it lives; not even this process can lock it twice.
class FolderLock {
 public:
  FolderLock() = default;
  /// Makes the file where it is missing. Throws std::system_error; is_held() is false where
  /// somebody else holds it (and does not merely look whether anybody does).
  explicit FolderLock(const std::filesystem::path& file);
  bool is_held() const { return file_.is_open(); }

 private:
  File file_;
};

/// Whether somebody holds `file` locked right now. Needs no right to write.
bool is_locked(const std::filesystem::path& file);

/// Copies the files of `from` (no subfolders) to the new folder `to` and makes them durable. Files
/// that end in .sst are linked where that is possible: nobody changes them. Throws
/// std::system_error.
void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace tingbok::log
