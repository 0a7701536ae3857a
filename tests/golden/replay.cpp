// Goal: the replay tools find every position people may mean, and verify finds what was done to a
// log.
#include "replay/replay.hpp"

#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "core/rebuild/record.hpp"
#include "core/script/script.hpp"
#include "replay/check.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "script_runner.hpp"

namespace golden = tingbok::golden;
namespace log_ = tingbok::log;
namespace rebuild = tingbok::rebuild;
namespace replay = tingbok::replay;
namespace v1 = tingbok::v1;
using golden::Played;
using golden::ScriptRunner;

namespace {

/// Script E, played up to a line, with snapshots on the way.
std::unique_ptr<ScriptRunner> played(const std::string& name, std::uint64_t lines) {
  auto runner = std::make_unique<ScriptRunner>(golden::workshop_file(name));
  Played one;
  while (one.line.seq < lines && runner->play_next(one)) {
    if (one.line.seq % 60 == 0) runner->save_snapshot(one.line.room);
  }
  return runner;
}

/// A log that gives back one record, answer or snapshot otherwise than it was written.
class TamperedLog : public log_::EventLog {
 public:
  using Change = std::function<void(std::string& core, std::string& personal)>;

  explicit TamperedLog(const log_::EventLog& whole) : whole_(whole) {}

  std::string stream;
  log_::Number number = 0;
  Change change;
  bool leave_out = false;
  bool forget_answers = false;
  std::function<void(v1::StateSnapshot&)> change_snapshot;
  /// Of every command.
  std::function<void(v1::StoredAnswer&)> change_answer;

  void read(std::string_view name, log_::Number from, log_::Number to,
            const log_::Visitor& visit) const override {
    whole_.read(name, from, to, [&](const log_::RecordView& record) {
      if (name != stream || record.number != number) return visit(record);
      if (leave_out) return true;
      std::string core(record.core);
      std::string personal(record.personal);
      if (change) change(core, personal);
      return visit({record.number, core, personal});
    });
  }
  std::optional<std::string> kept_answer(std::string_view name,
                                         std::string_view key) const override {
    auto kept = forget_answers ? std::nullopt : whole_.kept_answer(name, key);
    if (kept && change_answer) {
      v1::StoredAnswer answer;
      answer.ParseFromString(*kept);
      change_answer(answer);
      kept = answer.SerializeAsString();
    }
    return kept;
  }
  std::optional<log_::Snapshot> snapshot(std::string_view name, log_::Number at) const override {
    auto found = whole_.snapshot(name, at);
    if (found && change_snapshot) {
      v1::StateSnapshot state;
      state.ParseFromString(found->bytes);
      change_snapshot(state);
      found->bytes = state.SerializeAsString();
    }
    return found;
  }
  log_::Head head(std::string_view name) const override { return whole_.head(name); }
  std::vector<log_::StreamName> streams(std::string_view prefix) const override {
    return whole_.streams(prefix);
  }
  std::vector<std::string> aside(const log_::Shelf& shelf) const override {
    return whole_.aside(shelf);
  }
  std::vector<log_::Shelf> shelves() const override { return whole_.shelves(); }
  std::string epoch() const override { return whole_.epoch(); }
  void refresh() override {}
  void submit(log_::Transaction, log_::Done) override { throw std::logic_error("read only"); }
  void put_snapshot(std::string_view, const log_::Snapshot&) override {}

 private:
  const log_::EventLog& whole_;
};

const replay::Step no_step = [] {};

/// Parses a core, lets `edit` change it, and writes it back.
TamperedLog::Change edit_core(const std::function<void(v1::RecordCore&)>& edit) {
  return [edit](std::string& core, std::string&) {
    v1::RecordCore parsed;
    parsed.ParseFromString(core);
    edit(parsed);
    core = parsed.SerializeAsString();
  };
}

void expect_finding(const TamperedLog& log, log_::Number number, const std::string& what) {
  const auto checked = replay::check_room(log, "E/NS1", no_step);
  REQUIRE(checked.finding.has_value());
  INFO(checked.finding->what);
  CHECK(checked.finding->number == number);
  CHECK(checked.finding->what.find(what) != std::string::npos);
}

std::string refused(const log_::EventLog& log, const std::string& position) {
  try {
    const auto number = replay::resolve(log, "A/A", position);
    return "found " + std::to_string(number);
  } catch (const replay::Failure& failure) {
    CHECK(failure.code == replay::wrong_use);
    return failure.what();
  }
}

}  // namespace

