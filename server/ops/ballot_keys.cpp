#include "server/ops/ballot_keys.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/ops/logging.hpp"

namespace tingbok::ops {
namespace {

namespace fs = std::filesystem;

static_assert(ballot_key_bytes == crypto_box_PUBLICKEYBYTES);
static_assert(ballot_key_bytes == crypto_box_SECRETKEYBYTES);

constexpr std::string_view first_line = "tingbok-ballot-key 1";
constexpr std::string_view extension = ".key";
/// Far more than the four lines take.
constexpr std::size_t file_bytes_max = 1024;

/// Text that is wiped when it goes. Its buffer is never given up for a larger one.
class WipedText {
 public:
  WipedText() { text_.reserve(file_bytes_max); }
  ~WipedText() { sodium_memzero(text_.data(), text_.size()); }
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;
  std::string& operator*() { return text_; }
  std::string* operator->() { return &text_; }

 private:
  std::string text_;
};

void add_hex(std::string& text, std::string_view bytes) {
  constexpr const char* digits = "0123456789abcdef";
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
}

/// False unless `hex` is exactly a key.
bool key_from_hex(std::string_view hex, unsigned char* key) {
  std::size_t length = 0;
  const char* end = nullptr;
  return hex.size() == 2 * ballot_key_bytes &&
         sodium_hex2bin(key, ballot_key_bytes, hex.data(), hex.size(), nullptr, &length, &end) ==
             0 &&
         length == ballot_key_bytes && end == hex.data() + hex.size();
}

void sync_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) throw cannot("open", folder);
  const bool synced = ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  errno = why;
  if (!synced) throw cannot("sync", folder);
}

/// False where there is no such file.
bool read_small(const fs::path& path, std::string& text) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0 && errno == ENOENT) return false;
  if (file < 0) throw cannot("read", path);
  text.resize(file_bytes_max);
  const ssize_t count = ::read(file, text.data(), text.size());
  const int why = errno;
  ::close(file);
  errno = why;
  if (count < 0) throw cannot("read", path);
  text.resize(static_cast<std::size_t>(count));
  return true;
}

using Lines = std::array<std::string_view, 4>;

/// Takes as many as there are from the front of `text`.
Lines take_lines(std::string_view& text) {
  Lines lines;
  for (std::string_view& line : lines) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// The four lines; throws for any other text.
Lines lines_of(const fs::path& path, std::string_view text) {
  const Lines lines = take_lines(text);
  if (lines[0] != first_line || lines[3].size() != 2 * ballot_key_bytes || !text.empty()) {
    throw SecretsFailed(path.string() + " is not a ballot key that this program wrote.");
  }
  return lines;
}

/// A process died while it destroyed it: nothing is left but the name.
bool is_overwritten(std::string_view text) {
  return !text.empty() && text.find_first_not_of('\0') == std::string_view::npos;
}

void overwrite_and_unlink(const fs::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0 && errno == ENOENT) return;
  if (file < 0) throw cannot("destroy", path);
  struct stat status{};
  bool good = ::fstat(file, &status) == 0;
  const std::string zeros(file_bytes_max, '\0');
  for (off_t at = 0; good && at < status.st_size;) {
    const auto left = static_cast<std::size_t>(status.st_size - at);
    const ssize_t written = ::pwrite(file, zeros.data(), std::min(left, zeros.size()), at);
    good = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) at += written;
  }
  good = good && ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  errno = why;
  // Out of reach at least, even where it could not be overwritten.
  if (::unlink(path.c_str()) != 0 || !good) throw cannot("destroy", path);
  sync_folder(path.parent_path());
}

}  // namespace

BallotSecret::BallotSecret(std::string_view bytes) {
  if (bytes.size() != bytes_.size()) throw std::logic_error("a ballot key is 32 bytes");
  std::memcpy(bytes_.data(), bytes.data(), bytes_.size());
}

