// tingbok-replay import: a bundle's programme into a data folder. It is checked first. The
// programme's own stream is written last and in one write, and without it no server knows the
// programme: an import that was killed is not seen, and goes on where it was when it is run again.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <future>
#include <utility>

#include "core/bundle/answers.hpp"
#include "core/bundle/files.hpp"
#include "core/log/open.hpp"
#include "replay/bundle.hpp"
#include "replay/keys.hpp"
#include "replay/print.hpp"
#include "replay/progress.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

namespace fs = std::filesystem;

using bundle::BundleLog;
using bundle::StreamEntry;

/// Bytes of records in one write of the log.
constexpr std::size_t bytes_in_write = 4u << 20;
/// Bytes of a programme's own stream: it is one write, which has to fit into the log's queue.
constexpr std::size_t programme_bytes_max = log::queue_bytes_max / 2;

class Import {
 public:
  Import(const BundleLog& from, log::EventLog& into, std::size_t write_bytes)
      : from_(from), into_(into), write_bytes_(write_bytes) {}

  void run() {
    const auto& streams = from_.contents().manifest.streams;
    std::uint64_t records = 0;
    for (const auto& entry : streams) records += entry.records;
    Progress progress("importing", records);
    for (std::size_t place = 1; place < streams.size(); ++place) {
      copy(place, write_bytes_, progress);
    }
    copy(0, programme_bytes_max + 1, progress);
    for (const auto& entry : streams) {
      if (into_.head(entry.name).root != entry.root) {
        throw Failure(finding, entry.name +
                                   " has another root after the import; restore the data "
                                   "folder from its backup");
      }
    }
  }

  /// Throws Failure where the log cannot take it. Writes nothing.
  void refuse_what_does_not_fit() const {
    const auto& contents = from_.contents();
    if (into_.head(contents.manifest.programme).number > 0) {
      throw Failure(wrong_use, "the data folder has the programme " + contents.manifest.programme +
                                   " already; nothing was imported");
    }
    for (const auto& stream : into_.streams(contents.manifest.programme + "/")) {
      if (from_.head(stream).number < into_.head(stream).number) refuse(stream);
    }
    for (std::size_t place = 0; place < contents.streams.size(); ++place) refuse_others(place);
    if (contents.streams.front().size > programme_bytes_max) {
      throw Failure(wrong_use, "the stream of the programme is larger than can be imported, " +
                                   std::to_string(programme_bytes_max) + " bytes");
    }
  }

 private:
  /// What is there of a stream must be how the bundle's begins.
  void refuse_others(std::size_t place) const {
    const auto& name = from_.contents().manifest.streams[place].name;
    const auto there = into_.head(name);
    if (there.number == 0) return;
    TreeEdge tree;
    from_.visit(place, 1, [&](log::Number number, const bundle::StoredRecord& stored) {
      tree.add(leaf_hash(stored.core));
      return number < there.number;
    });
    if (tree.root() != there.root) refuse(name);
  }

  [[noreturn]] static void refuse(const std::string& stream) {
    throw Failure(wrong_use, "the data folder holds other records of " + stream +
                                 " than the bundle; nothing was imported");
  }

  /// Adds what is not there yet, in writes of about `bytes_max`.
  void copy(std::size_t place, std::size_t bytes_max, Progress& progress) {
    const auto& entry = from_.contents().manifest.streams[place];
    const auto there = into_.head(entry.name).number;
    progress.step(there);
    if (there == entry.records) return;
    log::Transaction transaction;
    std::size_t bytes = 0;
    from_.visit(place, there + 1, [&](log::Number number, const bundle::StoredRecord& stored) {
      progress.step();
      add(transaction, entry, number, stored);
      bytes += stored.core.size() + stored.personal.size() + stored.answer.size();
      if (bytes >= bytes_max) {
        write(std::exchange(transaction, {}));
        bytes = 0;
      }
      return true;
    });
    if (!transaction.appends.empty()) write(std::move(transaction));
  }

  static void add(log::Transaction& transaction, const StreamEntry& entry, log::Number number,
                  const bundle::StoredRecord& stored) {
    auto& appends = transaction.appends;
    if (appends.empty() || appends.back().records.size() == log::append_records_max) {
      appends.push_back({entry.name, number - 1, {}});
    }
    appends.back().records.push_back(
        log::make_record(std::string(stored.core), std::string(stored.personal)));
    if (stored.answer.empty()) return;
    pb::RecordCore core;
    core.ParseFromArray(stored.core.data(), static_cast<int>(stored.core.size()));
    transaction.answers.push_back({std::string(bundle::room_of(entry.name, core)),
                                   bundle::answer_key(core), std::string(stored.answer)});
  }

  void write(log::Transaction transaction) {
    std::promise<log::Error> written;
    into_.submit(std::move(transaction), [&](log::Error error) { written.set_value(error); });
    if (const auto error = written.get_future().get(); error != log::Error::none) {
      throw Failure(storage, "the import ended before its end, " +
                                 std::string(log::describe(error)) +
                                 "; no server shows the programme, and the same import again goes "
                                 "on where it was");
    }
  }

  const BundleLog& from_;
  log::EventLog& into_;
  const std::size_t write_bytes_;
};

/// The keys that signed the bundle's checkpoints, in front of those that are there: a server's own
/// stays the last.
void add_keys(const Options& options, const Keys& keys) {
  Options of_folder;
  of_folder.data = options.data;
  const auto there = known_keys(of_folder);
  std::string fresh;
  for (const auto& key : keys) {
    if (std::find(there.begin(), there.end(), key) == there.end()) fresh += key.text() + "\n";
  }
  if (fresh.empty()) return;
  for (const auto& key : there) fresh += key.text() + "\n";
  write_file((fs::path(options.data) / "log.vkey").string(), fresh);
}

}  // namespace

void import_into(const BundleLog& from, log::EventLog& into, std::size_t write_bytes,
                 const std::function<void()>& before) {
  Import job(from, into, write_bytes);
  job.refuse_what_does_not_fit();
  if (before) before();
  job.run();
}

int import_bundle(const Options& options) {
  const auto source = open_bundle(options.file);
  const auto check = check_bundle(*source, {});
  if (const auto wrong = first_wrong(check.report); !wrong.empty()) {
    throw Failure(finding, "nothing was imported: " + wrong);
  }
  const auto& manifest = check.log->contents().manifest;
  log::OpenOptions opening;
  opening.notice = [](const std::string& mended) {
    std::fprintf(stderr, "tingbok-replay: %s\n", mended.c_str());
  };
  const auto into = log::open_log(options.data, opening);
  import_into(*check.log, *into, bytes_in_write, [&] { add_keys(options, check.keys); });
  print("Imported " + manifest.programme + " into " + options.data + ": " +
        std::to_string(manifest.streams.size()) + " streams with the roots of the bundle.\n");
  return ok;
}

}  // namespace tingbok::replay
