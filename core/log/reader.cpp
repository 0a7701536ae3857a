#include "core/log/reader.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace tingbok::log {
namespace {

constexpr Number number_max = std::numeric_limits<Number>::max();

[[noreturn]] void damaged(std::string_view stream, Number from, Number to, const std::string& why) {
  std::string text(stream);
  text += from == to ? ": record " + std::to_string(from)
                     : ": records " + std::to_string(from) + " to " + std::to_string(to);
  throw Damaged(text + ": " + why);
}

/// Runs `parse`; what it cannot parse becomes Damaged.
template <typename Parse>
auto trusted(const std::string& what, Parse parse) {
  try {
    return parse();
  } catch (const std::invalid_argument& error) {
    throw Damaged(what + ": " + error.what());
  }
}

void require_ok(const rocksdb::Iterator& iterator, const std::string& what) {
  const rocksdb::Status status = iterator.status();
  if (!status.ok()) throw Damaged(what + ": " + status.ToString());
}

/// The personal parts of a stream, walked beside its records.
class PersonalWalk {
 public:
  PersonalWalk(const Tables& tables, std::string_view stream, const rocksdb::Slice* upper_bound)
      : stream_(stream), iterator_(tables.iterate(Table::personal, upper_bound)) {}

  /// Moves to the batch that starts at `first`; batches must come in order.
  void enter(Number first, std::size_t count) {
    if (!started_) iterator_->Seek(format::numbered_key(stream_, first));
    started_ = true;
    parts_.clear();
    next_ = 0;
    while (iterator_->Valid()) {
      const std::optional<Number> at = format::number_in_key(view(iterator_->key()), stream_);
      if (!at || *at > first) return;
      if (*at == first) break;
      iterator_->Next();
    }
    if (!iterator_->status().ok()) {
      damaged(stream_, first, first, "personal part: " + iterator_->status().ToString());
    }
    if (!iterator_->Valid()) return;
    trusted(std::string(stream_) + ": personal part of record " + std::to_string(first),
            [&] { format::parse_personal(view(iterator_->value()), parts_); });
    if (!parts_.empty() && parts_.back().offset >= count) {
      damaged(stream_, first, first, "a personal part belongs to no record");
    }
  }

  /// The part of the record at `offset` in the batch; offsets must come in order.
  std::string_view at(std::size_t offset) {
    while (next_ < parts_.size() && parts_[next_].offset < offset) ++next_;
    if (next_ == parts_.size() || parts_[next_].offset != offset) return {};
    return parts_[next_].bytes;
  }

 private:
  std::string_view stream_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  bool started_ = false;
  std::vector<format::PersonalPart> parts_;
  std::size_t next_ = 0;
};

}  // namespace

std::optional<std::string> Reader::get(Table table, std::string_view key) const {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  std::string value;
  const rocksdb::Status status =
      tables_.database().Get(options, tables_[table], slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) throw Damaged("the log's tables: " + status.ToString());
  return value;
}

std::string Reader::epoch() const {
  const std::optional<std::string> written = get(Table::meta, "format");
  if (!written) throw Damaged("the log does not say its format");
  if (*written != format::version) {
    throw Damaged("the log has format " + *written + ", this program knows " +
                  std::string(format::version));
  }
  const std::optional<std::string> epoch = get(Table::meta, "epoch");
  if (!epoch || epoch->size() != 32) throw Damaged("the log does not say its epoch");
  return *epoch;
}

std::optional<format::CommitMark> Reader::commit(std::uint64_t number) const {
  const std::optional<std::string> value = get(Table::meta, format::commit_key(number));
  if (!value) return std::nullopt;
  const format::CommitMark mark =
      trusted("a commit mark", [&] { return format::parse_commit(*value); });
  if (mark.number != number) return std::nullopt;
  return mark;
}

format::CommitMark Reader::last_commit() const {
  format::CommitMark last;
  std::uint64_t count = 0;
  std::uint64_t oldest = number_max;
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::meta);
  for (iterator->Seek("c"); iterator->Valid(); iterator->Next(), ++count) {
    const std::string_view key = view(iterator->key());
    if (key.size() != 3 || key.front() != 'c') break;
    const format::CommitMark mark =
        trusted("a commit mark", [&] { return format::parse_commit(view(iterator->value())); });
    oldest = std::min(oldest, mark.number);
    if (mark.number > last.number) last = mark;
  }
  require_ok(*iterator, "the commit marks");
  // Every commit leaves a mark, so that one lost in the middle is seen.
  if (count != std::min(last.number, format::commits_remembered) ||
      (count > 0 && oldest != last.number - count + 1)) {
    throw Damaged("one of the last " + std::to_string(format::commits_remembered) +
                  " commits before commit " + std::to_string(last.number) + " is missing");
  }
  return last;
}

