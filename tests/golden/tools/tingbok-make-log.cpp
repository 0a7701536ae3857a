// Plays a workshop script into a data folder, with what a server would have there besides: signed
// checkpoints, snapshots, erased personal parts. For the tests of bundles and the kept logs.
//
//   tingbok-make-log SCRIPT DIR [LINES [LEFT_OUT [CHECKPOINT_EVERY [ERASE_EVERY [KEY]]]]]
//
// LINES             so many lines of the script; 0: all
// LEFT_OUT          the line that is not played; 0: none. All before it come out the same
// CHECKPOINT_EVERY  events of a room between two of its checkpoints; 0: none
// ERASE_EVERY       every so many-th personal part is not written; 0: all are
// KEY               one character: which key signs (default a)
#include <array>
#include <fstream>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include <sodium.h>

#include "core/proof/checkpoint.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "tests/golden/script_runner.hpp"

namespace fs = std::filesystem;
namespace golden = tingbok::golden;
namespace proof = tingbok::proof;
namespace rebuild = tingbok::rebuild;
namespace tlog = tingbok::log;
namespace v1 = tingbok::v1;

namespace {

constexpr std::uint64_t snapshot_every_lines = 40;

/// A log to which some personal parts never come, as if they had been erased since.
class ErasingLog : public tlog::EventLog {
 public:
  ErasingLog(std::unique_ptr<tlog::EventLog> log, std::uint64_t every)
      : log_(std::move(log)), every_(every) {}

  void submit(tlog::Transaction transaction, tlog::Done done) override {
    for (auto& append : transaction.appends) {
      for (auto& record : append.records) {
        if (record.personal.empty() || every_ == 0 || ++personal_ % every_ != 0) continue;
        record.personal.clear();
      }
    }
    log_->submit(std::move(transaction), std::move(done));
  }
  void read(std::string_view stream, tlog::Number from, tlog::Number to,
            const tlog::Visitor& visit) const override {
    log_->read(stream, from, to, visit);
  }
  tlog::Head head(std::string_view stream) const override { return log_->head(stream); }
  std::vector<tlog::StreamName> streams(std::string_view prefix) const override {
    return log_->streams(prefix);
  }
  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    return log_->kept_answer(stream, key);
  }
  std::vector<std::string> aside(const tlog::Shelf& shelf) const override {
    return log_->aside(shelf);
  }
  std::vector<tlog::Shelf> shelves() const override { return log_->shelves(); }
  void put_snapshot(std::string_view stream, const tlog::Snapshot& snapshot) override {
    log_->put_snapshot(stream, snapshot);
  }
  std::optional<tlog::Snapshot> snapshot(std::string_view stream, tlog::Number at) const override {
    return log_->snapshot(stream, at);
  }
  std::string epoch() const override { return log_->epoch(); }
  void refresh() override { log_->refresh(); }

 private:
  const std::unique_ptr<tlog::EventLog> log_;
  const std::uint64_t every_;
  std::uint64_t personal_ = 0;
};

void submit(tlog::EventLog& log, tlog::Transaction transaction) {
  std::promise<tlog::Error> done;
  log.submit(std::move(transaction), [&](tlog::Error error) { done.set_value(error); });
  const auto error = done.get_future().get();
  if (error != tlog::Error::none) throw std::runtime_error(std::string(describe(error)));
}

/// Signs a room as it stood after every so many events, and as it stands.
class Witness {
 public:
  Witness(tlog::EventLog& log, const proof::Signer& signer, std::string programme)
      : log_(log), signer_(signer), programme_(std::move(programme)) {}

  void sign(const std::string& room, std::uint64_t every) {
    read_refusals(room);
    const auto last = log_.head(room).number;
    tingbok::TreeEdge tree;
    tlog::Append append{room + "/checkpoints", 0, {}};
    tingbok::Digest first{};
    log_.read(room, 1, rebuild::to_head, [&](const tlog::RecordView& record) {
      const auto leaf = tingbok::leaf_hash(record.core);
      tree.add(leaf);
      if (record.number == 1) first = leaf;
      if (record.number % every != 0 && record.number != last) return true;
      const auto time_ms = rebuild::parse_record(record, room).core.time_ms();
      append.records.push_back(noted(append.records.size() + 1, time_ms, room, first, tree));
      return true;
    });
    submit(log_, {{std::move(append)}, {}});
  }

