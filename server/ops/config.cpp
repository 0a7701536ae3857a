#include "server/ops/config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <thread>

#include <toml++/toml.h>

#include "server/ops/logging.hpp"
#include "server/ops/secrets.hpp"

namespace tingbok::ops {
namespace {

constexpr std::array settings_table = {
    Setting{"data", "", false, "Folder that holds the log; made where there is none. Required."},
    Setting{"listen", "127.0.0.1:8080", false,
            "HOST:PORT to listen on; port 0 lets the system choose."},
    Setting{"ready_file", "", false, "File that gets the base URL once the server answers."},
    Setting{"shards", "0", false,
            "Threads that rooms are spread over; 0: as many as there are cores."},
    Setting{"secrets", "", false,
            "Folder of the token key and the keys of open secret votes, outside the data folder; "
            "default: DATA.secrets beside it."},
    Setting{"allow_origin", "", true,
            "Origin of web pages that may connect, beside the server's own."},
    Setting{"web", "", false,
            "Folder of the browser app; default: the one installed or built with the program."},
    Setting{"tls_cert", "", false, "PEM file with the certificate chain; with it, TLS is spoken."},
    Setting{"tls_key", "", false, "PEM file with the certificate's private key."},
    Setting{"demo", "", false,
            "JSON file of a demonstration, into which ANYONE gets links; never on real data."},
    Setting{"anchor", "strict", false,
            "strict: the anchor is synced before an acknowledgement; lagging: within 50 ms."},
    Setting{"free_bytes_min", "67108864", false,
            "Actions are refused while the disk has less free."},
    Setting{"handshake_timeout_ms", "10000", false,
            "For a whole request, and for a closing handshake."},
    Setting{"hello_timeout_ms", "10000", false, "From a WebSocket's upgrade to its hello."},
    Setting{"write_timeout_ms", "10000", false, "For one write; then the connection is dropped."},
    Setting{"idle_timeout_ms", "40000", false, "Of silence; a ping goes out after half of it."},
    Setting{"log_level", "info", false, "trace, debug, info, warning, error or off; on stderr."},
};

const Setting* find_setting(std::string_view name) {
  const auto found = std::find_if(settings_table.begin(), settings_table.end(),
                                  [&](const Setting& one) { return one.name == name; });
  return found == settings_table.end() ? nullptr : &*found;
}

std::string scalar(const toml::node& node, std::string_view key) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  throw BadConfig("the setting " + std::string(key) + " is a text or a whole number.");
}

std::vector<std::string> given(std::span<const Values> sources, const Setting& setting) {
  for (std::size_t i = sources.size(); i-- > 0;) {
    const auto found = sources[i].find(setting.name);
    if (found != sources[i].end()) return found->second;
  }
  if (setting.fallback.empty()) return {};
  return {std::string(setting.fallback)};
}

template <class Number>
Number number(std::string_view text, std::string_view setting, Number max) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) {
    throw BadConfig(std::string(setting) + " is a whole number from 0 to " + std::to_string(max) +
                    ", not \"" + std::string(text) + "\".");
  }
  return value;
}

void set_listen(Config& config, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) {
    throw BadConfig("listen is HOST:PORT, not \"" + text + "\".");
  }
  config.host = text.substr(0, colon);
  if (config.host.front() == '[' && config.host.back() == ']') {
    config.host = config.host.substr(1, config.host.size() - 2);
  }
  config.port =
      number<std::uint16_t>(std::string_view(text).substr(colon + 1), "the port of listen", 65535);
}

/// Absolute, symbolic links followed as far as this process may look, without a slash at the end.
std::filesystem::path real_path(const std::filesystem::path& path) {
  const auto plain = std::filesystem::absolute(path).lexically_normal();
  const auto folder = plain.has_filename() ? plain : plain.parent_path();
  std::error_code unreadable;
  const auto real = std::filesystem::weakly_canonical(folder, unreadable);
  return unreadable ? folder : real;
}

/// Or is the same. Neither need exist.
bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto a = real_path(inner);
  const auto b = real_path(outer);
  return std::mismatch(b.begin(), b.end(), a.begin(), a.end()).first == b.end();
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::span<const Setting> settings() { return settings_table; }

