#include "common.hpp"

#include <fstream>
#include <sstream>

namespace tingbok::cli {
namespace {

void write(std::string& out, const boost::json::value& value, std::size_t depth) {
  const std::string inner(2 * depth + 2, ' ');
  const std::string outer(2 * depth, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    const char* between = "{\n";
    for (const auto& [key, member] : value.get_object()) {
      out.append(between).append(inner).append(boost::json::serialize(key)).append(": ");
      write(out, member, depth + 1);
      between = ",\n";
    }
    out.append("\n").append(outer).append("}");
  } else if (value.is_array() && !value.get_array().empty()) {
    const char* between = "[\n";
    for (const auto& member : value.get_array()) {
      out.append(between).append(inner);
      write(out, member, depth + 1);
      between = ",\n";
    }
    out.append("\n").append(outer).append("]");
  } else {
    out.append(boost::json::serialize(value));
  }
}

}  // namespace

void replace_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path draft = path;
  draft += ".part";
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return;
  std::filesystem::remove(draft, error);
  throw Failure(wrong_use, "cannot write " + path.string());
}

std::string read_secret(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string secret;
  if (!file || !(file >> secret))
    throw Failure(wrong_use, "the token file " + path.string() + " cannot be read or is empty");
  return secret;
}

client::Endpoint endpoint_of(const std::string& url) {
  try {
    return client::parse_url(url);
  } catch (const std::invalid_argument& error) {
    throw Failure(wrong_use, error.what());
  }
}

RoomAddress parse_room(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size() ||
      text.find('/', slash + 1) != std::string::npos)
    throw Failure(wrong_use, "a room is named PROGRAMME/ROOM, such as A/K04, not " + text);
  return {text.substr(0, slash), text.substr(slash + 1)};
}

Failure failure_of(const std::string& doing, const client::ApiError& error, ExitCode otherwise) {
  return {error.unreachable() ? unreachable : otherwise, doing + ": " + error.sentence};
}

std::string access_token(const Server& server, const std::string& programme,
                         const std::string& person, bool simulates) {
  if (!server.token_file.empty()) return read_secret(server.token_file);
  if (server.admin_token_file.empty())
    throw Failure(wrong_use, "give --token-file, or --admin-token-file and --person");
  if (person.empty()) throw Failure(wrong_use, "with --admin-token-file, --person says who acts");
  const client::Api api(endpoint_of(server.url), read_secret(server.admin_token_file));
  const auto tokens = api.tokens(programme, {person}, simulates);
  if (!tokens) throw failure_of("getting a token for " + person, tokens.error());
  return tokens->front().token();
}

std::string pretty(const boost::json::value& value) {
  std::string out;
  write(out, value, 0);
  out.push_back('\n');
  return out;
}

}  // namespace tingbok::cli
