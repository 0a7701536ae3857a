#include "core/bundle/files.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>

#include "core/bundle/manifest.hpp"
#include "core/hash/sha256_stream.hpp"

namespace tingbok::bundle {
namespace {

constexpr std::size_t buffer_bytes = 1u << 20;

}  // namespace

FileSource::FileSource(const std::filesystem::path& file)
    : file_(log::File::open(file, O_RDONLY)), size_(std::filesystem::file_size(file)) {}

std::string FileSource::read_at(std::uint64_t offset, std::size_t count) const {
  auto bytes = file_.read_at(offset, count);
  if (bytes.size() != count) {
    throw std::system_error(EIO, std::generic_category(), "the bundle changed while it was read");
  }
  return bytes;
}

Digest hash_of_first(const Source& source, std::uint64_t count) {
  Sha256Stream hash;
  for (std::uint64_t at = 0; at < count; at += buffer_bytes) {
    hash.add(source.read_at(
        at, static_cast<std::size_t>(std::min<std::uint64_t>(buffer_bytes, count - at))));
  }
  return hash.finish();
}

Writer::Writer(const std::filesystem::path& file)
    : path_(file), file_(log::File::open(file, O_RDWR | O_CREAT | O_EXCL)) {}

void Writer::member(std::string_view name, std::string_view bytes) {
  begin(name);
  append(bytes);
  end();
}

void Writer::begin(std::string_view name) {
  name_ = name;
  header_at_ = flushed_ + buffer_.size();
  append(std::string(block_bytes, '\0'));  // end() writes over it.
}

void Writer::append(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= buffer_bytes) flush();
}

void Writer::end() {
  const auto size = flushed_ + buffer_.size() - header_at_ - block_bytes;
  append(std::string(padding_of(size), '\0'));
  flush();
  file_.write_at(header_of(name_, size), header_at_);
}

void Writer::seal() {
  flush();
  const auto digest = hash_of_first(FileSource(path_), flushed_);
  member(seal_name, to_hex(digest) + "\n");
  append(std::string(end_bytes, '\0'));
  flush();
  file_.sync_data();
}

void Writer::flush() {
  file_.write_at(buffer_, flushed_);
  flushed_ += buffer_.size();
  buffer_.clear();
}

}  // namespace tingbok::bundle