// script:SEQ means the state after that line, so it must be the number the live room stood at then.
TEST_CASE("replay: a line of the script is the state right after it, refused or not", "[golden]") {
  const auto runner = played("A_samfunnsdel.jsonl", 0);
  Played one;
  while (runner->play_next(one)) {
    const auto found =
        replay::resolve(runner->log(), "A/A", "script:" + std::to_string(one.line.seq));
    INFO("line " << one.line.seq);
    CHECK(found == runner->state("A").number());
  }
  CHECK(refused(runner->log(), "script:551") == "the script was played up to line 550 only");
  CHECK(refused(runner->log(), "script:0") == "found 43");  // The room and its 42 people.
}

// All ways to name a position lead to numbers; a slip is told, not guessed at.
TEST_CASE("replay: numbers, moments, times and the head are positions, other words are not",
          "[golden]") {
  const auto runner = played("A_samfunnsdel.jsonl", 550);
  const auto& log = runner->log();
  const auto head = runner->state("A").number();
  const auto at = [&](const std::string& text) { return replay::resolve(log, "A/A", text); };
  CHECK(at("7") == 7);
  CHECK(at("head") == head);
  CHECK(at(std::to_string(head)) == head);
  for (const auto* moment : runner->state("A").all<v1::Moment>()) {
    CHECK(at(moment->id()) == moment->rooms(0).number());
    CHECK(at(moment->name()) == moment->rooms(0).number());
  }
  const auto time = replay::format_time(runner->state("A").time_ms());
  CHECK(at(time) == head);
  CHECK(at("2026-01-01T00:00:00Z") >= 43);
  CHECK(refused(log, "2025-12-31T23:59:59Z") == "A/A did not exist at that time");
  CHECK(refused(log, "0").find("has events 1 to") != std::string::npos);
  CHECK(refused(log, std::to_string(head + 1)).find("has events 1 to") != std::string::npos);
  CHECK(refused(log, "neither").find("is no position") != std::string::npos);
  CHECK(refused(log, "script:x").find("is no position") != std::string::npos);
}

// RFC 3339 with an offset names the same instant as without.
TEST_CASE("replay: times are read with their offset and fraction", "[golden]") {
  CHECK(replay::parse_time("1970-01-01T00:00:01Z") == 1000);
  CHECK(replay::parse_time("2026-01-01T01:00:00+01:00") == tingbok::script::epoch_ms);
  CHECK(replay::parse_time("2025-12-31 23:30:00.25-00:30") == tingbok::script::epoch_ms + 250);
  CHECK_FALSE(replay::parse_time("2026-02-30T00:00:00Z").has_value());
  CHECK_FALSE(replay::parse_time("2026-01-01T00:00:00").has_value());
  CHECK_FALSE(replay::parse_time("noon").has_value());
  CHECK(replay::format_time(tingbok::script::epoch_ms + 250) == "2026-01-01T00:00:00.250Z");
}

// No false alarms: what the core itself wrote must verify.
TEST_CASE("verify: a whole log is whole, refusals and snapshots too", "[golden]") {
  const auto runner = played("A_samfunnsdel.jsonl", 550);
  const auto room = replay::check_room(runner->log(), "A/A", no_step);
  CHECK_FALSE(room.finding.has_value());
  CHECK(room.records == runner->state("A").number());
  CHECK(room.state_hash == runner->state("A").hash());
  CHECK(room.snapshots > 0);
  const auto refusals = replay::check_refusals(runner->log(), "A/A", no_step);
  CHECK_FALSE(refusals.finding.has_value());
  CHECK(refusals.records == 22);
  CHECK_FALSE(replay::check_programme(runner->log(), "A", no_step).finding.has_value());
  CHECK(replay::strays(runner->log()).empty());
}

