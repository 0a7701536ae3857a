// The log in memory.
#include <map>
#include <mutex>
#include <shared_mutex>

#include "core/log/limits.hpp"
#include "core/log/open.hpp"
#include "core/log/recovery.hpp"

namespace tingbok::log {
namespace {

struct MemoryStream {
  /// Shared, so that a visitor may go on while records are added.
  std::vector<std::shared_ptr<const Record>> records;
  TreeEdge edge;
  Head head;
  std::map<std::string, std::string, std::less<>> answers;
  std::map<Number, std::string> snapshots;
  std::map<std::string, std::map<std::string, std::string>, std::less<>> shelves;
};

class MemoryLog : public EventLog {
 public:
  void submit(Transaction transaction, Done done) override {
    checked_bytes(transaction);
    const Error error = write(transaction);
    if (done) done(error);
  }

  void read(std::string_view stream, Number from, Number to, const Visitor& visit) const override {
    std::vector<std::shared_ptr<const Record>> records;
    from = std::max<Number>(from, 1);
    {
      const std::shared_lock lock(mutex_);
      const MemoryStream* found = find(stream);
      if (!found) return;
      to = std::min<Number>(to, found->records.size());
      if (from > to) return;
      records.assign(found->records.begin() + static_cast<std::ptrdiff_t>(from - 1),
                     found->records.begin() + static_cast<std::ptrdiff_t>(to));
    }
    for (const std::shared_ptr<const Record>& record : records) {
      if (!visit({from++, record->core, record->personal})) return;
    }
  }

  Head head(std::string_view stream) const override {
    const std::shared_lock lock(mutex_);
    const MemoryStream* found = find(stream);
    return found ? found->head : Head{};
  }

  std::vector<StreamName> streams(std::string_view prefix) const override {
    const std::shared_lock lock(mutex_);
    std::vector<StreamName> names;
    for (auto at = streams_.lower_bound(prefix);
         at != streams_.end() && at->first.starts_with(prefix); ++at) {
      if (at->second.head.number > 0) names.push_back(at->first);
    }
    return names;
  }

  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    const std::shared_lock lock(mutex_);
    const MemoryStream* found = find(stream);
    if (!found) return std::nullopt;
    const auto answer = found->answers.find(key);
    if (answer == found->answers.end()) return std::nullopt;
    return answer->second;
  }

  std::vector<std::string> aside(const Shelf& shelf) const override {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> values;
    const MemoryStream* found = find(shelf.stream);
    if (!found) return values;
    const auto things = found->shelves.find(shelf.name);
    if (things == found->shelves.end()) return values;
    for (const auto& [key, value] : things->second) values.push_back(value);
    return values;
  }

  std::vector<Shelf> shelves() const override {
    const std::shared_lock lock(mutex_);
    std::vector<Shelf> found;
    for (const auto& [name, stream] : streams_) {
      for (const auto& [shelf, things] : stream.shelves) found.push_back({name, shelf});
    }
    return found;
  }

  void put_snapshot(std::string_view stream, const Snapshot& snapshot) override {
    check_stream_name(stream);
    const std::unique_lock lock(mutex_);
    streams_[std::string(stream)].snapshots[snapshot.number] = snapshot.bytes;
  }

  std::optional<Snapshot> snapshot(std::string_view stream, Number at) const override {
    const std::shared_lock lock(mutex_);
    const MemoryStream* found = find(stream);
    if (!found) return std::nullopt;
    auto next = found->snapshots.upper_bound(std::min(at, found->head.number));
    if (next == found->snapshots.begin()) return std::nullopt;
    --next;
    return Snapshot{next->first, next->second};
  }

  std::string epoch() const override { return epoch_; }
  void refresh() override {}

 private:
  const MemoryStream* find(std::string_view stream) const {
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : &found->second;
  }

  Error write(Transaction& transaction) {
    const std::unique_lock lock(mutex_);
    std::map<std::string_view, Number> heads;
    for (const Append& append : transaction.appends) {
      const MemoryStream* stream = find(append.stream);
      const auto head = heads.emplace(append.stream, stream ? stream->head.number : 0).first;
      if (head->second != append.expected) return Error::number_conflict;
      head->second += append.records.size();
    }
    for (Append& append : transaction.appends) {
      if (append.records.empty()) continue;
      MemoryStream& stream = streams_[append.stream];
      for (Record& record : append.records) {
        stream.edge.add(record.leaf);
        stream.records.push_back(std::make_shared<const Record>(std::move(record)));
      }
      stream.head = {stream.edge.size(), stream.edge.root()};
    }
    for (KeptAnswer& answer : transaction.answers) {
      streams_[answer.stream].answers[answer.key] = std::move(answer.value);
    }
    for (SetAside& one : transaction.set_aside) {
      streams_[one.shelf.stream].shelves[one.shelf.name][one.key] = std::move(one.value);
    }
    for (const Shelf& shelf : transaction.cleared) streams_[shelf.stream].shelves.erase(shelf.name);
    return Error::none;
  }

  const std::string epoch_ = new_epoch();
  mutable std::shared_mutex mutex_;
  std::map<StreamName, MemoryStream, std::less<>> streams_;
};

}  // namespace

std::unique_ptr<EventLog> open_memory_log() { return std::make_unique<MemoryLog>(); }

}  // namespace tingbok::log
