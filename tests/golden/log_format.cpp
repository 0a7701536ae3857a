// docs/log-format.md shows a log of two records byte by byte; this makes those bytes again.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "core/log/anchor.hpp"
#include "core/log/format.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok {
namespace {

constexpr std::string_view page = TINGBOK_SOURCE_DIR "/docs/log-format.md";
constexpr std::size_t name_columns = 20;
constexpr std::size_t bytes_per_line = 32;

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += digits[static_cast<std::uint8_t>(byte) >> 4];
    text += digits[static_cast<std::uint8_t>(byte) & 15];
  }
  return text;
}

/// "name      hex", broken into lines of 32 bytes.
void show(std::string& text, const std::string& name, std::string_view bytes) {
  std::string label = name;
  do {
    label.resize(name_columns, ' ');
    text += label + hex(bytes.substr(0, bytes_per_line)) + "\n";
    bytes.remove_prefix(std::min(bytes.size(), bytes_per_line));
    label.clear();
  } while (!bytes.empty());
}

std::vector<log::Record> two_records() {
  const std::string salt = "0123456789abcdef";
  std::vector<log::Record> records;
  rebuild::RecordHead head;
  head.time_ms = 1767225600000;
  pb::ProgrammeEvent created;
  created.mutable_programme_created()->set_id("P");
  created.mutable_programme_created()->set_title("Dagsverk");
  records.push_back(rebuild::make_programme_record(1, head, created, salt));
  head.time_ms += 1000;
  pb::ProgrammeEvent added;
  added.mutable_person_added()->set_person("kari");
  added.mutable_person_added()->set_label("Kari N.");
  added.mutable_person_added()->set_votes(true);
  records.push_back(rebuild::make_programme_record(2, head, added, salt));
  return records;
}

/// The block of the page between the marks, as it must be.
std::string example() {
  const std::vector<log::Record> records = two_records();
  const std::vector<const log::Record*> batch = {&records[0], &records[1]};
  log::format::StoredHead head;
  for (const log::Record& record : records) head.edge.add(record.leaf);
  head.last_leaf = records[1].leaf;
  std::string named;
  log::format::put_named_head(named, "P", {2, head.edge.root()});
  const log::format::CommitMark mark{1, log::format::next_chain(Digest{}, 1, named)};
  const std::string epoch = "00112233445566778899aabbccddeeff";
  const std::string slot = log::anchor_slot({2, epoch, mark, {{"P", {2, head.edge.root()}}}});
  std::string text;
  show(text, "core 1", records[0].core);
  show(text, "leaf 1", as_bytes(records[0].leaf));
  show(text, "core 2", records[1].core);
  show(text, "leaf 2", as_bytes(records[1].leaf));
  show(text, "personal 2", records[1].personal);
  show(text, "records: key", log::format::numbered_key("P", 1));
  show(text, "  value", log::format::cores_value(batch));
  show(text, "personal: key", log::format::numbered_key("P", 1));
  show(text, "  value", log::format::personal_value(batch));
  show(text, "heads: key", "P");
  show(text, "  value", log::format::head_value(head));
  show(text, "root", as_bytes(head.edge.root()));
  show(text, "meta: key", log::format::commit_key(1));
  show(text, "  value", log::format::commit_value(mark));
  show(text, "anchor, slot 1", std::string_view(slot).substr(0, 168));
  return text;
}

// Goal: the page's worked example is what the code writes, so that neither can change alone.
TEST_CASE("the worked example of the log format is what is written", "[golden][log]") {
  std::stringstream read;
  read << std::ifstream(std::string(page)).rdbuf();
  const std::string text = read.str();
  const std::string begin = "```hex\n";
  const std::size_t at = text.find(begin);
  REQUIRE(at != std::string::npos);
  const std::size_t from = at + begin.size();
  const bool same = text.substr(from, text.find("```", from) - from) == example();
  if (!same) std::cerr << "The block must be:\n" << example();  // Catch would break its lines.
  CHECK(same);
}

// Goal: what the example shows can be parsed back, so that it is a log and not only bytes.
TEST_CASE("the worked example of the log format parses", "[golden][log]") {
  const std::vector<log::Record> records = two_records();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const rebuild::ParsedRecord parsed =
        rebuild::parse_record({i + 1, records[i].core, records[i].personal}, "P");
    CHECK(parsed.core.number() == i + 1);
    CHECK(parsed.personal.has_value() == !records[i].personal.empty());
    CHECK(rebuild::programme_event(parsed, "P").kind_case() != pb::ProgrammeEvent::KIND_NOT_SET);
  }
}

}  // namespace
}  // namespace tingbok
