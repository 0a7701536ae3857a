// tingbok-replay export: a programme as one file, checked before it gets its name.
#include <filesystem>
#include <system_error>

#include "core/bundle/answers.hpp"
#include "core/bundle/files.hpp"
#include "core/rebuild/record.hpp"
#include "replay/bundle.hpp"
#include "replay/keys.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/progress.hpp"
#include "replay/replay.hpp"
#include "replay/unfinished.hpp"

namespace tingbok::replay {
namespace {

namespace fs = std::filesystem;

/// One export. All of it is of the heads that the manifest names, so that a writer beside it does
/// not matter.
class Export {
 public:
  Export(const log::EventLog& log, const std::string& programme, const Keys& keys)
      : log_(log), keys_(keys) {
    manifest_.programme = programme;
    manifest_.epoch = log.epoch();
    add_stream(programme);
    for (const auto& stream : log.streams(programme + "/")) add_stream(stream);
  }

  void write(const fs::path& file) const {
    bundle::Writer writer(file);
    writer.member(bundle::readme_name, bundle_readme());
    writer.member(bundle::manifest_name, bundle::manifest_text(manifest_));
    writer.member(bundle::schema_name, schema_descriptors());
    write_notes(writer);
    std::uint64_t records = 0;
    for (const auto& entry : manifest_.streams) records += entry.records;
    Progress progress("exporting", records);
    for (std::size_t place = 0; place < manifest_.streams.size(); ++place) {
      write_stream(writer, place, progress);
    }
    writer.seal();
  }

  const bundle::Manifest& manifest() const { return manifest_; }

 private:
  void add_stream(const std::string& stream) {
    const auto head = log_.head(stream);
    bundle::StreamEntry entry{stream, head.number, head.root, std::nullopt};
    const auto core = core_at(stream, head.number);
    // Of another length only where the log is damaged, which the check at the end names.
    if (core.has_event() && core.state_hash().size() == entry.root.size()) {
      entry.state_hash = digest_from_bytes(core.state_hash());
    }
    manifest_.streams.push_back(std::move(entry));
  }

  pb::RecordCore core_at(const std::string& stream, log::Number number) const {
    pb::RecordCore core;
    log_.read(stream, number, number, [&](const log::RecordView& record) {
      core = rebuild::parse_record(record, stream).core;
      return false;
    });
    return core;
  }

  void write_notes(bundle::Writer& writer) const {
    std::map<std::size_t, std::string> notes;
    for (std::size_t place = 0; place < manifest_.streams.size(); ++place) {
      const auto checkpoints = manifest_.streams[place].name + "/checkpoints";
      const auto last = log_.head(checkpoints).number;
      const auto core = core_at(checkpoints, last);
      if (core.has_checkpoint()) notes[place] = core.checkpoint().note();
    }
    if (notes.empty()) return;
    if (keys_.empty()) {
      throw Failure(unreadable, "the log has checkpoints, but there is no log.vkey beside it");
    }
    std::string lines;
    for (const auto& key : keys_) lines += key.text() + "\n";
    writer.member(bundle::keys_name, lines);
    for (const auto& [place, note] : notes) writer.member(bundle::note_name(place), note);
  }

  void write_stream(bundle::Writer& writer, std::size_t place, Progress& progress) const {
    const auto& entry = manifest_.streams[place];
    writer.begin(bundle::records_name(place));
    std::string bytes;
    log_.read(entry.name, 1, entry.records, [&](const log::RecordView& record) {
      const auto core = rebuild::parse_record(record, entry.name).core;
      const auto answer = answer_beside(entry.name, core);
      bytes.clear();
      bundle::put_record(bytes, {record.core, record.personal, answer});
      writer.append(bytes);
      progress.step();
      return true;
    });
    writer.end();
  }

  /// The answer to the command, where this is the record it tells of.
  std::string answer_beside(const std::string& stream, const pb::RecordCore& core) const {
    if (core.command_id().empty()) return {};
    auto kept =
        log_.kept_answer(bundle::room_of(stream, core), bundle::answer_key(core)).value_or("");
    pb::StoredAnswer answer;
    if (!answer.ParseFromString(kept) || !bundle::stands_with(core, answer)) return {};
    return kept;
  }

  const log::EventLog& log_;
  const Keys& keys_;
  bundle::Manifest manifest_;
};

/// The file is made under another name and gets its own when it is known to be whole.
void write_whole(const Export& made, const fs::path& file) {
  Unfinished part(file.string() + ".part", Unfinished::Kind::file);
  made.write(part.path());
  const auto source = open_bundle(part.path());
  const auto wrong = first_wrong(check_bundle(*source).report);
  if (!wrong.empty()) {
    throw Failure(finding, "the log is not whole, so no bundle was written: " + wrong);
  }
  part.put_at(file);
}

void say_what_stays(const log::EventLog& log, const std::string& programme) {
  for (const auto& shelf : log.shelves()) {
    if (!shelf.stream.starts_with(programme + "/")) continue;
    print("The secret vote " + shelf.name + " in " + shelf.stream +
          " is open: its sealed ballots stay here, and in an import it can only be annulled.\n");
  }
}

}  // namespace

int export_bundle(const log::EventLog& log, const Options& options) {
  require_programme(log, options.programme);
  std::error_code unknown;
  if (fs::exists(options.out, unknown)) {
    throw Failure(wrong_use, options.out + " is there already; name a new file");
  }
  if (unknown) throw Failure(unreadable, options.out + " cannot be written: " + unknown.message());
  try {
    const auto keys = known_keys(options);
    const Export made(log, options.programme, keys);
    write_whole(made, options.out);
    std::uint64_t records = 0;
    for (const auto& entry : made.manifest().streams) records += entry.records;
    print("Wrote " + options.out + ": " + options.programme + ", " +
          std::to_string(made.manifest().streams.size()) + " streams, " + std::to_string(records) +
          " records, checked.\n");
  } catch (const std::system_error& error) {
    throw Failure(unreadable, options.out + " cannot be written: " + error.what());
  }
  say_what_stays(log, options.programme);
  return ok;
}

}  // namespace tingbok::replay
