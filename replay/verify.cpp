// tingbok-replay verify: derives everything again from the log and names the first thing wrong in
// each stream. Exit 0: whole.
#include <set>

#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "replay/check.hpp"
#include "replay/held.hpp"
#include "replay/keys.hpp"
#include "replay/print.hpp"
#include "replay/progress.hpp"
#include "replay/replay.hpp"
#include "replay/report.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

std::string as_text(const Checked& checked) {
  if (checked.finding) return "WRONG  " + sentence(*checked.finding) + "\n";
  std::string out = "whole  " + checked.stream + "  " + std::to_string(checked.records) +
                    " records, root " + to_hex(checked.root).substr(0, 16) + "…";
  if (checked.state_hash) out += ", state " + to_hex(*checked.state_hash).substr(0, 16) + "…";
  if (checked.snapshots > 0) out += ", " + std::to_string(checked.snapshots) + " snapshots";
  if (checked.secret_votes > 0) {
    out += ", " + std::to_string(checked.secret_votes) + " secret votes recounted";
  }
  if (checked.erased > 0) {
    out += ", " + std::to_string(checked.erased) + " personal parts erased";
  }
  return out + "\n";
}

json::object as_json(const Checked& checked) {
  json::object out;
  out["stream"] = checked.stream;
  out["records"] = checked.records;
  out["root"] = to_hex(checked.root);
  if (checked.state_hash) out["state_hash"] = to_hex(*checked.state_hash);
  out["snapshots"] = checked.snapshots;
  out["secret_votes"] = checked.secret_votes;
  out["erased"] = checked.erased;
  out["whole"] = !checked.finding.has_value();
  if (checked.finding) out["finding"] = sentence(*checked.finding);
  return out;
}

/// Checkpoints that were kept elsewhere, against the log; false where one does not fit.
bool check_held(const Against& against, const Options& options, json::array& files) {
  bool whole = true;
  rebuild::Trees trees(*against.log);
  for (const auto& [path, note] : against.notes) {
    if (against.keys.empty()) {
      throw Failure(wrong_use, "say with --key which key must have signed " + path);
    }
    const auto wrong = wrong_with_held(*against.log, trees, note, against.keys);
    whole = whole && !wrong;
    json::object file{{"file", path}, {"whole", !wrong}};
    if (wrong) file["finding"] = path + " " + *wrong;
    files.push_back(std::move(file));
    if (options.json) continue;
    print(wrong ? "WRONG  " + path + " " + *wrong + "\n"
                : "whole  " + path + "  the log goes on from it\n");
  }
  return whole;
}

}  // namespace

std::string sentence(const Finding& finding) {
  if (finding.stream.empty()) return finding.what;
  if (finding.number == 0) return finding.stream + " " + finding.what;
  return "record " + std::to_string(finding.number) + " of " + finding.stream + " " + finding.what;
}

bool Report::whole() const { return first_wrong(*this).empty(); }

std::string first_wrong(const Report& report) {
  for (const auto& checked : report.streams) {
    if (checked.finding) return sentence(*checked.finding);
  }
  return report.others.empty() ? std::string() : sentence(report.others.front());
}

Report check_all(const log::EventLog& log, std::span<const proof::VerifierKey> keys) {
  std::uint64_t records = 0;
  for (const auto& stream : log.streams()) records += log.head(stream).number;
  Progress progress("verifying", records);
  const Step step = [&] { progress.step(); };
  Report report;
  for (const auto& id : rebuild::programmes(log)) {
    report.streams.push_back(check_programme(log, id, step));
    if (report.streams.back().finding) continue;  // Which rooms it has is not known.
    const auto programme = rebuild::read_programme(log, id);
    for (const auto& config : programme.rooms) {
      const auto room = id + "/" + config.room();
      report.streams.push_back(check_room(log, room, step));
      report.streams.push_back(check_refusals(log, room, step));
      report.streams.push_back(check_checkpoints(log, room, keys, step));
    }
  }
  // Which streams are strays can be said only where the programmes can be read.
  if (report.whole()) report.others = strays(log);
  return report;
}

void must_be_signed(Report& report) {
  std::set<std::string> signed_streams;
  for (const auto& checked : report.streams) {
    if (checked.records > 0) signed_streams.insert(checked.stream);
  }
  for (const auto& checked : report.streams) {
    if (!checked.state_hash || checked.finding) continue;  // No room, or something worse is said.
    if (signed_streams.contains(rebuild::checkpoint_stream(checked.stream))) continue;
    report.others.push_back({checked.stream, 0, "has no checkpoint: nothing of it is signed"});
  }
}

int print_report(const Report& report, const Against& against, const Options& options) {
  json::array streams;
  for (const auto& checked : report.streams) {
    if (options.json) {
      streams.push_back(as_json(checked));
    } else if (checked.records > 0 || checked.finding) {
      print(as_text(checked));
    }
  }
  json::array others;
  for (const auto& finding : report.others) {
    others.emplace_back(sentence(finding));
    if (!options.json) print("WRONG  " + sentence(finding) + "\n");
  }
  json::array files;
  const bool fits = !against.log || check_held(against, options, files);
  const bool whole = report.whole() && fits;
  if (options.json) {
    print(pretty(json::object{{"whole", whole},
                              {"streams", std::move(streams)},
                              {"strays", std::move(others)},
                              {"checkpoints", std::move(files)}}));
  } else {
    print("The " + against.what + (whole ? " is whole.\n" : " is NOT whole.\n"));
  }
  return whole ? ok : finding;
}

int verify(const log::EventLog& log, const Options& options) {
  const auto keys = known_keys(options);
  if (!options.receipt.empty()) return verify_receipt(&log, keys, options);
  const auto notes = held_notes(options);
  auto report = check_all(log, keys);
  if (!options.keys.empty()) must_be_signed(report);
  return print_report(report, {"log", &log, keys, notes}, options);
}

}  // namespace tingbok::replay
