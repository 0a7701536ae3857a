// Bytes that RocksDB would not survive, or read for ever, are refused before it sees them.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "core/log/abort_sentence.hpp"
#include "core/log/table_end.hpp"
#include "tests/contract/logs.hpp"

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

struct Range {
  std::uint64_t offset = 0;
  std::size_t count = 0;
};

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), std::ssize(bytes));
}

/// What is wrong with the end of a table of these bytes; notes what was read of it.
std::optional<std::string> wrong(const std::string& table, std::vector<Range>* read = nullptr) {
  return wrong_table_end(table.size(), [&](std::uint64_t offset, std::size_t count) {
    if (read) read->push_back({offset, count});
    return offset <= table.size() ? table.substr(offset, count) : std::string();
  });
}

std::vector<fs::path> tables_in(const fs::path& folder) {
  std::vector<fs::path> tables;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / "log")) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path());
  }
  return tables;
}

/// A log whose records lie in tables; returns these.
std::vector<fs::path> log_with_tables(const fs::path& folder) {
  OpenOptions options;
  options.wal_bytes_max = 20'000;
  {
    const auto log = open_log(folder, options);
    for (Number number = 0; number < 1'000; number += 20) {
      REQUIRE(write(*log, {{append("A", number, 20)},
                           {{"A", "key " + std::to_string(number), "v"}}}) == Error::none);
    }
  }
  // They are written in the background, begun by a write; closing gives up those not yet whole.
  for (Number opened = 0; opened < 100 && tables_in(folder).empty(); ++opened) {
    const auto log = open_log(folder, options);
    REQUIRE(write(*log, {{append("B", opened, 1)}, {}}) == Error::none);
    std::this_thread::sleep_for(std::chrono::milliseconds(10 * opened));
  }
  REQUIRE_FALSE(tables_in(folder).empty());
  return tables_in(folder);
}

/// The exit code with which the log is refused, or exit_damaged where it says so while it is read;
/// 0 where all of it is read.
int outcome(const fs::path& folder, OpenMode mode) {
  OpenOptions options;
  options.mode = mode;
  try {
    const auto log = open_log(folder, options);
    CHECK(texts(*log, "A", 1, 1'000) == expected_texts("A", 1, 1'000));
    return 0;
  } catch (const OpenFailed& failed) {
    CHECK(std::string(failed.what()).size() > 20);
    return failed.exit_code;
  } catch (const Damaged&) {
    return exit_damaged;
  }
}

}  // namespace

// Goal: what RocksDB writes passes, and of what it reads unchecked every flipped bit is noticed.
TEST_CASE("the end of a table: every flipped bit of its metaindex and properties is noticed",
          "[contract][rocksdb]") {
  const TestFolder folder;
  for (const fs::path& file : log_with_tables(folder.path())) {
    std::string table = bytes_of(file);
    std::vector<Range> read;
    REQUIRE_FALSE(wrong(table, &read));
    REQUIRE(read.size() == 3);  // Footer, metaindex, properties.
    std::size_t missed = 0;
    for (std::size_t block = 1; block < read.size(); ++block) {
      for (std::size_t at = read[block].offset; at < read[block].offset + read[block].count; ++at) {
        for (int bit = 0; bit < 8; ++bit) {
          const char whole = table[at];
          table[at] = static_cast<char>(whole ^ 1 << bit);
          missed += !wrong(table);
          table[at] = whole;
        }
      }
    }
    CHECK(missed == 0);
  }
}

