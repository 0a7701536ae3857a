#include "core/bundle/manifest.hpp"

#include <boost/json.hpp>

#include "core/bundle/container.hpp"

namespace tingbok::bundle {
namespace {

namespace json = boost::json;

constexpr std::string_view kind = "tingbok-bundle";

std::string in_quotes(std::string_view text) {
  return json::serialize(json::value(json::string(text.data(), text.size())));
}

std::string numbered(std::string_view folder, std::size_t place, std::string_view end) {
  const auto digits = std::to_string(place + 1);
  return std::string(folder) + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') +
         digits + std::string(end);
}

int digit_of(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  throw Broken("the manifest has a hash that is not written in hexadecimal digits");
}

Digest digest_of(std::string_view hex) {
  Digest digest;
  if (hex.size() != 2 * digest.size()) throw Broken("the manifest has a hash of another length");
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(digit_of(hex[2 * i]) << 4 | digit_of(hex[2 * i + 1]));
  }
  return digest;
}

std::string text_at(const json::object& object, std::string_view member) {
  return std::string(object.at(member).as_string());
}

StreamEntry entry_of(const json::object& object) {
  StreamEntry entry;
  entry.name = text_at(object, "name");
  entry.records = static_cast<log::Number>(object.at("records").as_int64());
  entry.root = digest_of(text_at(object, "root"));
  const auto state = text_at(object, "state_hash");
  if (!state.empty()) entry.state_hash = digest_of(state);
  return entry;
}

Manifest read(std::string_view text) {
  const auto object = json::parse(json::string_view(text.data(), text.size())).as_object();
  if (const auto version = object.at("format").as_int64(); version != format_version) {
    throw Broken("the bundle has format " + std::to_string(version) +
                 ", this program knows format " + std::to_string(format_version));
  }
  Manifest manifest;
  manifest.programme = text_at(object, "programme");
  manifest.epoch = text_at(object, "epoch");
  for (const auto& stream : object.at("streams").as_array()) {
    manifest.streams.push_back(entry_of(stream.as_object()));
  }
  return manifest;
}

void check_streams(const Manifest& manifest) {
  if (manifest.streams.size() > streams_max) {
    throw Broken("the manifest names more than " + std::to_string(streams_max) + " streams");
  }
  if (manifest.streams.empty() || manifest.streams.front().name != manifest.programme) {
    throw Broken("the manifest does not begin with the stream of its programme");
  }
  const StreamEntry* before = nullptr;
  for (const auto& entry : manifest.streams) {
    if (entry.records == 0) throw Broken("the manifest names " + entry.name + " without records");
    if (before && before->name >= entry.name) {
      throw Broken("the manifest has " + entry.name + " out of order");
    }
    if (before && !entry.name.starts_with(manifest.programme + "/")) {
      throw Broken("the manifest has " + entry.name + ", which is not of its programme");
    }
    before = &entry;
  }
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  std::string text = "{\n \"format\": " + std::to_string(format_version) +
                     ",\n \"kind\": " + in_quotes(kind) +
                     ",\n \"programme\": " + in_quotes(manifest.programme) +
                     ",\n \"epoch\": " + in_quotes(manifest.epoch) + ",\n \"streams\": [";
  const char* before = "\n";
  for (const auto& entry : manifest.streams) {
    text += before;
    text += "  {\n   \"name\": " + in_quotes(entry.name) +
            ",\n   \"records\": " + std::to_string(entry.records) +
            ",\n   \"root\": " + in_quotes(to_hex(entry.root)) + ",\n   \"state_hash\": " +
            in_quotes(entry.state_hash ? to_hex(*entry.state_hash) : std::string()) + "\n  }";
    before = ",\n";
  }
  return text + "\n ]\n}\n";
}

Manifest parse_manifest(std::string_view text) {
  Manifest manifest;
  try {
    manifest = read(text);
  } catch (const Broken&) {
    throw;
  } catch (const std::exception& error) {  // Boost.JSON's: no JSON, a member that is not there.
    throw Broken(std::string("the manifest cannot be read: ") + error.what());
  }
  check_streams(manifest);
  if (manifest_text(manifest) != text) {
    throw Broken("the manifest is not written as manifests are");
  }
  return manifest;
}

std::string note_name(std::size_t place) { return numbered("notes/", place, ".txt"); }

std::string records_name(std::size_t place) { return numbered("streams/", place, ".records"); }

}  // namespace tingbok::bundle
