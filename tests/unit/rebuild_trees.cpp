// Goal: paths of a log's streams are those of the whole tree, however little of it is read again.
#include <string>

#include <catch2/catch.hpp>

#include "core/log/open.hpp"
#include "core/rebuild/trees.hpp"

namespace rebuild = tingbok::rebuild;
namespace tlog = tingbok::log;
using tingbok::Digest;

namespace {

/// Records that count themselves, and what is read of them.
class CountedLog {
 public:
  explicit CountedLog(const std::string& stream, std::uint64_t records) : stream_(stream) {
    grow(records);
  }
  void grow(std::uint64_t records) {
    while (records > 0) {
      tlog::Append append{stream_, leaves.size(), {}};
      for (std::size_t i = 0; i < tlog::append_records_max && records > 0; ++i, --records) {
        append.records.push_back(tlog::make_record("record " + std::to_string(leaves.size()), {}));
        leaves.push_back(append.records.back().leaf);
      }
      log->submit({{std::move(append)}, {}},
                  [](tlog::Error error) { REQUIRE(error == tlog::Error::none); });
    }
  }
  Digest root(std::uint64_t size) const { return tingbok::root_of(std::span(leaves).first(size)); }

  std::unique_ptr<tlog::EventLog> log = tlog::open_memory_log();
  std::vector<Digest> leaves;

 private:
  const std::string stream_;
};

}  // namespace

// Around every border of what is remembered.
TEST_CASE("trees: inclusion at the borders of what is remembered", "[unit][rebuild]") {
  const CountedLog given("A/K1", 1'400);
  rebuild::Trees trees(*given.log);
  for (const std::uint64_t size : {1, 2, 255, 256, 257, 511, 512, 513, 767, 1'023, 1'025, 1'400}) {
    CHECK(trees.root("A/K1", size) == given.root(size));
    for (const std::uint64_t number : {1, 2, 128, 255, 256, 257, 512, 513, 1'024, 1'025, 1'399}) {
      if (number > size) continue;
      const auto path = trees.inclusion("A/K1", number, size);
      CHECK(tingbok::verify_inclusion(number - 1, size, given.leaves[number - 1], path,
                                      given.root(size)));
    }
  }
}

// The same for growth, also to sizes that came later.
TEST_CASE("trees: consistency over a stream that grows", "[unit][rebuild]") {
  CountedLog given("A/K1", 300);
  rebuild::Trees trees(*given.log);
  for (const std::uint64_t more : {0, 212, 1, 255, 500}) {
    given.grow(more);
    const std::uint64_t to = given.leaves.size();
    for (const std::uint64_t from : {0, 1, 200, 256, 257, 300}) {
      const auto path = trees.consistency("A/K1", from, to);
      CHECK(tingbok::verify_consistency(from, given.root(from), to, given.root(to), path));
    }
    CHECK(trees.consistency("A/K1", to, to).empty());
  }
}

// What is not there is not made up.
TEST_CASE("trees: numbers beyond the log are refused", "[unit][rebuild]") {
  const CountedLog given("A/K1", 300);
  rebuild::Trees trees(*given.log);
  CHECK(trees.root("A/K1", 0) == tingbok::empty_root());
  CHECK_THROWS_AS(trees.root("A/K1", 301), std::out_of_range);
  CHECK_THROWS_AS(trees.root("A/K1", 600), std::out_of_range);
  CHECK_THROWS_AS(trees.inclusion("A/K1", 0, 300), std::out_of_range);
  CHECK_THROWS_AS(trees.inclusion("A/K1", 301, 300), std::out_of_range);
  CHECK_THROWS_AS(trees.consistency("A/K1", 300, 299), std::out_of_range);
  CHECK_THROWS_AS(trees.root("nowhere", 1), std::out_of_range);
  CHECK(trees.root("A/K1", 300) == given.root(300));
}

// The memory is bounded, and what was let go is right when it is asked for again.
TEST_CASE("trees: streams that were let go are read again", "[unit][rebuild]") {
  const CountedLog given("A/K1", 600);
  rebuild::Trees trees(*given.log);
  CHECK(trees.root("A/K1", 600) == given.root(600));
  for (std::size_t i = 0; i < rebuild::trees_kept_max + 1; ++i) {
    CHECK(trees.consistency("other" + std::to_string(i), 0, 0).empty());
  }
  CHECK(trees.root("A/K1", 599) == given.root(599));
}
