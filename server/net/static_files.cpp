#include "server/net/static_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "core/hash/hash.hpp"
#include "server/net/lists.hpp"
#include "server/ops/config.hpp"

namespace tingbok::net {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
}};

constexpr std::string_view content_security =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'";

constexpr std::string_view permissions =
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
    "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

std::string type_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const auto& one) { return one.first == extension; });
  return std::string(found == types.end() ? "application/octet-stream" : found->second);
}

std::shared_ptr<const std::string> read(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  std::string bytes(error ? 0 : size, '\0');
  if (error || !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw ops::BadConfig("cannot read the app's file " + path.string() + ".");
  }
  return std::make_shared<const std::string>(std::move(bytes));
}

/// "q=0", "q=0.0" …: not wanted.
bool is_nothing(std::string_view quality) {
  quality = trim(quality);
  return (quality.starts_with("q=0") || quality.starts_with("Q=0")) &&
         quality.find_first_not_of("0.", 2) == std::string_view::npos;
}

bool has_tag(std::string_view if_none_match, std::string_view tag) {
  return any_of_list(if_none_match, [&](std::string_view one) {
    if (one.starts_with("W/")) one.remove_prefix(2);
    return one == "*" || one == tag;
  });
}

HttpReply page(std::string_view sentence) {
  HttpReply reply;
  reply.type = "text/plain; charset=utf-8";
  reply.body = std::string(sentence) + "\n";
  return reply;
}

}  // namespace

bool accepts(std::string_view accept_encoding, std::string_view coding) {
  bool star = false;
  bool refused = false;
  const bool named = any_of_list(accept_encoding, [&](std::string_view one) {
    const std::size_t semicolon = one.find(';');
    const std::string_view name = trim(one.substr(0, semicolon));
    const bool nothing =
        semicolon != std::string_view::npos && is_nothing(one.substr(semicolon + 1));
    if (name == "*" && !nothing) star = true;
    if (name != coding) return false;
    refused = nothing;
    return true;
  });
  return named ? !refused : star;
}

fs::path find_web_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const fs::path folder = program.parent_path();
  for (const fs::path& one :
       {folder / "../share/tingbok/web", folder / "share/tingbok/web", folder / "../../web"}) {
    if (fs::is_regular_file(one / "index.html", error)) return one.lexically_normal();
  }
  return {};
}

StaticFiles::StaticFiles(const fs::path& folder) {
  std::error_code error;
  std::uintmax_t bytes = 0;
  std::size_t count = 0;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().starts_with(".")) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(error)) continue;
    bytes += entry->file_size(error);
    if (++count > static_files_max || bytes > static_bytes_max) {
      throw ops::BadConfig("the folder " + folder.string() +
                           " holds more than 4,096 files or 32 MiB; is it the app's?");
    }
    add(folder, entry->path());
  }
  if (error) {
    throw ops::BadConfig("cannot read the app's folder " + folder.string() + ": " +
                         error.message() + ".");
  }
  // What lies beside no file of its own is a file like any other.
  std::erase_if(files_, [](const auto& file) { return !file.second.identity; });
}

void StaticFiles::add(const fs::path& folder, const fs::path& path) {
  std::string name = path.lexically_relative(folder).generic_string();
  const fs::path plain = fs::path(path).replace_extension();
  const std::string coding = path.extension().string();
  std::error_code error;
  if ((coding == ".gz" || coding == ".br") && fs::is_regular_file(plain, error)) {
    name.resize(name.size() - 3);
    (coding == ".gz" ? files_[name].gzip : files_[name].brotli) = read(path);
    return;
  }
  File& file = files_[name];
  file.identity = read(path);
  file.type = type_of(path);
  file.tag = '"' + to_hex(sha256(*file.identity)).substr(0, 32) + '"';
  file.immutable = name.starts_with("assets/");
}

/// Names are looked up, never joined to a path: what is not in the table is not there.
const StaticFiles::File* StaticFiles::find(std::string_view target) const {
  const auto parsed = boost::urls::parse_origin_form(target);
  if (!parsed) return nullptr;
  std::string name;
  bool dotted = false;
  for (const auto segment : parsed->segments()) {
    const std::string decoded(segment);
    if (!name.empty()) name += '/';
    name += decoded;
    dotted = decoded.find('.') != std::string::npos;
  }
  if (const auto found = files_.find(name); found != files_.end()) return &found->second;
  if (dotted) return nullptr;
  const auto index = files_.find("index.html");
  return index == files_.end() ? nullptr : &index->second;
}

HttpReply StaticFiles::answer(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpReply reply = error_reply(405, "bad_method", "This path is read with GET or HEAD.");
    reply.fields.emplace_back("Allow", "GET, HEAD");
    return reply;
  }
  if (const File* file = find(request.target)) return reply_with(*file, request);
  if (files_.empty() && request.target == "/") {
    return page(
        "Tingbok runs, without its browser app: start the server with --web and the app's folder "
        "(make build makes it in build/web).");
  }
  return error_reply(404, "no_such_path", "There is nothing at this path.");
}

HttpReply StaticFiles::reply_with(const File& file, const HttpRequest& request) {
  HttpReply reply;
  reply.type = file.type;
  reply.file = file.identity;
  std::string tag = file.tag;
  const auto take = [&](const auto& bytes, const char* coding) {
    reply.file = bytes;
    reply.fields.emplace_back("Content-Encoding", coding);
    tag.insert(tag.size() - 1, std::string("-") + coding);
  };
  if (file.brotli && accepts(request.accept_encoding, "br")) {
    take(file.brotli, "br");
  } else if (file.gzip && accepts(request.accept_encoding, "gzip")) {
    take(file.gzip, "gzip");
  }
  if (file.brotli || file.gzip) reply.fields.emplace_back("Vary", "Accept-Encoding");
  reply.fields.emplace_back("ETag", tag);
  reply.fields.emplace_back("Cache-Control",
                            file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  reply.fields.emplace_back("Content-Security-Policy", content_security);
  reply.fields.emplace_back("Permissions-Policy", permissions);
  reply.fields.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  if (has_tag(request.if_none_match, tag)) {
    reply.status = 304;
    reply.file = nullptr;
  }
  return reply;
}

}  // namespace tingbok::net
