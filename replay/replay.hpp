/// tingbok-replay: reads a log, beside a running server or closed, and never writes into it; only
/// import writes, into a folder that no server has open, and fork, which makes a new one. One
/// function and one file per verb; each returns what the program exits with, prints its answer on
/// standard output and throws Failure for what it cannot do.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/log/event_log.hpp"
#include "core/log/open.hpp"

namespace tingbok::replay {

enum ExitCode : int {
  ok = 0,
  /// verify found something wrong, or a record that was needed is damaged.
  finding = 1,
  wrong_use = 2,
  /// verify --url: nobody answered.
  unreachable = 3,
  /// A bundle cannot be read, an answer, bundle or file cannot be written; or the disk failed: as
  /// the server has them.
  unreadable = log::exit_unreadable,
  storage = log::exit_storage,
};

/// Ends the verb; main prints the sentence and exits with the code.
class Failure : public std::runtime_error {
 public:
  Failure(int exit_code, const std::string& sentence)
      : std::runtime_error(sentence), code(exit_code) {}
  int code;
};

/// What the command line says. Positions are a number, script:SEQ, a named moment, an RFC 3339
/// time, or "head" (position.hpp).
struct Options {
  bool json = false;
  /// PROGRAMME/ROOM.
  std::string room;
  std::string programme;
  std::string at = "head";
  std::string from = "1";
  std::string to = "head";
  /// events: at most so many; 0: all.
  std::uint64_t limit = 0;
  /// state: after every line of the room's script.
  bool each = false;
  /// template: the new template's id (empty: the room's) and the file to write (empty: standard
  /// output). fork: the folder to make; `programme` is then the copy's (empty: after the original).
  std::string id;
  std::string out;
  /// lineage: what is asked about, and how the answer is written: "text", "json", "dot" or "svg",
  /// in "nb", "nn" or "en".
  std::string of;
  std::string format = "text";
  std::string language = "nb";
  /// The data folder; empty where none is read.
  std::string data;
  /// verify: keys that signatures must be of, or files of them; checkpoints and a receipt that were
  /// kept elsewhere; a running server, and the file with the secret or token it is asked with.
  std::vector<std::string> keys;
  std::vector<std::string> checkpoints;
  std::string receipt;
  std::string url;
  std::string token_file;
  /// verify, import: a bundle.
  std::string file;
};

int list(const log::EventLog& log, const Options& options);
int events(const log::EventLog& log, const Options& options);
int state(const log::EventLog& log, const Options& options);
int diff(const log::EventLog& log, const Options& options);
int outcome(const log::EventLog& log, const Options& options);
/// As CSV: room, number, time (UTC), person, name, text.
int reports(const log::EventLog& log, const Options& options);
int verify(const log::EventLog& log, const Options& options);
int refusals(const log::EventLog& log, const Options& options);
int lineage_of(const log::EventLog& log, const Options& options);
int fork(const log::EventLog& log, const Options& options);
int make_template(const log::EventLog& log, const Options& options);
int export_bundle(const log::EventLog& log, const Options& options);
/// Of options.file.
int verify_bundle(const Options& options);
/// The one verb that writes into a data folder: a programme it does not have yet.
int import_bundle(const Options& options);

/// Throws Failure(wrong_use) unless the room exists.
void require_room(const log::EventLog& log, const std::string& room);

}  // namespace tingbok::replay
