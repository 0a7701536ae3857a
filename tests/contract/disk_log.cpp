// What only the log on disk does: it is there again, it is locked, it is followed, it refuses.
#include <fstream>
#include <random>
#include <thread>

#include "core/log/anchor.hpp"
#include "core/log/repair.hpp"
#include "core/log/written_last.hpp"
#include "tests/contract/logs.hpp"

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

OpenOptions reading() {
  OpenOptions options;
  options.mode = OpenMode::read_only;
  return options;
}

/// The exit code and sentence of a log that does not open.
std::pair<int, std::string> refusal(const fs::path& folder, const OpenOptions& options = {}) {
  try {
    open_log(folder, options);
  } catch (const OpenFailed& failed) {
    return {failed.exit_code, failed.what()};
  }
  return {0, "opened"};
}

// Goal: after a close everything is there: records, roots, answers, snapshots, the epoch.
TEST_CASE("a log that was closed has everything when it is opened again", "[contract][rocksdb]") {
  const TestFolder folder;
  std::string epoch;
  for (const Number have : {0, 300, 600}) {
    const auto log = open_log(folder.path());
    if (have == 0) epoch = log->epoch();
    CHECK(log->epoch() == epoch);
    CHECK(log->head("A").number == have);
    CHECK(log->head("A").root == naive_root("A", 1, have));
    CHECK(texts(*log, "A", 1, 999) == expected_texts("A", 1, have));
    CHECK(log->kept_answer("A", "key").has_value() == (have > 0));
    if (have > 0) CHECK(log->snapshot("A", have)->number == have - 1);
    REQUIRE(write(*log, {{append("A", have, 300)}, {{"A", "key", "value"}}}) == Error::none);
    log->put_snapshot("A", {have + 299, "state"});
  }
}

// Goal: a restart knows what was being written, without asking every stream.
TEST_CASE("a folder says which streams were written last", "[contract][rocksdb]") {
  const TestFolder folder;
  CHECK(written_last(folder.path()).empty());
  {
    const auto log = open_log(folder.path());
    for (const StreamName name : {"A", "A/K01", "A/K02"}) {
      REQUIRE(add(*log, name, 0, 3) == Error::none);
    }
    REQUIRE(add(*log, "A/K01", 3, 1) == Error::none);
  }
  CHECK(written_last(folder.path()) == std::vector<StreamName>{"A/K01", "A/K02", "A"});
  std::ofstream(folder.path() / "anchor", std::ios::binary | std::ios::trunc) << "no anchor";
  CHECK(written_last(folder.path()).empty());
}

// Goal: with a short write-ahead log, records that lie in tables are the same records.
TEST_CASE("records come out of tables as they went in", "[contract][rocksdb]") {
  const TestFolder folder;
  OpenOptions options;
  options.wal_bytes_max = 50000;
  {
    const auto log = open_log(folder.path(), options);
    for (Number number = 0; number < 3000; number += 20) {
      REQUIRE(add(*log, "A", number, 20) == Error::none);
      REQUIRE(add(*log, "A/K01", number, 20) == Error::none);
    }
  }
  const auto log = open_log(folder.path(), options);
  for (const StreamName name : {"A", "A/K01"}) {
    CHECK(texts(*log, name, 1, 3000) == expected_texts(name, 1, 3000));
    CHECK(texts(*log, name, 1234, 1300) == expected_texts(name, 1234, 1300));
    CHECK(log->head(name).root == naive_root(name, 1, 3000));
  }
}