BallotSecret::BallotSecret(BallotSecret&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

BallotSecret& BallotSecret::operator=(BallotSecret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

BallotSecret::~BallotSecret() { sodium_memzero(bytes_.data(), bytes_.size()); }

BallotKeyFolder::BallotKeyFolder(const fs::path& secrets, std::string epoch)
    : folder_(secrets / "ballots"), epoch_(std::move(epoch)) {
  if (::mkdir(folder_.c_str(), 0700) == 0) {
    sync_folder(secrets);
  } else if (errno != EEXIST) {
    throw cannot("create", folder_);
  }
}

fs::path BallotKeyFolder::file_of(std::string_view public_key) const {
  std::string name;
  add_hex(name, public_key);
  return folder_ / (name + std::string(extension));
}

std::string BallotKeyFolder::make(std::string_view workshop) {
  std::string public_key(ballot_key_bytes, '\0');
  WipedText secret;
  secret->resize(ballot_key_bytes);
  crypto_box_keypair(reinterpret_cast<unsigned char*>(public_key.data()),
                     reinterpret_cast<unsigned char*>(secret->data()));
  WipedText text;
  text->append(first_line).append("\n").append(epoch_).append("\n").append(workshop).append("\n");
  add_hex(*text, *secret);
  text->append("\n");
  write_atomically(file_of(public_key), *text, 0600);
  return public_key;
}

std::optional<BallotSecret> BallotKeyFolder::find(std::string_view public_key) {
  const fs::path path = file_of(public_key);
  WipedText text;
  if (!read_small(path, *text)) return std::nullopt;
  WipedText secret;
  secret->resize(ballot_key_bytes);
  auto* const bytes = reinterpret_cast<unsigned char*>(secret->data());
  std::string derived(ballot_key_bytes, '\0');
  const bool is_pair =
      key_from_hex(lines_of(path, *text)[3], bytes) &&
      crypto_scalarmult_base(reinterpret_cast<unsigned char*>(derived.data()), bytes) == 0 &&
      derived == public_key;
  if (!is_pair) throw SecretsFailed(path.string() + " does not hold the key it is named after.");
  return BallotSecret(*secret);
}

void BallotKeyFolder::destroy(std::string_view public_key) {
  overwrite_and_unlink(file_of(public_key));
}

/// A process died while it wrote it, so that no vote has this key; or another server, which has the
/// folder too, is writing it now.
void BallotKeyFolder::end_unfinished(const fs::path& path) {
  WipedText text;
  if (!read_small(path, *text)) return;
  if (is_overwritten(*text)) return overwrite_and_unlink(path);
  std::string_view left = *text;
  const Lines lines = take_lines(left);
  if (lines[0] == first_line && lines[1] == epoch_) return overwrite_and_unlink(path);
  log_warning(path.string() + " is not of this log and is left alone.");
}

std::vector<BallotKeyFolder::Found> BallotKeyFolder::all() {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    if (at->symlink_status(error).type() == fs::file_type::directory) {
      // A disk of its own has a lost+found.
      log_warning(at->path().string() + " is no ballot key; it is passed over.");
    } else {
      paths.push_back(at->path());
    }
  }
  if (error) throw SecretsFailed("cannot read " + folder_.string() + ": " + error.message() + ".");
  std::vector<Found> found;
  for (const fs::path& path : paths) {
    if (path.extension() == ".new") {
      end_unfinished(path);
      continue;
    }
    WipedText text;
    Found one;
    one.public_key.resize(ballot_key_bytes);
    if (path.extension() != extension ||
        !key_from_hex(path.stem().string(),
                      reinterpret_cast<unsigned char*>(one.public_key.data())) ||
        !read_small(path, *text)) {
      throw SecretsFailed(path.string() + " is not a ballot key that this program wrote.");
    }
    if (is_overwritten(*text)) {
      overwrite_and_unlink(path);
      continue;
    }
    const auto lines = lines_of(path, *text);
    one.epoch = lines[1];
    one.workshop = lines[2];
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace tingbok::ops