Values values_from_toml(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw BadConfig("cannot read the configuration " + file.string() + ": " +
                    std::string(error.description()) + " (line " +
                    std::to_string(error.source().begin.line) + ").");
  }
  Values values;
  for (const auto& [key, node] : table) {
    const Setting* setting = find_setting(key.str());
    if (!setting) {
      throw BadConfig("the configuration " + file.string() +
                      " has a key that is not known: " + std::string(key.str()) + ".");
    }
    std::vector<std::string>& list = values[std::string(key.str())];
    if (const toml::array* array = node.as_array(); array && setting->list) {
      for (const toml::node& one : *array) list.push_back(scalar(one, key.str()));
    } else {
      list.push_back(scalar(node, key.str()));
    }
  }
  return values;
}

Values values_from_environment() {
  Values values;
  for (const Setting& setting : settings_table) {
    std::string name = "TINGBOK_";
    for (const char c : setting.name) {
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    const char* text = std::getenv(name.c_str());
    if (!text) continue;
    std::vector<std::string>& list = values[std::string(setting.name)];
    std::string_view rest = text;
    while (setting.list && rest.find(',') != std::string_view::npos) {
      list.emplace_back(rest.substr(0, rest.find(',')));
      rest.remove_prefix(rest.find(',') + 1);
    }
    list.emplace_back(rest);
  }
  return values;
}

Config make_config(std::span<const Values> sources) {
  Config config;
  const auto one = [&](std::string_view name) {
    const auto list = given(sources, *find_setting(name));
    if (list.size() > 1) throw BadConfig(std::string(name) + " is given more than once.");
    return list.empty() ? std::string() : list.front();
  };
  config.data = one("data");
  if (config.data.empty()) throw BadConfig("--data DIR says where the log is; it is missing.");
  set_listen(config, one("listen"));
  config.ready_file = one("ready_file");
  config.shards = number<unsigned>(one("shards"), "shards", 256);
  if (config.shards == 0) config.shards = std::max(1u, std::thread::hardware_concurrency());
  config.secrets = one("secrets");
  if (config.secrets.empty()) config.secrets = default_secrets_folder(config.data);
  if (lies_in(config.secrets, config.data)) {
    throw BadConfig("the secrets folder " + config.secrets.string() +
                    " lies in the data folder; it must be elsewhere, so that a copy of the data "
                    "opens no secret ballot.");
  }
  config.allow_origin = given(sources, *find_setting("allow_origin"));
  for (const std::string& origin : config.allow_origin) {
    if (!origin.starts_with("http://") && !origin.starts_with("https://")) {
      throw BadConfig("allow_origin is like https://example.org, not \"" + origin + "\".");
    }
  }
  config.web = one("web");
  config.demo = one("demo");
  config.tls_cert = one("tls_cert");
  config.tls_key = one("tls_key");
  if (config.tls_cert.empty() != config.tls_key.empty()) {
    throw BadConfig("tls_cert and tls_key are given together or not at all.");
  }
  const std::string anchor = one("anchor");
  if (anchor != "strict" && anchor != "lagging") {
    throw BadConfig("anchor is strict or lagging, not \"" + anchor + "\".");
  }
  config.anchor = anchor == "strict" ? log::AnchorMode::strict : log::AnchorMode::lagging;
  config.free_bytes_min =
      number<std::uint64_t>(one("free_bytes_min"), "free_bytes_min", std::uint64_t{1} << 50);
  const auto time = [&](std::string_view name) {
    const auto ms = number<std::uint32_t>(one(name), name, 3'600'000);
    if (ms == 0) throw BadConfig(std::string(name) + " is at least 1.");
    return std::chrono::milliseconds(ms);
  };
  config.handshake_timeout = time("handshake_timeout_ms");
  config.hello_timeout = time("hello_timeout_ms");
  config.write_timeout = time("write_timeout_ms");
  config.idle_timeout = time("idle_timeout_ms");
  config.log_level = one("log_level");
  if (!set_log_level(config.log_level)) {
    throw BadConfig("log_level is trace, debug, info, warning, error or off, not \"" +
                    config.log_level + "\".");
  }
  return config;
}

std::string print_config(std::span<const Values> sources) {
  std::string text;
  for (const Setting& setting : settings_table) {
    text += "# " + std::string(setting.help) + "\n" + std::string(setting.name) + " = ";
    const auto list = given(sources, setting);
    if (setting.list) {
      std::string inner;
      for (const std::string& value : list) inner += (inner.empty() ? "" : ", ") + in_quotes(value);
      text += "[" + inner + "]\n";
    } else {
      text += in_quotes(list.empty() ? std::string() : list.front()) + "\n";
    }
  }
  return text;
}

}  // namespace tingbok::ops