// Goal: whatever ends a log that was quiet before, the next start replays next to nothing.
TEST_CASE("a log that is quiet writes its tables", "[contract][rocksdb]") {
  const TestFolder folder;
  OpenOptions options;
  options.tidy_after = std::chrono::milliseconds(20);
  options.tidy_wal_bytes = 20'000;
  const auto log = open_log(folder.path(), options);
  const auto wal_bytes = [&] {
    std::uintmax_t sum = 0;
    for (const auto& entry : fs::directory_iterator(folder.path() / "log")) {
      std::error_code gone;
      const auto size = entry.path().extension() == ".log" ? entry.file_size(gone) : 0;
      if (!gone) sum += size;
    }
    return sum;
  };
  REQUIRE(add(*log, "A", 0, 1000) == Error::none);
  for (int i = 0; i < 500 && wal_bytes() > options.tidy_wal_bytes; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(wal_bytes() <= options.tidy_wal_bytes);
  REQUIRE(add(*log, "A", 1000, 10) == Error::none);
  CHECK(texts(*log, "A", 1, 1010) == expected_texts("A", 1, 1010));
  const TestFolder copy;
  fs::copy(folder.path(), copy.path(), fs::copy_options::recursive);
  CHECK(open_log(copy.path())->head("A").number == 1010);
}

// Goal: what was submitted before the close is written, and told.
TEST_CASE("closing writes what was submitted", "[contract][rocksdb]") {
  const TestFolder folder;
  int told = 0;
  {
    const auto log = open_log(folder.path());
    for (Number number = 0; number < 100; ++number) {
      log->submit({{append("A", number, 1)}, {}},
                  [&told](Error error) { told += error == Error::none; });
    }
  }
  CHECK(told == 100);
  CHECK(open_log(folder.path())->head("A").number == 100);
}

// Goal: two writers are one too many, even in one process; the sentence says so.
TEST_CASE("a folder that is open for writing is in use", "[contract][rocksdb]") {
  const TestFolder folder;
  const auto log = open_log(folder.path());
  const auto [code, sentence] = refusal(folder.path());
  CHECK(code == exit_in_use);
  CHECK_THAT(sentence, Catch::Contains("in use"));
  CHECK_THROWS_AS(repair(folder.path(), {}), OpenFailed);
}

// Goal: a reader beside the writer sees what was durable when it opened, and the rest on refresh.
TEST_CASE("a reader follows a running writer", "[contract][rocksdb]") {
  const TestFolder folder;
  OpenOptions options;
  options.wal_bytes_max = 50000;
  const auto writer = open_log(folder.path(), options);
  REQUIRE(add(*writer, "A", 0, 10) == Error::none);
  const auto reader = open_log(folder.path(), reading());
  CHECK(reader->epoch() == writer->epoch());
  CHECK(texts(*reader, "A", 1, 99) == expected_texts("A", 1, 10));
  Number number = 10;
  for (int round = 0; round < 30; ++round) {
    for (int i = 0; i < 10; ++i, number += 10)
      REQUIRE(add(*writer, "A", number, 10) == Error::none);
    REQUIRE(write(*writer, {{append("A/K01", static_cast<Number>(round), 1)},
                            {{"A/K01", "key " + std::to_string(round), "v"}}}) == Error::none);
    reader->refresh();
    REQUIRE(reader->head("A").number == number);
    REQUIRE(reader->head("A").root == writer->head("A").root);
    REQUIRE(reader->kept_answer("A/K01", "key " + std::to_string(round)) == "v");
    REQUIRE(texts(*reader, "A", number - 30, number) == expected_texts("A", number - 30, number));
  }
  CHECK(texts(*reader, "A", 1, number) == expected_texts("A", 1, number));
  CHECK(reader->streams() == writer->streams());
  CHECK_THROWS_AS(reader->submit({}, {}), std::logic_error);
  reader->put_snapshot("A", {1, "not kept"});
  CHECK_FALSE(reader->snapshot("A", 9));
}

// Goal: reading changes nothing in the folder, not even where it may not be written.
TEST_CASE("a reader writes nothing into the folder", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 10) == Error::none);
  const auto listing = [&] {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      const auto when = fs::last_write_time(entry).time_since_epoch().count();
      names.push_back(entry.path().string() + " " + std::to_string(when));
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  fs::permissions(folder.path() / "log", fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const std::vector<std::string> before = listing();
  {
    const auto reader = open_log(folder.path(), reading());
    CHECK(texts(*reader, "A", 1, 99) == expected_texts("A", 1, 10));
    reader->refresh();
  }
  CHECK(listing() == before);
  fs::permissions(folder.path(), fs::perms::owner_all);
  fs::permissions(folder.path() / "log", fs::perms::owner_all);
}

// Goal: reading where there is no log is a refusal, and makes none.
TEST_CASE("a reader does not make a log", "[contract][rocksdb]") {
  const TestFolder folder;
  CHECK(refusal(folder.path(), reading()).first == exit_unreadable);
  CHECK(refusal(folder.path() / "none", reading()).first == exit_unreadable);
  CHECK(fs::is_empty(folder.path()));
}

// Goal: below the free space that must stay, nothing is written, and reads and later writes go on.
TEST_CASE("a nearly full disk is said before the database sees it", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 3) == Error::none);
  OpenOptions options;
  options.free_bytes_min = ~std::uint64_t{0} / 2;
  {
    const auto log = open_log(folder.path(), options);
    CHECK(add(*log, "A", 3, 1) == Error::storage_full);
    CHECK(add(*log, "A", 3, 1) == Error::storage_full);
    log->put_snapshot("A", {2, "not kept"});
    CHECK_FALSE(log->snapshot("A", 3));
    CHECK(texts(*log, "A", 1, 9) == expected_texts("A", 1, 3));
  }
  CHECK(add(*open_log(folder.path()), "A", 3, 1) == Error::none);
}

