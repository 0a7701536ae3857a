#include "replay/keys.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tingbok::replay {
namespace {

namespace fs = std::filesystem;

void add_keys(const std::string& path, std::vector<proof::VerifierKey>& keys) {
  const std::string text = read_small_file(path);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.empty()) continue;
    try {
      keys.push_back(proof::parse_key(line));
    } catch (const proof::Malformed& malformed) {
      throw Failure(wrong_use, path + " holds a line that is no key: " + malformed.what());
    }
  }
  if (keys.empty()) throw Failure(wrong_use, path + " holds no key");
}

}  // namespace

std::string read_small_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) throw Failure(wrong_use, "cannot read the file " + path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.size() > proof::note_bytes_max) {
    throw Failure(wrong_use, path + " is larger than 1 MiB and cannot be what it should be");
  }
  return text;
}

std::vector<proof::VerifierKey> known_keys(const Options& options) {
  std::vector<proof::VerifierKey> keys;
  for (const std::string& given : options.keys) {
    std::error_code error;
    if (fs::is_regular_file(given, error)) {
      add_keys(given, keys);
      continue;
    }
    try {
      keys.push_back(proof::parse_key(given));
    } catch (const proof::Malformed& malformed) {
      throw Failure(wrong_use, "--key takes a key such as NAME+ID+BASE64, or a file of them: " +
                                   std::string(malformed.what()));
    }
  }
  if (!keys.empty() || options.data.empty()) return keys;
  const fs::path beside = fs::path(options.data) / "log.vkey";
  std::error_code error;
  if (fs::exists(beside, error)) add_keys(beside.string(), keys);
  return keys;
}

}  // namespace tingbok::replay