// Goal: a footer, which has no checksum, leads nobody astray, whatever its bits; a file that is no
// table is left to RocksDB.
TEST_CASE("the end of a table: places beyond it are refused, other files are not judged",
          "[contract][rocksdb]") {
  const TestFolder folder;
  std::string table = bytes_of(log_with_tables(folder.path()).front());
  constexpr std::size_t footer_bytes = 53;
  for (std::size_t at = table.size() - footer_bytes; at < table.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      const char whole = table[at];
      table[at] = static_cast<char>(whole ^ 1 << bit);
      std::vector<Range> read;
      wrong(table, &read);
      for (const Range& range : read) CHECK(range.offset + range.count <= table.size());
      table[at] = whole;
    }
  }
  CHECK_FALSE(wrong(""));
  CHECK_FALSE(wrong(std::string(52, 'x')));
  CHECK_FALSE(wrong(std::string(200, 'x')));
  table[table.size() - footer_bytes] = 0;  // No checksums at all.
  CHECK(wrong(table));
}

// Goal: the bit that says that a table's properties have a hash index, which made RocksDB's
// assertion end the process, is a refusal with a sentence, for the writer and for readers.
TEST_CASE("a table whose properties are damaged is refused, not an abort", "[contract][rocksdb]") {
  const TestFolder folder;
  for (const fs::path& file : log_with_tables(folder.path())) {
    const std::string table = bytes_of(file);
    std::vector<Range> read;
    wrong(table, &read);
    REQUIRE(read.size() == 3);
    std::string damaged = table;
    damaged[read[2].offset + read[2].count - 6] ^= '\x80';
    write_bytes(file, damaged);
    for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write}) {
      CHECK(outcome(folder.path(), mode) == exit_damaged);
    }
    write_bytes(file, table);
  }
  CHECK(outcome(folder.path(), OpenMode::read_write) == 0);
}

// Goal: a record of the write-ahead log that says it is of a recycled one (RocksDB's secondary
// instance reads it for ever) is a refusal.
TEST_CASE("a reader refuses a write-ahead log with a recycled record", "[contract][rocksdb]") {
  const TestFolder folder;
  REQUIRE(add(*open_log(folder.path()), "A", 0, 1'000) == Error::none);
  std::size_t damaged = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.path() / "log")) {
    if (entry.path().extension() != ".log" || entry.file_size() == 0) continue;
    const std::string bytes = bytes_of(entry.path());
    for (const char type : {'\5', '\6', '\7', '\10'}) {
      std::string other = bytes;
      other[6] = type;  // After checksum and length of the first record.
      write_bytes(entry.path(), other);
      const int code = outcome(folder.path(), OpenMode::read_only);
      CHECK((code == exit_damaged || code == exit_behind_anchor));
    }
    write_bytes(entry.path(), bytes);
    ++damaged;
  }
  CHECK(damaged > 0);
  CHECK(outcome(folder.path(), OpenMode::read_only) == 0);
}

// Goal: a reader never leaves out a table that it cannot read, whatever lies in it: personal parts
// and answers are missed by no hash.
TEST_CASE("a reader refuses a log of which any table is missing or empty", "[contract][rocksdb]") {
  const TestFolder folder;
  for (const fs::path& file : log_with_tables(folder.path())) {
    const std::string table = bytes_of(file);
    write_bytes(file, "");
    CHECK(outcome(folder.path(), OpenMode::read_only) == exit_damaged);
    fs::remove(file);
    CHECK(outcome(folder.path(), OpenMode::read_only) == exit_damaged);
    write_bytes(file, table);
  }
  CHECK(outcome(folder.path(), OpenMode::read_only) == 0);
}

// Goal: an assertion of the library that is reached all the same ends the process with a sentence
// that names the log, and with the exit code for damage; afterwards an abort is an abort again.
TEST_CASE("an abort while a log is opened is a sentence", "[contract][rocksdb]") {
  const bool opening = GENERATE(true, false);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);  // Not the test program's.
    auto sentence = std::make_unique<AbortSentence>("/srv/tingbok/log");
    if (!opening) sentence.reset();
    std::abort();
  }
  ::close(ends[1]);
  std::string said(2'000, '\0');
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ends[0], said.data(), 2'000))));
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (opening) {
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == exit_damaged));
    CHECK_THAT(said, Catch::Contains("/srv/tingbok/log is damaged"));
  } else {
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
    CHECK(said.empty());
  }
}

}  // namespace tingbok::log