// Goal: an anchor in the lagging mode reaches the log within the time stated, and at the close.
TEST_CASE("a lagging anchor follows within 100 ms", "[contract][rocksdb]") {
  const TestFolder folder;
  const auto anchored = [&] { return read_anchor(folder.path() / "anchor").newest->commit.number; };
  {
    const auto log = OnDiskLagging::open(folder);
    for (Number number = 0; number < 5; ++number) REQUIRE(add(*log, "A", number, 1) == Error::none);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (anchored() < 5 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    CHECK(anchored() == 5);
    REQUIRE(add(*log, "A", 5, 1) == Error::none);
  }
  CHECK(anchored() == 6);
}

// Goal: a lost anchor is never guessed; the operator may take the log as it is, under a new epoch.
TEST_CASE("a log without its anchor is refused until the operator accepts it",
          "[contract][rocksdb]") {
  const TestFolder folder;
  std::string epoch;
  {
    const auto log = open_log(folder.path());
    epoch = log->epoch();
    REQUIRE(add(*log, "A", 0, 10) == Error::none);
  }
  fs::remove(folder.path() / "anchor");
  for (const OpenOptions& options : {OpenOptions(), reading()}) {
    const auto [code, sentence] = refusal(folder.path(), options);
    CHECK(code == exit_damaged);
    CHECK_THAT(sentence, Catch::Contains("anchor is missing"));
  }
  CHECK_THROWS_AS(repair(folder.path(), {}), OpenFailed);
  CHECK_THAT(repair(folder.path(), {.accept_loss = true}), Catch::Contains("new epoch"));
  const auto log = open_log(folder.path());
  CHECK(log->epoch() != epoch);
  CHECK(texts(*log, "A", 1, 99) == expected_texts("A", 1, 10));
  CHECK(add(*log, "A", 10, 1) == Error::none);
}

// Goal: an older copy of the database beside a newer anchor is refused, and the missing records are
// named; so is a foreign anchor.
TEST_CASE("a log that is behind its anchor is refused by name", "[contract][rocksdb]") {
  const TestFolder folder;
  const TestFolder other;
  REQUIRE(add(*open_log(folder.path()), "A/K04", 0, 10) == Error::none);
  fs::copy(folder.path() / "log", folder.path() / "older", fs::copy_options::recursive);
  {
    const auto log = open_log(folder.path());
    REQUIRE(add(*log, "A/K04", 10, 5) == Error::none);
    REQUIRE(add(*log, "A/K05", 0, 1) == Error::none);
  }
  fs::rename(folder.path() / "log", folder.path() / "newer");
  fs::rename(folder.path() / "older", folder.path() / "log");
  for (const OpenOptions& options : {OpenOptions(), reading()}) {
    const auto [code, sentence] = refusal(folder.path(), options);
    CHECK(code == exit_behind_anchor);
    CHECK_THAT(sentence, Catch::Contains("A/K04: 11 to 15"));
    CHECK_THAT(sentence, Catch::Contains("A/K05: 1"));
  }
  CHECK_THROWS_AS(repair(folder.path(), {}), OpenFailed);
  REQUIRE(add(*open_log(other.path()), "A/K04", 0, 10) == Error::none);
  fs::copy_file(other.path() / "anchor", folder.path() / "anchor",
                fs::copy_options::overwrite_existing);
  CHECK_THAT(refusal(folder.path()).second, Catch::Contains("another log"));
}

// Goal: a log whose last commits were replaced by others (same numbers, other records) is refused.
TEST_CASE("a log with another history than its anchor is refused", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 10) == Error::none);
  const TestFolder other;
  fs::copy(folder.path(), other.path(), fs::copy_options::recursive);
  REQUIRE(add(*open_log(folder.path()), "A", 10, 3) == Error::none);
  {
    const auto fork = open_log(other.path());
    Append forged{"A", 10, {make_record("x", ""), make_record("y", ""), make_record("z", "")}};
    REQUIRE(write(*fork, {{forged}, {}}) == Error::none);
    REQUIRE(add(*fork, "A", 13, 5) == Error::none);
  }
  fs::remove_all(folder.path() / "log");
  fs::copy(other.path() / "log", folder.path() / "log", fs::copy_options::recursive);
  const auto [code, sentence] = refusal(folder.path());
  CHECK(code == exit_behind_anchor);
  CHECK_THAT(sentence, Catch::Contains("is not the one its anchor knows"));
}

