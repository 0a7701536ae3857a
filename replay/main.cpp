// tingbok-replay: reads a workshop log, live or closed. This file is the command line; each verb
// has a file of its own.
#include <cstdio>
#include <functional>

#include <CLI/CLI.hpp>

#include "core/log/open.hpp"
#include "replay/held.hpp"
#include "replay/keys.hpp"
#include "replay/play/play.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace {

namespace replay = tingbok::replay;
namespace tlog = tingbok::log;

/// As the server's.
constexpr int bug = 76;

using Verb = std::function<int(const tlog::EventLog&, const replay::Options&)>;
/// A verb that opens for itself what it needs.
using OwnVerb = std::function<int(const replay::Options&)>;

struct CommandLine {
  replay::Options options;
  replay::PlayOptions play;
  Verb verb;
  OwnVerb own_verb;
  /// verify answers 1 for a log that is too damaged to open.
  bool verifies = false;
};

const char* positions =
    "A position is a number, script:SEQ (right after that line of the script), the id of a named\n"
    "moment, a time such as 2026-01-01T10:00:00Z, or head.\n\n"
    "Exit codes: 0 done (verify: whole); 1 verify found something wrong, or a record is damaged;\n"
    "2 wrong use; 3 the server does not answer; 70 play cannot listen; 71 to 74 the log or file\n"
    "cannot be opened; 75 the disk failed; 76 a bug (docs/operations.md).";

CLI::App* add_verb(CLI::App& app, CommandLine& line, const char* name, const char* help,
                   Verb verb) {
  auto* added = app.add_subcommand(name, help);
  added->fallthrough();
  added->callback([&line, verb = std::move(verb)] { line.verb = verb; });
  return added;
}

void add_lineage(CLI::App& app, CommandLine& line) {
  auto& options = line.options;
  auto* verb = add_verb(app, line, "lineage", "How a decision, a priority or a proposal came about",
                        replay::lineage_of);
  verb->add_option("--room", options.room, "PROGRAMME/ROOM")->required();
  verb->add_option("--of", options.of,
                   "An item with a decision, a proposal, a vote, a cluster, a note, a list, or "
                   "LIST:ID; _ may stand for a space")
      ->required();
  verb->add_option("--at", options.at, "Position")->capture_default_str();
  verb->add_option("--format", options.format, "text, json, dot or svg")
      ->check(CLI::IsMember({"text", "json", "dot", "svg"}))
      ->capture_default_str();
  verb->add_option("--language", options.language, "nb, nn or en")
      ->check(CLI::IsMember({"nb", "nn", "en"}))
      ->capture_default_str();
  verb->add_option("--out", options.out, "File to write (default: standard output)");
}

void add_verify(CLI::App& app, CommandLine& line) {
  auto& options = line.options;
  auto* verify = add_verb(
      app, line, "verify",
      "Derives all hashes, states and answers again and names the first thing wrong; or compares\n"
      "a log or a running server with checkpoints and receipts that were kept elsewhere",
      replay::verify);
  verify->add_option("file", options.file, "A bundle, in place of --data");
  verify->add_option("--key", options.keys,
                     "Key that signatures must be of, or a file of keys (default: DIR/log.vkey)");
  auto* checkpoints = verify->add_option("--checkpoint", options.checkpoints,
                                         "File with a checkpoint that was kept; may come again");
  auto* url = verify->add_option("--url", options.url,
                                 "Ask this server for proofs instead of reading a log");
  verify->add_option("--room", options.room, "With --url: PROGRAMME/ROOM")->needs(url);
  verify
      ->add_option(
          "--token-file", options.token_file,
          "With --url: file with the administrator's secret or an access token (default: as "
          "nobody in particular)")
      ->needs(url);
  verify
      ->add_option("--receipt", options.receipt,
                   "File with a receipt that was kept; without --data it is checked offline")
      ->excludes(url)
      ->excludes(checkpoints);
}

void add_bundle_verbs(CLI::App& app, CommandLine& line) {
  auto& options = line.options;
  auto* made = add_verb(app, line, "export",
                        "A whole programme as one file that is checked offline (a bundle)",
                        replay::export_bundle);
  made->add_option("--programme", options.programme, "The programme's id")->required();
  made->add_option("--out", options.out, "File to write")->required();

  auto* taken = app.add_subcommand(
      "import", "A bundle's programme into a data folder that no server has open");
  taken->fallthrough();
  taken->add_option("file", options.file, "The bundle")->required();
  taken->callback([&line] { line.own_verb = replay::import_bundle; });
}

