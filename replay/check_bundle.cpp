// What a bundle is checked for beyond what a log is.
#include <system_error>

#include "core/rebuild/record.hpp"
#include "replay/bundle.hpp"
#include "replay/replay.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok::replay {
namespace {

using bundle::BundleLog;

const Checked* find(const Report& report, const std::string& stream) {
  for (const auto& checked : report.streams) {
    if (checked.stream == stream) return &checked;
  }
  return nullptr;
}

/// The note that the last record of a stream of checkpoints holds.
std::string last_note(const BundleLog& log, const std::string& stream) {
  std::string note;
  const auto last = log.head(stream).number;
  log.read(stream, last, last, [&](const log::RecordView& record) {
    note = rebuild::parse_record(record, stream).core.checkpoint().note();
    return false;
  });
  return note;
}

void check_states(const BundleLog& log, const Report& report, std::vector<Finding>& found) {
  for (const auto& entry : log.contents().manifest.streams) {
    const auto* checked = find(report, entry.name);
    const auto state = checked ? checked->state_hash : std::nullopt;
    if (state != entry.state_hash) {
      found.push_back({entry.name, 0, "ends in another state than the manifest says"});
    }
  }
}

/// A note is copied from the stream beside the one it is about, and is the last one there.
void check_notes(const BundleLog& log, std::vector<Finding>& found) {
  const auto& contents = log.contents();
  for (std::size_t place = 0; place < contents.manifest.streams.size(); ++place) {
    const auto& stream = contents.manifest.streams[place].name;
    const auto note = contents.notes.find(place);
    const auto stored = last_note(log, stream + "/checkpoints");
    const auto given = note == contents.notes.end() ? std::string() : note->second;
    if (given == stored) continue;
    found.push_back(
        {bundle::note_name(place), 0, "is not the last note among the checkpoints of " + stream});
  }
}

/// Manifest and notes against what was read; the seal after what can be named better.
void check_members(const bundle::Source& source, const BundleLog& log, Report& report) {
  check_states(log, report, report.others);
  check_notes(log, report.others);
  if (!report.whole()) return;
  bundle::check_seal(source, log.contents());
  if (const auto trouble = schema_trouble(log.contents().schema)) {
    report.others.push_back({std::string(bundle::schema_name), 0, *trouble});
  }
}

}  // namespace

Keys keys_of(const bundle::Contents& contents) {
  Keys keys;
  for (const auto& line : contents.keys) {
    try {
      keys.push_back(proof::parse_key(line));
    } catch (const proof::Malformed& malformed) {
      throw bundle::Broken(std::string(bundle::keys_name) +
                           " holds a line that is no key: " + malformed.what());
    }
  }
  return keys;
}

BundleCheck check_bundle(const bundle::Source& source, const Keys& keys) {
  BundleCheck check;
  try {
    check.log = std::make_unique<BundleLog>(source);
    const auto own = keys_of(check.log->contents());
    check.keys = keys.empty() ? own : keys;
    check.report = check_all(*check.log, check.keys);
    if (check.report.whole()) check_members(source, *check.log, check.report);
  } catch (const bundle::Broken& broken) {
    check.report.others.push_back({"", 0, broken.what()});
  } catch (const std::system_error& error) {
    throw Failure(unreadable, std::string("the bundle cannot be read: ") + error.what());
  }
  return check;
}

}  // namespace tingbok::replay