// Whatever is done to one record, that record is the one named.
TEST_CASE("verify: the first bad record of a room is named", "[golden]") {
  const auto runner = played("E_nettverk.jsonl", 183);
  TamperedLog log(runner->log());
  log.stream = "E/NS1";
  log.number = 90;
  SECTION("its time") {
    log.change =
        edit_core([](v1::RecordCore& core) { core.set_time_ms(core.time_ms() - 3'600'000); });
    expect_finding(log, 90, "is earlier than the one before it");
  }
  SECTION("its number") {
    log.change = edit_core([](v1::RecordCore& core) { core.set_number(91); });
    expect_finding(log, 90, "says it is number 91");
  }
  SECTION("who acted") {
    log.change = edit_core([](v1::RecordCore& core) { core.set_actor("O01"); });
    expect_finding(log, 90, "");
  }
  SECTION("its state hash") {
    log.change = edit_core([](v1::RecordCore& core) { (*core.mutable_state_hash())[3] ^= 1; });
    expect_finding(log, 90, "leads to another state");
  }
  SECTION("its event") {
    log.change = edit_core([](v1::RecordCore& core) { core.mutable_event()->clear_kind(); });
    expect_finding(log, 90, "");
  }
  SECTION("bytes that are none") {
    log.change = [](std::string& core, std::string&) { core = "\xFF\xFF"; };
    expect_finding(log, 90, "does not parse");
  }
  SECTION("left out") {
    log.leave_out = true;
    expect_finding(log, 90, "is missing");
  }
  SECTION("its answer") {
    log.forget_answers = true;
    log_::Number first = 0;  // The room's first event that a command asked for.
    runner->log().read("E/NS1", 1, rebuild::to_head, [&](const log_::RecordView& record) {
      first = record.number;
      return rebuild::parse_record(record, "E/NS1").core.command_id().empty();
    });
    expect_finding(log, first, "has no kept answer");
  }
}

// A command's answer names the first and the last event it made, and no others.
TEST_CASE("verify: a kept answer of other events than the command's is found", "[golden]") {
  const auto runner = played("E_nettverk.jsonl", 183);
  TamperedLog log(runner->log());
  const auto head = runner->log().head("E/NS1").number;
  const auto change = [&](log_::Number of, const std::function<void(v1::Receipt&)>& edit) {
    log.change_answer = [of, edit](v1::StoredAnswer& answer) {
      if (answer.receipt().number() == of) edit(*answer.mutable_receipt());
    };
  };
  SECTION("it begins with an event before") {
    change(90, [](v1::Receipt& receipt) { receipt.set_first(receipt.first() - 1); });
    expect_finding(log, 90, "speaks of something else");
  }
  SECTION("it ends with an event that never was") {
    change(head, [&](v1::Receipt& receipt) { receipt.set_number(head + 1); });
    expect_finding(log, head, "speaks of something else");
  }
}

// The word of a refusal is what people and scripts read of it. Where none is kept, none is wrong.
TEST_CASE("verify: a kept refusal with another word than its code's is found", "[golden]") {
  const auto runner = played("A_samfunnsdel.jsonl", 550);
  TamperedLog log(runner->log());
  std::string word;
  log.change_answer = [&](v1::StoredAnswer& answer) {
    if (answer.refused().number() == 3) answer.mutable_refused()->set_word(word);
  };
  const auto finding = [&] { return replay::check_refusals(log, "A/A", no_step).finding; };
  CHECK_FALSE(finding());
  word = "ikke_stemmerett_i_dag";
  REQUIRE(finding());
  CHECK(finding()->number == 3);
  CHECK(finding()->what.find("another word") != std::string::npos);
}