StoredHeads Reader::heads() const {
  StoredHeads heads;
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::heads);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    const std::string stream(view(iterator->key()));
    heads.emplace_hint(heads.end(), stream, trusted(stream + ": its head", [&] {
                         return format::parse_head(view(iterator->value()));
                       }));
  }
  require_ok(*iterator, "the heads");
  return heads;
}

void Reader::check_ends(const StoredHeads& heads) const {
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::records);
  std::vector<std::string_view> cores;
  iterator->SeekToFirst();
  for (const auto& [stream, head] : heads) {
    const Number last = head.edge.size();
    if (!iterator->Valid() || format::number_in_key(view(iterator->key()), stream) != 1) {
      require_ok(*iterator, stream);
      damaged(stream, 1, 1, "missing");
    }
    iterator->SeekForPrev(format::numbered_key(stream, number_max));
    if (!iterator->Valid()) require_ok(*iterator, stream);
    const Number first = format::number_in_key(view(iterator->key()), stream).value_or(0);
    trusted(stream + ": record " + std::to_string(first),
            [&] { format::parse_cores(view(iterator->value()), cores); });
    if (first + cores.size() - 1 != last) {
      damaged(stream, std::min(first + cores.size(), last), last,
              "missing, or more than its head says");
    }
    if (leaf_hash(cores.back()) != head.last_leaf) {
      damaged(stream, last, last, "does not match the stream's head");
    }
    iterator->Next();
  }
  require_ok(*iterator, "the records");
  if (iterator->Valid()) {
    const std::string_view key = view(iterator->key());
    throw Damaged("records of a stream that has no head: " +
                  std::string(key.substr(0, key.find('\0'))));
  }
}

void Reader::visit(std::string_view stream, Number from, Number to, const Visitor& visitor) const {
  const std::string end_key = std::string(stream) + '\x01';
  const rocksdb::Slice end = slice(end_key);
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::records, &end);
  PersonalWalk personal(tables_, stream, &end);
  std::vector<std::string_view> cores;
  Number next = from;
  for (iterator->SeekForPrev(format::numbered_key(stream, from)); next <= to; iterator->Next()) {
    if (!iterator->Valid()) {
      require_ok(*iterator, std::string(stream) + ": record " + std::to_string(next));
      damaged(stream, next, to, "missing");
    }
    const std::optional<Number> first = format::number_in_key(view(iterator->key()), stream);
    if (!first || *first > next) damaged(stream, next, first ? *first - 1 : to, "missing");
    trusted(std::string(stream) + ": record " + std::to_string(*first),
            [&] { format::parse_cores(view(iterator->value()), cores); });
    if (*first + cores.size() <= next) damaged(stream, next, to, "missing");
    if (next != from && *first != next) damaged(stream, *first, next - 1, "stored twice");
    personal.enter(*first, cores.size());
    for (std::size_t offset = next - *first; offset < cores.size() && next <= to;
         ++offset, ++next) {
      if (!visitor({next, cores[offset], personal.at(offset)})) return;
    }
  }
}

std::optional<std::string> Reader::answer(std::string_view stream, std::string_view key) const {
  return get(Table::answers, format::answer_key(stream, key));
}

std::vector<std::string> Reader::aside(const Shelf& shelf) const {
  const std::string end_key = format::aside_end(shelf);
  const rocksdb::Slice end = slice(end_key);
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::aside, &end);
  std::vector<std::string> found;
  for (iterator->Seek(format::aside_key(shelf, {})); iterator->Valid(); iterator->Next()) {
    found.emplace_back(view(iterator->value()));
  }
  require_ok(*iterator, shelf.stream + ": what is set aside");
  return found;
}

std::vector<Shelf> Reader::shelves() const {
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::aside);
  std::vector<Shelf> found;
  for (iterator->SeekToFirst(); iterator->Valid();
       iterator->Seek(format::aside_end(found.back()))) {
    found.push_back(
        trusted("what is set aside", [&] { return format::shelf_in_key(view(iterator->key())); }));
  }
  require_ok(*iterator, "what is set aside");
  return found;
}

std::optional<Snapshot> Reader::snapshot(std::string_view stream, Number at) const {
  const std::unique_ptr<rocksdb::Iterator> iterator = tables_.iterate(Table::snapshots);
  iterator->SeekForPrev(format::numbered_key(stream, at));
  require_ok(*iterator, std::string(stream) + ": its snapshots");
  if (!iterator->Valid()) return std::nullopt;
  const std::optional<Number> number = format::number_in_key(view(iterator->key()), stream);
  if (!number) return std::nullopt;
  return Snapshot{*number, std::string(view(iterator->value()))};
}

}  // namespace tingbok::log
