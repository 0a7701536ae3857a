// Seeds for the fuzz targets, made from what the tests have anyway.
#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "core/bundle/answers.hpp"
#include "core/bundle/manifest.hpp"
#include "core/bundle/records.hpp"
#include "core/domain/rulesets.hpp"
#include "core/log/format.hpp"
#include "core/proof/checkpoint.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/golden/script_runner.hpp"

namespace tingbok::fuzz {
namespace {

/// Of each action in turn, so that the first few lines are not all of a corpus.
constexpr std::size_t lines_each_max = 3;

std::vector<script::Line> lines() {
  std::vector<script::Line> kept;
  std::map<std::string, std::size_t> seen;
  for (const auto* name : {"A_samfunnsdel", "C_programfinansiering", "E_nettverk"}) {
    for (auto& line : script::load(golden::workshop_file(std::string(name) + ".jsonl")).lines) {
      if (++seen[line.action] <= lines_each_max) kept.push_back(std::move(line));
    }
  }
  return kept;
}

std::vector<std::string> frames() {
  std::vector<std::string> bytes;
  for (const auto& line : lines()) {
    v1::ClientFrame frame;
    *frame.mutable_submit()->mutable_command() = line.command;
    bytes.push_back(frame.SerializeAsString());
  }
  return bytes;
}

std::vector<std::string> records() {
  golden::ScriptRunner runner(golden::workshop_file("E_nettverk.jsonl"));
  golden::Played played;
  while (runner.play_next(played)) {
  }
  std::vector<std::string> bytes;
  const auto room = runner.address(runner.programme().rooms(0).room());
  runner.log().read(room, 1, rebuild::to_head, [&](const log::RecordView& record) {
    const auto whole = log::make_record(std::string(record.core), std::string(record.personal));
    const log::Record* const one[] = {&whole};
    bytes.push_back(whole.core);
    bytes.push_back(log::format::cores_value(one));
    bytes.push_back(log::format::personal_value(one));
    return bytes.size() < 300;
  });
  return bytes;
}

std::vector<std::string> script_lines() {
  std::vector<std::string> all;
  std::ifstream file(golden::workshop_file("C_programfinansiering.jsonl"));
  for (std::string line; std::getline(file, line);) all.push_back(line);
  return all;
}

/// Of several sizes, signed by one key or two.
std::vector<std::string> notes() {
  std::array<std::uint8_t, proof::ed25519_bytes> seed{};
  const proof::Signer one("one", seed);
  seed.fill(1);
  const proof::Signer two("two", seed);
  std::vector<std::string> all;
  for (std::uint64_t size = 0; size < 6; ++size) {
    const proof::TreeHead head{size, sha256(std::to_string(size))};
    all.push_back(proof::sign_room(one, "A/K1", Digest{}, head, head, head));
    const std::string other = two.sign(proof::parse_note(all.back()).text);
    all.push_back(all.back() + other.substr(other.rfind("\n\n") + 2));
  }
  return all;
}

/// The first records of a stream, as a bundle has them.
std::string bundled(const log::EventLog& log, const std::string& stream, log::Number records) {
  std::string bytes;
  log.read(stream, 1, records, [&](const log::RecordView& record) {
    v1::RecordCore core;
    core.ParseFromString(std::string(record.core));
    auto kept = log.kept_answer(bundle::room_of(stream, core), bundle::answer_key(core));
    v1::StoredAnswer answer;
    const bool its_own = kept && answer.ParseFromString(*kept) && bundle::stands_with(core, answer);
    bundle::put_record(bytes, {record.core, record.personal, its_own ? *kept : ""});
    return true;
  });
  return bytes;
}

/// The beginning of every stream of a played script; with a note of one of them, or without.
Members small_bundle(const golden::ScriptRunner& runner, log::Number records_max, bool noted) {
  bundle::Manifest manifest{runner.programme().id(), std::string(32, '0'), {}};
  Members streams;
  for (const auto& stream : runner.log().streams()) {
    const auto head = runner.log().head(stream);
    const auto records = std::min(head.number, records_max);
    const auto place = manifest.streams.size();
    manifest.streams.push_back({stream, records, head.root, std::nullopt});
    streams.emplace_back(bundle::records_name(place), bundled(runner.log(), stream, records));
  }
  Members members = {{std::string(bundle::readme_name), "Les meg.\n"},
                     {std::string(bundle::manifest_name), bundle::manifest_text(manifest)},
                     {std::string(bundle::schema_name), "schema"}};
  if (noted) {
    members.emplace_back(bundle::keys_name, "key\n");
    members.emplace_back(bundle::note_name(1), notes().back());
  }
  members.insert(members.end(), streams.begin(), streams.end());
  auto sealed = bundle_text(members);
  sealed.resize(sealed.size() - bundle::end_bytes);
  members.emplace_back(bundle::seal_name, to_hex(sha256(sealed)) + "\n");
  return members;
}

/// Whole bundles, and each one's manifest and records alone.
std::vector<std::string> bundles() {
  golden::ScriptRunner runner(golden::workshop_file("E_nettverk.jsonl"));
  golden::Played played;
  while (runner.play_next(played)) {
  }
  std::vector<std::string> all;
  for (const log::Number records_max : {1, 3, 20}) {
    for (const bool noted : {false, true}) {
      const auto members = small_bundle(runner, records_max, noted);
      all.push_back(bundle_text(members));
      all.push_back(members[1].second);
      all.push_back(members[members.size() - 2].second);
    }
  }
  return all;
}

}  // namespace

std::vector<std::string> seeds(std::string_view target) {
  if (target == "frame") return frames();
  if (target == "log") return records();
  if (target == "script") return script_lines();
  if (target == "note") return notes();
  if (target == "bundle") return bundles();
  if (target == "ruleset") {
    std::vector<std::string> all;
    for (const auto& file : domain::ruleset_files()) all.emplace_back(file.text);
    return all;
  }
  throw std::invalid_argument("there is no such target");
}

}  // namespace tingbok::fuzz
