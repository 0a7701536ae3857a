/// The browser app: files read into memory once, and the replies to those who ask for them
/// (docs/protocol.md § Files).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/net/http_message.hpp"

namespace tingbok::net {

/// All files together.
inline constexpr std::uintmax_t static_bytes_max = 32u << 20;
inline constexpr std::size_t static_files_max = 4'096;

/// Immutable once made: may be used from any thread.
class StaticFiles {
 public:
  /// No files: says how to get them.
  StaticFiles() = default;
  /// Reads every file of the folder, none whose name starts with a dot. Throws ops::BadConfig where
  /// it cannot be read or is too large.
  explicit StaticFiles(const std::filesystem::path& folder);

  /// The reply to a path that is not the API's. With HEAD the reply is that of GET.
  HttpReply answer(const HttpRequest& request) const;
  std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string type;
    /// With its quotes; of the identity form.
    std::string tag;
    bool immutable = false;
    std::shared_ptr<const std::string> identity;
    std::shared_ptr<const std::string> gzip;
    std::shared_ptr<const std::string> brotli;
  };

  void add(const std::filesystem::path& folder, const std::filesystem::path& path);
  const File* find(std::string_view target) const;
  static HttpReply reply_with(const File& file, const HttpRequest& request);

  /// "assets/app-1a2b3c.js" -> the file.
  std::map<std::string, File, std::less<>> files_;
};

/// The folder of the app where none was given: share/tingbok/web beside the program's folder, or
/// web in the build tree; empty where neither is there.
std::filesystem::path find_web_folder();

/// Whether a client that sent this Accept-Encoding takes the coding ("gzip", "br").
bool accepts(std::string_view accept_encoding, std::string_view coding);

}  // namespace tingbok::net
