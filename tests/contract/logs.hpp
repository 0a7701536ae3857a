/// What the contract's tests share: both logs, and short ways to write and read.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/log/open.hpp"

namespace tingbok::log {

/// A folder for one test, removed at its end.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct InMemory {
  static std::unique_ptr<EventLog> open(const TestFolder&) { return open_memory_log(); }
};
struct OnDisk {
  static std::unique_ptr<EventLog> open(const TestFolder& folder) {
    return open_log(folder.path());
  }
};
struct OnDiskLagging {
  static std::unique_ptr<EventLog> open(const TestFolder& folder) {
    OpenOptions options;
    options.anchor = AnchorMode::lagging;
    return open_log(folder.path(), options);
  }
};

/// Submits and waits.
inline Error write(EventLog& log, Transaction transaction) {
  std::promise<Error> promise;
  std::future<Error> future = promise.get_future();
  log.submit(std::move(transaction), [&promise](Error error) { promise.set_value(error); });
  return future.get();
}

/// `count` records whose text says stream and number.
inline Append append(const StreamName& stream, Number expected, std::size_t count) {
  Append append{stream, expected, {}};
  for (Number number = expected + 1; number <= expected + count; ++number) {
    const std::string text = stream + "#" + std::to_string(number);
    append.records.push_back(make_record(text, number % 2 == 0 ? "about " + text : ""));
  }
  return append;
}

inline Error add(EventLog& log, const StreamName& stream, Number expected, std::size_t count) {
  return write(log, {{append(stream, expected, count)}, {}});
}

/// "number core|personal" of each record.
inline std::vector<std::string> texts(const EventLog& log, std::string_view stream, Number from,
                                      Number to) {
  std::vector<std::string> found;
  log.read(stream, from, to, [&found](const RecordView& record) {
    found.push_back(std::to_string(record.number) + " " + std::string(record.core) + "|" +
                    std::string(record.personal));
    return true;
  });
  return found;
}

/// What texts() gives for records written by append().
inline std::vector<std::string> expected_texts(const StreamName& stream, Number from, Number to) {
  std::vector<std::string> expected;
  for (Number number = from; number <= to; ++number) {
    const std::string text = stream + "#" + std::to_string(number);
    expected.push_back(std::to_string(number) + " " + text + "|" +
                       (number % 2 == 0 ? "about " + text : ""));
  }
  return expected;
}

/// RFC 6962 § 2.1, word for word, over the cores append() makes.
inline Digest naive_root(const StreamName& stream, Number from, Number count) {
  if (count == 0) return sha256("");
  if (count == 1) return leaf_hash(stream + "#" + std::to_string(from));
  Number split = 1;
  while (split * 2 < count) split *= 2;
  return node_hash(naive_root(stream, from, split),
                   naive_root(stream, from + split, count - split));
}

}  // namespace tingbok::log