// Goal: a torn MANIFEST keeps the log closed until `repair`, which loses nothing and keeps the
// damaged one.
TEST_CASE("a torn MANIFEST is mended by repair", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 10) == Error::none);
  fs::path manifest;
  for (const auto& entry : fs::directory_iterator(folder.path() / "log")) {
    if (entry.path().filename().string().starts_with("MANIFEST-")) manifest = entry.path();
  }
  // A whole last record whose bytes are wrong, as a cut in the middle of its sectors leaves it.
  std::ofstream(manifest, std::ios::app | std::ios::binary)
      << std::string("crc!\x14\0\x01", 7) << std::string(20, 'x');
  CHECK(refusal(folder.path()).first == exit_damaged);
  CHECK_THAT(repair(folder.path(), {}), Catch::Contains("MANIFEST"));
  const auto log = open_log(folder.path());
  CHECK(texts(*log, "A", 1, 99) == expected_texts("A", 1, 10));
  CHECK(add(*log, "A", 10, 1) == Error::none);
}

// Goal: repair of a whole log changes nothing.
TEST_CASE("repair leaves a whole log alone", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 10) == Error::none);
  CHECK_THAT(repair(folder.path(), {}), Catch::Contains("whole"));
  CHECK(open_log(folder.path())->head("A").number == 10);
}

}  // namespace
// Goal: what is set aside survives a reopening, what was cleared does not come back, and a reader
// beside the writer sees both.
TEST_CASE("what was set aside is there when the log is opened again", "[contract][rocksdb]") {
  const TestFolder folder;
  OpenOptions reading;
  reading.mode = OpenMode::read_only;
  {
    const auto log = open_log(folder.path());
    REQUIRE(write(*log, {{append("A", 0, 1)}, {}, {{{"A", "V"}, "a", "one"}}, {}}) == Error::none);
    REQUIRE(write(*log, {{}, {}, {{{"A", "W"}, "a", "two"}}, {}}) == Error::none);
    const auto reader = open_log(folder.path(), reading);
    CHECK(reader->aside({"A", "V"}) == std::vector<std::string>{"one"});
    REQUIRE(write(*log, {{}, {}, {}, {{"A", "V"}}}) == Error::none);
    reader->refresh();
    CHECK(reader->aside({"A", "V"}).empty());
    CHECK(reader->aside({"A", "W"}) == std::vector<std::string>{"two"});
  }
  const auto log = open_log(folder.path());
  CHECK(log->aside({"A", "V"}).empty());
  CHECK(log->aside({"A", "W"}) == std::vector<std::string>{"two"});
  CHECK(log->shelves().size() == 1);
}

}  // namespace tingbok::log
