#include "core/log/files.hpp"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

/// is_locked() holds a lock for some microseconds.
constexpr int lock_attempts_max = 3;
constexpr std::chrono::milliseconds lock_pause{20};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File File::open(const fs::path& path, int flags, unsigned mode) {
  File file(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!file.is_open()) fail("cannot open " + path.string());
  return file;
}

void File::write_at(std::string_view bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

std::string File::read_at(std::uint64_t offset, std::size_t count) const {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void File::sync_data() const {
  if (::fdatasync(descriptor_) != 0) fail("cannot sync");
}

void sync_folder(const fs::path& folder) {
  const File file = File::open(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(file.descriptor()) != 0) fail("cannot sync " + folder.string());
}

void sync_file(const fs::path& path) {
  const File file = File::open(path, O_RDWR);
  if (::fsync(file.descriptor()) != 0) fail("cannot sync " + path.string());
}

std::uint64_t free_bytes(const fs::path& folder) {
  struct statvfs status{};
  if (::statvfs(folder.c_str(), &status) != 0) return free_bytes_unknown;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

FolderLock::FolderLock(const fs::path& file) {
  File opened = File::open(file, O_RDWR | O_CREAT);
  for (int attempt = 1; ::flock(opened.descriptor(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
    if (errno != EWOULDBLOCK) fail("cannot lock " + file.string());
    if (attempt == lock_attempts_max) return;
    std::this_thread::sleep_for(lock_pause);
  }
  file_ = std::move(opened);
}

bool is_locked(const fs::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return false;
  return ::flock(file.descriptor(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::create_directory(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    if (!entry.is_regular_file() || entry.path().filename() == "LOCK") continue;
    const fs::path target = to / entry.path().filename();
    std::error_code refused;
    if (entry.path().extension() == ".sst") {
      fs::create_hard_link(entry.path(), target, refused);
      if (!refused) continue;
    }
    fs::copy_file(entry.path(), target);
    sync_file(target);
  }
  sync_folder(to);
}

}  // namespace tingbok::log
