#include "core/bundle/bundle_log.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/bundle/answers.hpp"

namespace tingbok::bundle {
namespace {

/// Every so many records it is noted where one starts; from there records are read one by one.
constexpr log::Number marked_records = 16;
/// What is read for one record alone; most are smaller.
constexpr std::size_t single_record_bytes = 2048;

bool parse(google::protobuf::MessageLite& message, std::string_view bytes) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

std::uint64_t short_hash(std::string_view stream, std::string_view key) {
  const auto digest = sha256(std::string(stream) + std::string(1, '\0') + std::string(key));
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < sizeof hash; ++i) hash = hash << 8 | digest[i];
  return hash;
}

[[noreturn]] void cannot_write() { throw std::logic_error("a bundle cannot be written to"); }

}  // namespace

BundleLog::BundleLog(const Source& source)
    : source_(source), contents_(read_contents(source)), marks_(contents_.manifest.streams.size()) {
  for (std::size_t place = 0; place < marks_.size(); ++place) index(place);
  std::sort(answers_.begin(), answers_.end());
}

void BundleLog::index(std::size_t place) {
  const auto& entry = contents_.manifest.streams[place];
  const auto& member = contents_.streams[place];
  Records records(source_, entry.name, member.begin(), member.end());
  log::Number number = 0;
  for (auto at = records.at();; at = records.at()) {
    const auto record = records.next();
    if (!record) break;
    if (number++ % marked_records == 0) marks_[place].push_back(at);
    if (!record->answer.empty()) note_answer(place, at, number, *record);
  }
  if (number != entry.records) {
    throw Broken(entry.name + " has " + std::to_string(number) +
                 " records, but the manifest says " + std::to_string(entry.records));
  }
}

void BundleLog::note_answer(std::size_t place, std::uint64_t at, log::Number number,
                            const StoredRecord& record) {
  const auto& stream = contents_.manifest.streams[place].name;
  pb::RecordCore core;
  if (!parse(core, record.core)) return;  // Whoever reads the record says so.
  pb::StoredAnswer answer;
  if (!parse(answer, record.answer)) {
    throw Broken("record " + std::to_string(number) + " of " + stream +
                 " has a kept answer that does not parse");
  }
  if (!stands_with(core, answer)) {
    throw Broken("record " + std::to_string(number) + " of " + stream +
                 " has a kept answer that is not its own");
  }
  answers_.push_back(
      {short_hash(room_of(stream, core), answer_key(core)), at, static_cast<std::uint32_t>(place)});
}

std::optional<std::size_t> BundleLog::place_of(std::string_view stream) const {
  const auto& all = contents_.manifest.streams;
  const auto found =
      std::lower_bound(all.begin(), all.end(), stream,
                       [](const auto& entry, std::string_view name) { return entry.name < name; });
  if (found == all.end() || found->name != stream) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

void BundleLog::visit(std::size_t place, log::Number from,
                      const std::function<bool(log::Number, const StoredRecord&)>& visit) const {
  const auto mark = (from - 1) / marked_records;
  auto number = mark * marked_records + 1;
  Records records(source_, contents_.manifest.streams[place].name, marks_[place].at(mark),
                  contents_.streams[place].end(), number);
  for (auto record = records.next(); record; record = records.next()) {
    if (number >= from && !visit(number, *record)) return;
    ++number;
  }
}

void BundleLog::read(std::string_view stream, log::Number from, log::Number to,
                     const log::Visitor& visitor) const {
  const auto place = place_of(stream);
  if (!place) return;
  from = std::max<log::Number>(from, 1);
  to = std::min(to, contents_.manifest.streams[*place].records);
  if (from > to) return;
  try {
    visit(*place, from, [&](log::Number number, const StoredRecord& record) {
      return visitor({number, record.core, record.personal}) && number < to;
    });
  } catch (const Broken& broken) {
    throw log::Damaged(broken.what());
  }
}

log::Head BundleLog::head(std::string_view stream) const {
  const auto place = place_of(stream);
  if (!place) return {};
  const auto& entry = contents_.manifest.streams[*place];
  return {entry.records, entry.root};
}

std::vector<log::StreamName> BundleLog::streams(std::string_view prefix) const {
  std::vector<log::StreamName> names;
  for (const auto& entry : contents_.manifest.streams) {
    if (entry.name.starts_with(prefix)) names.push_back(entry.name);
  }
  return names;
}

/// The earliest where there are several with one key: none but that one is found, and the others
/// are seen not to be what is kept for their records.
std::optional<std::string> BundleLog::kept_answer(std::string_view stream,
                                                  std::string_view key) const {
  const auto hash = short_hash(stream, key);
  auto found = std::lower_bound(answers_.begin(), answers_.end(), Answer{hash, 0, 0});
  for (; found != answers_.end() && found->hash == hash; ++found) {
    const auto& name = contents_.manifest.streams[found->place].name;
    Records records(source_, name, found->at, contents_.streams[found->place].end(), 1,
                    single_record_bytes);
    const auto record = records.next();
    pb::RecordCore core;
    if (record && parse(core, record->core) && room_of(name, core) == stream &&
        answer_key(core) == key) {
      return std::string(record->answer);
    }
  }
  return std::nullopt;
}

void BundleLog::submit(log::Transaction, log::Done) { cannot_write(); }
void BundleLog::put_snapshot(std::string_view, const log::Snapshot&) { cannot_write(); }
std::vector<std::string> BundleLog::aside(const log::Shelf&) const { return {}; }
std::vector<log::Shelf> BundleLog::shelves() const { return {}; }
std::optional<log::Snapshot> BundleLog::snapshot(std::string_view, log::Number) const {
  return std::nullopt;
}

}  // namespace tingbok::bundle
