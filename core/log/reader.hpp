/// Reading the tables of a log: everything the writer, the read-only log and recovery share.
/// All functions throw Damaged for bytes that cannot be trusted.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/format.hpp"
#include "core/log/tables.hpp"

namespace tingbok::log {

using StoredHeads = std::map<StreamName, format::StoredHead, std::less<>>;

class Reader {
 public:
  explicit Reader(const Tables& tables) : tables_(tables) {}

  std::string epoch() const;
  /// The last commit; number 0 for a new log.
  format::CommitMark last_commit() const;
  /// The commit of that number, as long as it is remembered.
  std::optional<format::CommitMark> commit(std::uint64_t number) const;

  StoredHeads heads() const;
  /// Checks that every stream starts at record 1 and ends with the record its head says, and that
  /// no record belongs to a stream without head.
  void check_ends(const StoredHeads& heads) const;

  /// Visits `from`..`to`; both must be at least 1 and at most the head.
  void visit(std::string_view stream, Number from, Number to, const Visitor& visitor) const;

  std::optional<std::string> answer(std::string_view stream, std::string_view key) const;
  std::vector<std::string> aside(const Shelf& shelf) const;
  std::vector<Shelf> shelves() const;
  std::optional<Snapshot> snapshot(std::string_view stream, Number at) const;

 private:
  std::optional<std::string> get(Table table, std::string_view key) const;

  const Tables& tables_;
};

}  // namespace tingbok::log
