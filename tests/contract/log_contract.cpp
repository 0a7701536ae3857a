// What every log does, whatever it is made of.
#include <mutex>
#include <thread>

#include "tests/contract/logs.hpp"

// The tags differ so that ThreadSanitizer can leave out Debian's RocksDB.
#define CONTRACT(name)                                                                            \
  template <typename Kind>                                                                        \
  static void name();                                                                             \
  TEST_CASE(#name " (in memory)", "[contract]") { name<InMemory>(); }                             \
  TEST_CASE(#name " (on disk)", "[contract][rocksdb]") { name<OnDisk>(); }                        \
  TEST_CASE(#name " (on disk, anchor lagging)", "[contract][rocksdb]") { name<OnDiskLagging>(); } \
  template <typename Kind>                                                                        \
  static void name()

namespace tingbok::log {

// Goal: what was written is read back, number for number, and every range is exact.
CONTRACT(records_are_read_back_in_order) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  CHECK(texts(*log, "A/K01", 1, 10).empty());
  REQUIRE(add(*log, "A/K01", 0, 3) == Error::none);
  REQUIRE(add(*log, "A/K01", 3, 1) == Error::none);
  REQUIRE(add(*log, "A/K01", 4, 600) == Error::none);
  CHECK(texts(*log, "A/K01", 1, 604) == expected_texts("A/K01", 1, 604));
  CHECK(texts(*log, "A/K01", 0, 2) == expected_texts("A/K01", 1, 2));
  CHECK(texts(*log, "A/K01", 2, 5) == expected_texts("A/K01", 2, 5));
  CHECK(texts(*log, "A/K01", 258, 263) == expected_texts("A/K01", 258, 263));
  CHECK(texts(*log, "A/K01", 604, 9999) == expected_texts("A/K01", 604, 604));
  CHECK(texts(*log, "A/K01", 605, 9999).empty());
  CHECK(texts(*log, "A/K01", 5, 4).empty());
  CHECK(texts(*log, "A/K0", 1, 9).empty());
}

// Goal: a visitor that has seen enough is not called again.
CONTRACT(a_visitor_can_stop) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  REQUIRE(add(*log, "A", 0, 9) == Error::none);
  int calls = 0;
  log->read("A", 1, 9, [&calls](const RecordView&) { return ++calls < 4; });
  CHECK(calls == 4);
}

// Goal: a stream's head is the RFC 6962 root over its cores, at every size.
CONTRACT(heads_are_rfc_6962_roots) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  CHECK(log->head("A").number == 0);
  CHECK(log->head("A").root == empty_root());
  Number number = 0;
  for (const std::size_t count : {1u, 1u, 1u, 2u, 3u, 7u, 1u, 16u, 300u}) {
    REQUIRE(add(*log, "A", number, count) == Error::none);
    number += count;
    CHECK(log->head("A").number == number);
    CHECK(log->head("A").root == naive_root("A", 1, number));
  }
}

// Goal: an append that expects another number changes nothing, and says so.
CONTRACT(an_unexpected_number_is_a_conflict) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  CHECK(add(*log, "A", 1, 1) == Error::number_conflict);
  REQUIRE(add(*log, "A", 0, 2) == Error::none);
  CHECK(add(*log, "A", 0, 1) == Error::number_conflict);
  CHECK(add(*log, "A", 3, 1) == Error::number_conflict);
  CHECK(log->head("A").number == 2);
  CHECK(texts(*log, "A", 1, 9) == expected_texts("A", 1, 2));
}

// Goal: a transaction over several streams is written whole or not at all.
CONTRACT(a_transaction_is_all_or_none) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  Transaction good{{append("A", 0, 1), append("A/K01", 0, 2)}, {{"A/K01", "anne 1", "yes"}}};
  REQUIRE(write(*log, std::move(good)) == Error::none);
  Transaction bad{{append("A", 1, 1), append("A/K01", 7, 2)}, {{"A/K01", "anne 2", "yes"}}};
  CHECK(write(*log, std::move(bad)) == Error::number_conflict);
  CHECK(log->head("A").number == 1);
  CHECK(log->head("A/K01").number == 2);
  CHECK(log->kept_answer("A/K01", "anne 1") == "yes");
  CHECK(log->kept_answer("A/K01", "anne 2") == std::nullopt);
  Transaction twice{{append("A", 1, 1), append("A", 2, 2)}, {}};
  CHECK(write(*log, std::move(twice)) == Error::none);
  CHECK(texts(*log, "A", 1, 9) == expected_texts("A", 1, 4));
}

