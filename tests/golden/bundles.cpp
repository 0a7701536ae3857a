// Goal: a bundle comes out as it went in, an import that is killed is not seen and can be taken up
// again, and no byte of a bundle can be changed unnoticed. What an attacker does to a bundle is
// done in test_bundles.py.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "core/rebuild/record.hpp"
#include "replay/bundle.hpp"
#include "replay/replay.hpp"
#include "script_runner.hpp"
#include "tests/support/forwarding_log.hpp"

namespace bundle = tingbok::bundle;
namespace fs = std::filesystem;
namespace golden = tingbok::golden;
namespace log_ = tingbok::log;
namespace rebuild = tingbok::rebuild;
namespace replay = tingbok::replay;

namespace {

/// A sanitizer sees in a few of them what it would see in all.
int edits() {
  const char* sanitizers = std::getenv("TINGBOK_SANITIZE");
  return sanitizers && *sanitizers ? 1'000 : 10'000;
}

class Text : public bundle::Source {
 public:
  explicit Text(std::string bytes) : bytes(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes.size(); }
  std::string read_at(std::uint64_t offset, std::size_t count) const override {
    return bytes.substr(offset, count);
  }
  std::string bytes;
};

class Folder {
 public:
  Folder() : path(fs::temp_directory_path() / ("tingbok-bundles-" + std::to_string(getpid()))) {
    fs::remove_all(path);
    fs::create_directory(path);
  }
  ~Folder() { fs::remove_all(path); }
  const fs::path path;
};

std::string script() { return std::string(TINGBOK_SOURCE_DIR) + "/tests/golden/logs/small.jsonl"; }

std::string bundle_of(const log_::EventLog& log) {
  const Folder folder;
  replay::Options options;
  options.programme = "S";
  options.out = folder.path / "bundle";
  REQUIRE(replay::export_bundle(log, options) == replay::ok);
  std::ifstream file(options.out, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string wrong_with(const bundle::Source& source) {
  return replay::first_wrong(replay::check_bundle(source).report);
}

/// Every record, personal part and root that a log holds, as one text.
std::string all_of(const log_::EventLog& log) {
  std::string all;
  for (const auto& stream : log.streams()) {
    all += stream + " " + tingbok::to_hex(log.head(stream).root) + "\n";
    log.read(stream, 1, rebuild::to_head, [&](const log_::RecordView& record) {
      all += std::string(record.core) + "\n" + std::string(record.personal) + "\n";
      const auto core = rebuild::parse_record(record, stream).core;
      const auto room = stream.substr(0, stream.find("/refusals"));
      const auto key = core.actor() + std::string(1, '\0') + core.command_id();
      if (!core.command_id().empty()) all += log.kept_answer(room, key).value_or("none") + "\n";
      return true;
    });
  }
  return all;
}

/// A log whose process is killed before its `last`-th write is done.
class DyingLog : public tingbok::test::ForwardingLog {
 public:
  DyingLog(log_::EventLog& log, int last) : ForwardingLog(log), left_(last) {}
  void submit(log_::Transaction transaction, log_::Done done) override {
    if (--left_ < 0) return done(log_::Error::closed);
    ForwardingLog::submit(std::move(transaction), std::move(done));
  }

 private:
  int left_;
};

}  // namespace

// Records, personal parts, kept answers and roots are the same in the log it came from, in the
// bundle read as a log, and in the log it is put into.
TEST_CASE("bundle: what is imported is what was exported, byte for byte", "[golden]") {
  golden::ScriptRunner runner(script());
  golden::Played played;
  while (runner.play_next(played)) continue;
  const Text source(bundle_of(runner.log()));
  const auto check = replay::check_bundle(source);
  REQUIRE(replay::first_wrong(check.report).empty());
  CHECK(all_of(*check.log) == all_of(runner.log()));

  const auto into = log_::open_memory_log();
  replay::import_into(*check.log, *into, 4u << 20);
  CHECK(all_of(*into) == all_of(runner.log()));
  CHECK_THROWS_AS(replay::import_into(*check.log, *into, 4u << 20), replay::Failure);
}

// Until the last write no server knows the programme; the same import takes up what there is, and
// another history under the same names is refused.
TEST_CASE("bundle: an import that is killed is not seen, and is taken up again", "[golden]") {
  golden::ScriptRunner runner(script());
  golden::Played played;
  while (runner.play_next(played)) continue;
  const Text source(bundle_of(runner.log()));
  const auto check = replay::check_bundle(source);
  const auto into = log_::open_memory_log();
  int tries = 0;
  for (; into->head("S").number == 0; ++tries) {
    REQUIRE(tries < 1000);
    CHECK(rebuild::programmes(*into).empty());
    if (into->streams().size() > 0) CHECK(replay::strays(*into).size() == into->streams().size());
    DyingLog dying(*into, 1);
    try {
      replay::import_into(*check.log, dying, 500);  // Small writes, so that there are many.
    } catch (const replay::Failure& failure) {
      CHECK(failure.code == replay::storage);
    }
  }
  CHECK(tries > 10);
  CHECK(all_of(*into) == all_of(runner.log()));

  const auto other = log_::open_memory_log();
  other->submit({{{"S/NS1", 0, {log_::make_record("another", "")}}}, {}}, {});
  CHECK_THROWS_AS(replay::import_into(*check.log, *other, 4u << 20), replay::Failure);
  CHECK(other->streams().size() == 1);
}

// Every member's header, filling and bytes alike, with a seed that is printed.
TEST_CASE("bundle: no single byte can be changed unnoticed", "[golden]") {
  golden::ScriptRunner runner(script());
  golden::Played played;
  for (int line = 0; line < 12 && runner.play_next(played); ++line) continue;
  Text source(bundle_of(runner.log()));
  REQUIRE(wrong_with(source).empty());
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  bundle::Members members(source);
  std::uint64_t at = 0;
  for (auto member = members.next();; member = members.next()) {
    spans.emplace_back(member.at, member.begin());
    at = member.end() + bundle::padding_of(member.size);
    if (at > member.begin()) spans.emplace_back(member.begin(), at);
    if (member.name == bundle::seal_name) break;
  }
  spans.emplace_back(at, source.bytes.size());

  const char* given = std::getenv("TINGBOK_SEED");
  const auto seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  std::mt19937 chance(seed);
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(chance);
  };
  const int count = edits();
  for (int edit = 0; edit < count; ++edit) {
    const auto& [begin, end] = spans[below(spans.size())];
    char& byte = source.bytes[begin + below(end - begin)];
    const char before = byte;
    byte = static_cast<char>(static_cast<unsigned char>(byte) + 1 + below(255));
    const bool noticed = !wrong_with(source).empty();
    if (!noticed) FAIL("byte " << (&byte - source.bytes.data()) << " with seed " << seed);
    byte = before;
  }
  CHECK(wrong_with(source).empty());
}

// What a record may not be in a bundle, each as one sentence.
TEST_CASE("bundle: bytes that are no bundle are refused with a sentence", "[golden]") {
  golden::ScriptRunner runner(script());
  const auto whole = bundle_of(runner.log());
  CHECK_THAT(wrong_with(Text("")), Catch::Contains("cut off"));
  CHECK_THAT(wrong_with(Text(std::string(512, '\0'))), Catch::Contains("names no member"));
  CHECK_THAT(wrong_with(Text(whole.substr(0, whole.size() - 1))), Catch::Contains("at its end"));
  CHECK_THAT(wrong_with(Text(whole + "x")), Catch::Contains("after the bundle's end"));
  CHECK_THAT(wrong_with(Text(whole.substr(0, whole.size() / 2))),
             Catch::Contains("cut off within"));
}