// A changed text leaves every core as it was; the digest in the core gives it away.
TEST_CASE("verify: a changed text is found by its digest, an erased one is no fault", "[golden]") {
  const auto runner = played("E_nettverk.jsonl", 183);
  TamperedLog log(runner->log());
  log.stream = "E/NS1";
  runner->log().read("E/NS1", 1, rebuild::to_head, [&](const log_::RecordView& record) {
    log.number = record.number;
    return record.personal.empty() || record.number < 60;
  });
  log.change = [](std::string&, std::string& personal) { personal.back() ^= 1; };
  expect_finding(log, log.number, "personal part that is not the one its core names");
  // Erasure takes the personal part away; the core and its hashes stay as they are.
  log.change = [](std::string&, std::string& personal) { personal.clear(); };
  CHECK_FALSE(replay::check_room(log, "E/NS1", no_step).finding.has_value());
}

// Snapshots are no truth: a wrong one is reported, and never believed.
TEST_CASE("verify: a snapshot that is another state is found, and starting passes over it",
          "[golden]") {
  const auto runner = played("E_nettverk.jsonl", 183);
  TamperedLog log(runner->log());
  const auto saved = runner->log().snapshot("E/NS1", rebuild::to_head);
  REQUIRE(saved.has_value());
  log.change_snapshot = [](v1::StateSnapshot& state) {
    state.mutable_entities(5)->mutable_person()->set_votes(true);
    state.mutable_entities(6)->mutable_person()->set_votes(true);
    state.set_state_hash(std::string(32, 'x'));
  };
  CHECK(replay::check_room(log, "E/NS1", no_step).finding.has_value());
  CHECK(rebuild::rebuild(log, "E/NS1").state.hash() == runner->state("NS1").hash());
}

// Refusals lie outside the room's tree, and are checked all the same.
TEST_CASE("verify: a refusal that names a number the room never had is found", "[golden]") {
  const auto runner = played("A_samfunnsdel.jsonl", 550);
  TamperedLog log(runner->log());
  log.stream = "A/A/refusals";
  log.number = 3;
  log.change =
      edit_core([](v1::RecordCore& core) { core.mutable_refusal()->set_at_number(1'000'000); });
  const auto checked = replay::check_refusals(log, "A/A", no_step);
  REQUIRE(checked.finding.has_value());
  CHECK(checked.finding->number == 3);
}

// Byte for byte what Python prints, so that a plain text comparison will do.
TEST_CASE("replay: JSON is laid out as the oracle's", "[golden]") {
  const boost::json::value value = {{"a", {1, "å"}}, {"b", boost::json::object()}, {"c", nullptr}};
  CHECK(replay::pretty(value) ==
        "{\n \"a\": [\n  1,\n  \"å\"\n ],\n \"b\": {},\n \"c\": null\n}\n");
  CHECK(replay::one_line("a\nå", 2) == "a …");
}

// The log on disk, closed and opened again read-only, is the same log.
TEST_CASE("script A on disk: reopened, it verifies and has the same state", "[golden][rocksdb]") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tingbok-golden-" + std::to_string(std::rand()));
  std::filesystem::create_directories(folder);
  tingbok::Digest live{};
  {
    ScriptRunner runner(golden::workshop_file("A_samfunnsdel.jsonl"), log_::open_log(folder));
    Played one;
    while (runner.play_next(one)) {
      if (one.line.seq == 300) runner.save_snapshot("A");
    }
    live = runner.state("A").hash();
  }
  log_::OpenOptions how;
  how.mode = log_::OpenMode::read_only;
  const auto log = log_::open_log(folder, how);
  const auto checked = replay::check_room(*log, "A/A", no_step);
  CHECK_FALSE(checked.finding.has_value());
  CHECK(checked.state_hash == live);
  CHECK(rebuild::rebuild(*log, "A/A").state.hash() == live);
  std::filesystem::remove_all(folder);
}