 private:
  struct Refusal {
    tlog::Number at = 0;
    tingbok::Digest leaf{};
  };

  void read_refusals(const std::string& room) {
    refusals_.clear();
    const auto stream = rebuild::refusal_stream(room);
    log_.read(stream, 1, rebuild::to_head, [&](const tlog::RecordView& record) {
      refusals_.push_back({rebuild::parse_record(record, stream).core.refusal().at_number(),
                           tingbok::leaf_hash(record.core)});
      return true;
    });
  }

  tlog::Record noted(tlog::Number number, std::int64_t time_ms, const std::string& room,
                     const tingbok::Digest& first, const tingbok::TreeEdge& tree) const {
    tingbok::TreeEdge refusals;
    for (const auto& refusal : refusals_) {
      if (refusal.at < tree.size()) refusals.add(refusal.leaf);
    }
    const auto programme = log_.head(programme_);
    v1::RecordCore core;
    core.set_number(number);
    core.set_time_ms(time_ms);
    core.mutable_checkpoint()->set_size(tree.size());
    core.mutable_checkpoint()->set_note(
        proof::sign_room(signer_, room, first, {tree.size(), tree.root()},
                         {refusals.size(), refusals.root()}, {programme.number, programme.root}));
    return tlog::make_record(core.SerializeAsString(), {});
  }

  tlog::EventLog& log_;
  const proof::Signer& signer_;
  const std::string programme_;
  std::vector<Refusal> refusals_;
};

/// Of what the log holds, erased parts being gone from it.
void save_snapshot(tlog::EventLog& log, const std::string& room) {
  log.put_snapshot(room, rebuild::snapshot_of(rebuild::rebuild(log, room)));
}

struct Wanted {
  std::string script;
  fs::path folder;
  std::uint64_t lines = 0;
  std::uint64_t left_out = 0;
  std::uint64_t checkpoint_every = 0;
  std::uint64_t erase_every = 0;
  char key = 'a';
};

void make(const Wanted& wanted) {
  std::array<std::uint8_t, proof::ed25519_bytes> seed;
  seed.fill(static_cast<std::uint8_t>(wanted.key));
  const proof::Signer signer(std::string("tingbok-test-") + wanted.key, seed);
  v1::CreateProgramme programme;
  {
    auto erasing = std::make_unique<ErasingLog>(tlog::open_log(wanted.folder), wanted.erase_every);
    ErasingLog& log = *erasing;
    golden::ScriptRunner runner(wanted.script, std::move(erasing));
    programme = runner.programme();
    golden::Played played;
    for (std::uint64_t line = 1; wanted.lines == 0 || line <= wanted.lines; ++line) {
      if (!(line == wanted.left_out ? runner.pass_over() : runner.play_next(played))) break;
      if (line % snapshot_every_lines == 0) save_snapshot(log, runner.address(played.line.room));
    }
  }
  if (wanted.checkpoint_every == 0) return;
  const auto log = tlog::open_log(wanted.folder);
  Witness witness(*log, signer, programme.id());
  for (const auto& room : programme.rooms()) {
    witness.sign(programme.id() + "/" + room.room(), wanted.checkpoint_every);
  }
  std::ofstream(wanted.folder / "log.vkey") << signer.key().text() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  const auto number = [&](std::size_t at) {
    return at < given.size() ? std::stoull(given[at]) : 0;
  };
  try {
    if (given.size() < 2 || sodium_init() < 0) throw std::runtime_error("wants SCRIPT and DIR");
    make({given[0], given[1], number(2), number(3), number(4), number(5),
          given.size() > 6 ? given[6].front() : 'a'});
  } catch (const std::exception& error) {
    std::cerr << "tingbok-make-log: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
