#include "server/ops/secrets.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tingbok::ops {
namespace {

std::string random_text() {
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  std::string text(
      sodium_base64_encoded_len(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, sizeof bytes,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.resize(std::strlen(text.c_str()));
  return text;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::filesystem::path default_secrets_folder(const std::filesystem::path& data) {
  std::filesystem::path folder = std::filesystem::absolute(data).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  folder += ".secrets";
  return folder;
}

SecretsFailed cannot(const char* what, const std::filesystem::path& path) {
  return SecretsFailed(std::string("cannot ") + what + " " + path.string() + ": " +
                       std::strerror(errno) + ".");
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw cannot("read", path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_atomically(const std::filesystem::path& path, std::string_view bytes,
                      unsigned int permissions) {
  std::filesystem::path temporary = path;
  temporary += ".new";
  ::unlink(temporary.c_str());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
  if (file < 0) throw cannot("create", temporary);
  const bool written =
      ::fchmod(file, permissions) == 0 && write_all(file, bytes) && ::fsync(file) == 0;
  const std::string failed = written ? std::string() : cannot("write", temporary).what();
  ::close(file);
  if (!written) throw SecretsFailed(failed);
  if (::rename(temporary.c_str(), path.c_str()) != 0) throw cannot("write", path);
  std::filesystem::path parent = path.parent_path();
  if (parent.empty()) parent = ".";
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) throw cannot("open", parent);
  const bool synced = ::fsync(folder) == 0;
  const int why = errno;
  ::close(folder);
  errno = why;
  if (!synced) throw cannot("sync", parent);
}

std::string administrators_secret(const std::filesystem::path& data) {
  const std::filesystem::path path = data / "admin.token";
  if (!std::filesystem::exists(path)) write_atomically(path, random_text() + "\n", 0600);
  std::string secret = read_file(path);
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.size() < 16) {
    throw SecretsFailed("the administrator's secret in " + path.string() +
                        " is too short; delete the file to have a new one made.");
  }
  return secret;
}

TokenKey token_key(const std::filesystem::path& secrets) {
  std::error_code error;
  if (!std::filesystem::exists(secrets, error)) {
    std::filesystem::create_directories(secrets.parent_path(), error);
    if (::mkdir(secrets.c_str(), 0700) != 0) throw cannot("create", secrets);
  }
  const std::filesystem::path path = secrets / "token.key";
  TokenKey key{};
  if (!std::filesystem::exists(path, error)) {
    randombytes_buf(key.data(), key.size());
    write_atomically(path, {reinterpret_cast<const char*>(key.data()), key.size()}, 0600);
    return key;
  }
  const std::string bytes = read_file(path);
  if (bytes.size() != key.size()) {
    throw SecretsFailed(
        "the token key in " + path.string() +
        " is not 32 bytes; delete the file to have a new one made (all tokens end).");
  }
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

}  // namespace tingbok::ops