// Goal: an append without records writes nothing, and holds the rest to the stream's number.
CONTRACT(an_append_without_records_only_checks_the_number) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  REQUIRE(add(*log, "A", 0, 2) == Error::none);
  CHECK(add(*log, "A", 2, 0) == Error::none);
  CHECK(add(*log, "A", 1, 0) == Error::number_conflict);
  CHECK(write(*log, {{append("A", 3, 0), append("B", 0, 1)}, {{"B", "k", "v"}}}) ==
        Error::number_conflict);
  CHECK(log->streams() == std::vector<StreamName>{"A"});
  CHECK_FALSE(log->kept_answer("B", "k"));
  CHECK(write(*log, {{append("A", 2, 0), append("B", 0, 1)}, {}}) == Error::none);
  CHECK(write(*log, {{append("C", 0, 0)}, {}}) == Error::none);
  CHECK(log->streams() == std::vector<StreamName>{"A", "B"});
  CHECK(log->head("A").root == naive_root("A", 1, 2));
}

// Goal: a later append may be submitted before an earlier one is done, and answers come in order.
CONTRACT(appends_can_be_under_way_one_after_another) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  constexpr int count = 500;
  std::mutex mutex;
  std::vector<std::pair<int, Error>> ended;
  std::promise<void> all;
  for (int i = 0; i < count; ++i) {
    log->submit({{append("A", static_cast<Number>(i), 1)}, {}}, [&, i](Error error) {
      const std::lock_guard lock(mutex);
      ended.emplace_back(i, error);
      if (ended.size() == count) all.set_value();
    });
  }
  all.get_future().wait();
  for (int i = 0; i < count; ++i) {
    REQUIRE(ended[static_cast<std::size_t>(i)] == std::pair(i, Error::none));
  }
  CHECK(log->head("A").root == naive_root("A", 1, count));
}

// Goal: whoever is told that a record is durable can read it at that moment.
CONTRACT(a_record_is_readable_when_its_submitter_is_told) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  std::promise<std::vector<std::string>> seen;
  log->submit({{append("A", 0, 2)}, {{"A", "k", "v"}}}, [&](Error) {
    std::vector<std::string> found = texts(*log, "A", 1, log->head("A").number);
    found.push_back(log->kept_answer("A", "k").value_or("none"));
    seen.set_value(found);
  });
  std::vector<std::string> expected = expected_texts("A", 1, 2);
  expected.push_back("v");
  CHECK(seen.get_future().get() == expected);
}

// Goal: a submitter may go on from inside its own answer.
CONTRACT(done_may_submit_again) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  std::promise<Error> last;
  std::function<void(Number)> next = [&](Number number) {
    log->submit({{append("A", number, 1)}, {}}, [&, number](Error error) {
      if (number == 20 || error != Error::none) {
        last.set_value(error);
      } else {
        next(number + 1);
      }
    });
  };
  next(0);
  CHECK(last.get_future().get() == Error::none);
  CHECK(log->head("A").number == 21);
}

// Goal: many threads, each with streams of its own, get everything written, without gaps.
CONTRACT(threads_submit_side_by_side) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  constexpr Number appends = 60;
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const StreamName mine = "A/K0" + std::to_string(t);
      for (Number i = 0; i < appends; ++i) {
        if (add(*log, mine, i * 2, 2) != Error::none) ++failures;
        if (log->head(mine).number != i * 2 + 2) ++failures;
        if (texts(*log, mine, i * 2 + 1, i * 2 + 2).size() != 2) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failures == 0);
  for (int t = 0; t < 4; ++t) {
    const StreamName name = "A/K0" + std::to_string(t);
    CHECK(log->head(name).root == naive_root(name, 1, appends * 2));
  }
}

