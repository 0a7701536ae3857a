// The members of a bundle, in their order.
#include "core/bundle/bundle_log.hpp"
#include "core/bundle/files.hpp"

namespace tingbok::bundle {
namespace {

/// Reads members in the order of the format page.
class Reading {
 public:
  explicit Reading(const Source& source) : source_(source), members_(source) { advance(); }

  bool at(std::string_view name) const { return next_.name == name; }

  /// The bytes of the member that must come now.
  std::string take(std::string_view name, std::size_t bytes_max) {
    const auto member = take_member(name);
    if (member.size > bytes_max) throw Broken(member.name + " is larger than it can be");
    return source_.read_at(member.begin(), static_cast<std::size_t>(member.size));
  }

  Member take_member(std::string_view name) {
    if (!at(name)) {
      throw Broken("the bundle has " + next_.name + " where " + std::string(name) + " should be");
    }
    auto member = next_;
    if (name != seal_name) advance();
    return member;
  }

  void end() const { members_.end(); }

 private:
  void advance() { next_ = members_.next(); }

  const Source& source_;
  Members members_;
  Member next_;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end == 0) {
      throw Broken(std::string(keys_name) + " is not one key a line");
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

Contents read_contents(const Source& source) {
  Reading reading(source);
  Contents contents;
  contents.readme = reading.take(readme_name, readme_bytes_max);
  contents.manifest = parse_manifest(reading.take(manifest_name, manifest_bytes_max));
  contents.schema = reading.take(schema_name, schema_bytes_max);
  if (reading.at(keys_name)) contents.keys = lines_of(reading.take(keys_name, keys_bytes_max));
  const auto streams = contents.manifest.streams.size();
  for (std::size_t place = 0; place < streams; ++place) {
    const auto name = note_name(place);
    if (reading.at(name)) contents.notes[place] = reading.take(name, note_bytes_max);
  }
  for (std::size_t place = 0; place < streams; ++place) {
    contents.streams.push_back(reading.take_member(records_name(place)));
  }
  const auto seal = reading.take_member(seal_name);
  if (seal.size != seal_bytes) throw Broken("the seal is not 64 digits and a line feed");
  contents.sealed_bytes = seal.at;
  contents.seal = source.read_at(seal.begin(), seal_bytes);
  reading.end();
  if (contents.keys.empty() != contents.notes.empty()) {
    throw Broken(contents.notes.empty() ? "the bundle has keys, but no note"
                                        : "the bundle has notes, but no keys");
  }
  return contents;
}

void check_seal(const Source& source, const Contents& contents) {
  if (contents.seal != to_hex(hash_of_first(source, contents.sealed_bytes)) + "\n") {
    throw Broken("the seal is not that of the bytes before it: the bundle was changed");
  }
}

}  // namespace tingbok::bundle