void add_verbs(CLI::App& app, CommandLine& line) {
  auto& options = line.options;
  const auto room = [&](CLI::App* verb) {
    verb->add_option("--room", options.room, "PROGRAMME/ROOM")->required();
  };
  add_verb(app, line, "list", "Programmes and rooms in the log", replay::list);

  auto* events =
      add_verb(app, line, "events", "What happened in a room, one line an event", replay::events);
  room(events);
  events->add_option("--from", options.from, "Position to start at")->capture_default_str();
  events->add_option("--to", options.to, "Position to end at")->capture_default_str();
  events->add_option("--limit", options.limit, "At most so many events; 0: all")
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();

  auto* state = add_verb(app, line, "state", "What a room was like at a moment", replay::state);
  room(state);
  auto* at = state->add_option("--at", options.at, "Position")->capture_default_str();
  state
      ->add_flag("--each", options.each,
                 "After every line of the room's script, one JSON object a line")
      ->excludes(at);

  auto* diff =
      add_verb(app, line, "diff", "What differs between two moments of a room", replay::diff);
  room(diff);
  diff->add_option("--from", options.from, "Position")->required();
  diff->add_option("--to", options.to, "Position")->capture_default_str();

  auto* outcome =
      add_verb(app, line, "outcome", "What a programme came to, as JSON", replay::outcome);
  outcome->add_option("--programme", options.programme, "The programme's id")->required();

  auto* reports =
      add_verb(app, line, "reports", "The reports of a programme's rooms, as CSV", replay::reports);
  reports->add_option("--programme", options.programme, "The programme's id")->required();

  auto* refusals =
      add_verb(app, line, "refusals", "What was refused in a room, and why", replay::refusals);
  room(refusals);

  auto* plan =
      add_verb(app, line, "template", "A room's plan as a template, without those who took part",
               replay::make_template);
  room(plan);
  plan->add_option("--at", options.at, "Position")->capture_default_str();
  plan->add_option("--id", options.id, "The template's id (default: after the room)");
  plan->add_option("--out", options.out, "File to write (default: standard output)");

  add_lineage(app, line);
  auto* copy = add_verb(
      app, line, "fork",
      "A training copy of a room, about other people, in a data folder of its own", replay::fork);
  room(copy);
  copy->add_option("--at", options.at, "Position")->capture_default_str();
  copy->add_option("--out", options.out, "The data folder to make")->required();
  copy->add_option("--programme", options.programme,
                   "The copy's programme (default: the original's with -ovelse)");

  add_verify(app, line);
  add_bundle_verbs(app, line);
}

/// It serves, so it has options of its own.
void add_play(CLI::App& app, CommandLine& line) {
  auto& play = line.play;
  auto* added = add_verb(app, line, "play",
                         "Shows a past workshop to many, who follow the trainer and are asked what "
                         "they would have decided",
                         [&line](const tlog::EventLog& log, const replay::Options& options) {
                           line.play.data = options.data;
                           line.play.json = options.json;
                           return replay::play(log, line.play);
                         });
  added->add_option("--room", play.room, "PROGRAMME/ROOM")->required();
  added->add_option("--listen", play.listen, "HOST:PORT; port 0 lets the system choose")
      ->capture_default_str();
  added->add_option("--ready-file", play.ready_file, "Written with the URL once it answers");
  added->add_option("--from", play.from, "Position to start at")->capture_default_str();
  added->add_option(
      "--speed", play.speed,
      "Plays from the start, so many times as fast (1 to 100); otherwise it waits for "
      "the trainer");
  added->add_option("--seats", play.seats, "Links for so many who train")->capture_default_str();
  added
      ->add_option("--as", play.as,
                   "What those who train see it as: public, participant, chair or auditor")
      ->capture_default_str();
  added->add_option("--web", play.web, "The app's files (default: beside the program)");
}

int complain(int code, const std::string& sentence) {
  std::fprintf(stderr, "tingbok-replay: %s\n", sentence.c_str());
  return code;
}

/// What verify does without a data folder; empty: it needs one.
OwnVerb verify_offline(const replay::Options& options) {
  if (!options.url.empty()) return replay::verify_server;
  if (!options.file.empty()) return replay::verify_bundle;
  if (options.receipt.empty() || !options.data.empty()) return {};
  return [](const replay::Options& given) {
    return replay::verify_receipt(nullptr, replay::known_keys(given), given);
  };
}

int carry_out(const CommandLine& line) {
  if (line.own_verb) return line.own_verb(line.options);
  tlog::OpenOptions how;
  how.mode = tlog::OpenMode::read_only;
  const auto log = tlog::open_log(line.options.data, how);
  return line.verb(*log, line.options);
}

/// What `work` answers, once all that it printed has been handed on; otherwise a complaint.
int run(const CommandLine& line, const std::function<int()>& work) {
  try {
    const int code = work();
    replay::finish_printing();
    return code;
  } catch (const replay::Failure& failure) {
    return complain(failure.code, failure.what());
  } catch (const replay::CannotPlay& failure) {
    return complain(failure.exit_code, failure.what());
  } catch (const tlog::OpenFailed& failure) {
    const bool damaged =
        failure.exit_code == tlog::exit_damaged || failure.exit_code == tlog::exit_behind_anchor;
    return complain(line.verifies && damaged ? replay::finding : failure.exit_code, failure.what());
  } catch (const tlog::Damaged& damaged) {
    return complain(replay::finding, damaged.what());
  } catch (const std::exception& error) {
    return complain(bug, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line;
  CLI::App app(
      "Reads a Tingbok log, live or closed. Import writes into one that is closed, fork makes one.",
      "tingbok-replay");
  app.footer(positions);
  // Not required here: CLI11 would complain of what is missing before it names what it does not
  // know.
  app.require_subcommand(0, 1);
  app.add_option("--data", line.options.data, "The server's data folder (required)");
  app.add_flag("--json", line.options.json, "For machines");
  add_verbs(app, line);
  add_play(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return run(line, [&] { return app.exit(error) == 0 ? replay::ok : replay::wrong_use; });
  }
  if (!line.verb && !line.own_verb)
    return complain(replay::wrong_use, "say what to do, such as list; --help names the verbs");
  line.verifies = app.got_subcommand("verify");
  if (line.verifies) line.own_verb = verify_offline(line.options);
  const bool reads_file = line.verifies && !line.options.file.empty();
  if (reads_file && !(line.options.data.empty() && line.options.url.empty()))
    return complain(replay::wrong_use, "verify takes a bundle, --data DIR or --url, one of them");
  if (line.options.data.empty() && !(line.verifies && line.own_verb))
    return complain(replay::wrong_use, "--data DIR is missing: the server's data folder");
  return run(line, [&] { return carry_out(line); });
}