// Goal: streams are listed by prefix, sorted, and only those that have records.
CONTRACT(streams_are_listed_by_prefix) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  for (const char* name : {"B/K01", "A/K02", "A", "A/K01/refusals", "A/K01"}) {
    REQUIRE(add(*log, name, 0, 1) == Error::none);
  }
  REQUIRE(add(*log, "A/K09", 4, 1) == Error::number_conflict);
  using Names = std::vector<StreamName>;
  CHECK(log->streams() == Names{"A", "A/K01", "A/K01/refusals", "A/K02", "B/K01"});
  CHECK(log->streams("A/") == Names{"A/K01", "A/K01/refusals", "A/K02"});
  CHECK(log->streams("C").empty());
}

// Goal: answers are kept per stream and key, whatever bytes the key has.
CONTRACT(answers_are_kept_by_stream_and_key) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  const std::string key("anne\0c1", 7);
  REQUIRE(write(*log, {{}, {{"A/K01", key, "first"}, {"A/K02", key, "other"}}}) == Error::none);
  CHECK(log->kept_answer("A/K01", key) == "first");
  CHECK(log->kept_answer("A/K02", key) == "other");
  CHECK(log->kept_answer("A/K01", "anne") == std::nullopt);
  CHECK(log->kept_answer("A/K03", key) == std::nullopt);
}

// Goal: the latest snapshot at or before a number is found, and none beyond what is durable.
CONTRACT(snapshots_are_found_at_or_before_a_number) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  REQUIRE(add(*log, "A", 0, 20) == Error::none);
  CHECK_FALSE(log->snapshot("A", 20));
  log->put_snapshot("A", {5, "five"});
  log->put_snapshot("A", {10, std::string(300000, 'x')});
  log->put_snapshot("A", {30, "beyond"});
  log->put_snapshot("A/K01", {1, "another"});
  CHECK_FALSE(log->snapshot("A", 4));
  CHECK(log->snapshot("A", 5)->bytes == "five");
  CHECK(log->snapshot("A", 9)->number == 5);
  CHECK(log->snapshot("A", 99)->number == 10);
  CHECK(log->snapshot("A", 99)->bytes.size() == 300000);
  CHECK_FALSE(log->snapshot("A/K01", 9));
}

// Goal: every limit holds at the limit, and is refused as the caller's mistake right above it.
CONTRACT(limits_hold_at_the_limit_and_are_refused_above) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  const auto refused = [&](Transaction transaction) {
    CHECK_THROWS_AS(log->submit(std::move(transaction), [](Error) { FAIL("called"); }),
                    std::invalid_argument);
  };
  const std::string name(stream_name_bytes_max, 'n');
  CHECK(add(*log, name, 0, 1) == Error::none);
  CHECK(texts(*log, name, 1, 1).size() == 1);
  refused({{append(name + "n", 0, 1)}, {}});
  refused({{append("", 0, 1)}, {}});
  refused({{append("a b", 0, 1)}, {}});
  refused({{append("blåbær", 0, 1)}, {}});
  CHECK(add(*log, "A", 0, append_records_max) == Error::none);
  CHECK(texts(*log, "A", 1, append_records_max + 1).size() == append_records_max);
  refused({{append("A", append_records_max, append_records_max + 1)}, {}});
  const std::string largest(record_bytes_max, 'x');
  CHECK(write(*log, {{{"B", 0, {make_record(largest, largest)}}}, {}}) == Error::none);
  log->read("B", 1, 1, [&](const RecordView& record) {
    CHECK((record.core == largest && record.personal == largest));
    return true;
  });
  refused({{{"B", 1, {make_record(largest + "x", "")}}}, {}});
  refused({{{"B", 1, {make_record("", largest + "x")}}}, {}});
  refused({{{"B", 1, {Record{"no leaf", "", {}}}}}, {}});
  const std::string key(answer_key_bytes_max, 'k');
  const std::string answer(answer_value_bytes_max, 'v');
  CHECK(write(*log, {{}, {{"B", key, answer}}}) == Error::none);
  CHECK(log->kept_answer("B", key) == answer);
  refused({{}, {{"B", key + "k", ""}}});
  refused({{}, {{"B", "", ""}}});
  refused({{}, {{"B", "k", answer + "v"}}});
}

// Goal: two logs are two histories.
CONTRACT(every_log_has_an_epoch_of_its_own) {
  const TestFolder one;
  const TestFolder two;
  const std::string epoch = Kind::open(one)->epoch();
  CHECK(epoch.size() == 32);
  CHECK(epoch != Kind::open(two)->epoch());
}

// Goal: what is set aside lies there beside the records, by shelf and key, until it is cleared.
CONTRACT(things_set_aside_lie_beside_the_records) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  CHECK(log->aside({"A/K01", "V1"}).empty());
  CHECK(log->shelves().empty());
  Transaction first{{append("A/K01", 0, 1)}, {}};
  first.set_aside = {{{"A/K01", "V1"}, "b", "second"},
                     {{"A/K01", "V1"}, std::string("a\0c", 3), "first"},
                     {{"A/K01", "V1\x01"}, "a", "another shelf"},
                     {{"A/K0", "1"}, "a", "another stream"}};
  REQUIRE(write(*log, std::move(first)) == Error::none);
  CHECK(log->aside({"A/K01", "V1"}) == std::vector<std::string>{"first", "second"});
  CHECK(log->aside({"A/K01", "V"}).empty());
  CHECK(log->head("A/K01").number == 1);
  CHECK(log->head("A/K01").root == naive_root("A/K01", 1, 1));
  CHECK(log->streams({}) == std::vector<StreamName>{"A/K01"});
  std::vector<std::string> names;
  for (const Shelf& shelf : log->shelves()) names.push_back(shelf.stream + " " + shelf.name);
  CHECK(names == std::vector<std::string>{"A/K0 1", "A/K01 V1", "A/K01 V1\x01"});

  Transaction last{{append("A/K01", 1, 1)}, {}};
  last.set_aside = {{{"A/K01", "V1"}, "z", "too late"}, {{"A/K01", "V2"}, "a", "stays"}};
  last.cleared = {{"A/K01", "V1"}, {"A/K01", "never used"}};
  REQUIRE(write(*log, std::move(last)) == Error::none);
  CHECK(log->aside({"A/K01", "V1"}).empty());
  CHECK(log->aside({"A/K01", "V1\x01"}) == std::vector<std::string>{"another shelf"});
  CHECK(log->aside({"A/K01", "V2"}) == std::vector<std::string>{"stays"});
  REQUIRE(write(*log, {{}, {}, {{{"A/K01", "V1"}, "a", "anew"}}, {}}) == Error::none);
  CHECK(log->aside({"A/K01", "V1"}) == std::vector<std::string>{"anew"});
  REQUIRE(write(*log, {{}, {}, {}, {{"A/K01", "V1"}}}) == Error::none);
  CHECK(log->aside({"A/K01", "V1"}).empty());
}

// Goal: what is set aside is written with its transaction or not at all.
CONTRACT(nothing_is_set_aside_without_its_transaction) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  REQUIRE(write(*log, {{}, {}, {{{"A", "V"}, "a", "kept"}}, {}}) == Error::none);
  Transaction bad{{append("A", 7, 1)}, {}};
  bad.set_aside = {{{"A", "V"}, "b", "lost"}};
  bad.cleared = {{"A", "V"}};
  CHECK(write(*log, std::move(bad)) == Error::number_conflict);
  CHECK(log->aside({"A", "V"}) == std::vector<std::string>{"kept"});
}

// Goal: the bounds of what is set aside are the caller's to keep.
CONTRACT(the_bounds_of_what_is_set_aside) {
  const TestFolder folder;
  const auto log = Kind::open(folder);
  const auto set = [&](const std::string& shelf, const std::string& key, std::size_t bytes) {
    return write(*log, {{}, {}, {{{"A", shelf}, key, std::string(bytes, 'x')}}, {}});
  };
  const std::string longest_name(shelf_bytes_max, 'n');
  const std::string longest_key(aside_key_bytes_max, 'k');
  CHECK(set(longest_name, longest_key, aside_value_bytes_max) == Error::none);
  CHECK_THROWS_AS(set("", "k", 1), std::invalid_argument);
  CHECK_THROWS_AS(set(longest_name + "n", "k", 1), std::invalid_argument);
  CHECK_THROWS_AS(set(std::string("a\0b", 3), "k", 1), std::invalid_argument);
  CHECK_THROWS_AS(set("s", "", 1), std::invalid_argument);
  CHECK_THROWS_AS(set("s", longest_key + "k", 1), std::invalid_argument);
  CHECK_THROWS_AS(set("s", "k", aside_value_bytes_max + 1), std::invalid_argument);
}

}  // namespace tingbok::log
