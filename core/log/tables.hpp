/// The RocksDB database of a log: how it is opened, and its column families. Nobody outside
/// core/log sees RocksDB.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include <rocksdb/db.h>
#include <rocksdb/sst_file_manager.h>

namespace tingbok::log {

/// `aside` is RocksDB's default column family, which every database has: logs made before anything
/// was set aside open as they are.
enum class Table : std::size_t { records, personal, heads, answers, snapshots, meta, aside };
inline constexpr std::size_t table_count = 7;

/// How a database is opened.
enum class Opening {
  /// A new one; refuses where one exists.
  create,
  /// The strict way: anything but an unfinished last write is corruption.
  strict,
  /// Up to the first bad write: only ever on a copy, and only with the anchor's consent.
  point_in_time,
  /// Somebody else's database as it is now; writes nothing into its folder. All tables stay open,
  /// so that they are there also when their owner has removed them. (RocksDB's secondary instance
  /// is not for this: it leaves out a table it cannot read, without a word, and reads a damaged
  /// write-ahead log for ever.)
  look,
};

struct Manner {
  Opening opening = Opening::strict;
  /// The write-ahead log is kept about this short. 0: RocksDB's own bound.
  std::uint64_t wal_bytes_max = 0;
};

class CommitOrder;

class Tables {
 public:
  Tables();
  Tables(Tables&& other) noexcept;
  Tables& operator=(Tables&& other) noexcept;
  ~Tables();

  /// Leaves `tables` closed and returns why where it fails.
  static rocksdb::Status open(const std::filesystem::path& folder, const Manner& manner,
                              Tables& tables);

  bool is_open() const { return database_ != nullptr; }
  rocksdb::DB& database() const { return *database_; }
  rocksdb::ColumnFamilyHandle* operator[](Table table) const {
    return families_[static_cast<std::size_t>(table)];
  }

  /// Checksums are checked; `upper_bound` (may be empty) must outlive the iterator.
  std::unique_ptr<rocksdb::Iterator> iterate(Table table,
                                             const rocksdb::Slice* upper_bound = nullptr) const;

  /// Tells RocksDB how much space there is: it then leaves out compactions that would fill the
  /// disk, which it would not survive, and tries them again later.
  void note_free_bytes(std::uint64_t free) const;

  /// Bytes of the write-ahead log that a start would replay; 0 where RocksDB cannot say.
  std::uint64_t wal_bytes() const;
  /// Begins to write tables from it, and does not wait for them.
  rocksdb::Status begin_tables() const;

  void close();

 private:
  std::shared_ptr<rocksdb::SstFileManager> space_;
  std::unique_ptr<CommitOrder> order_;
  std::unique_ptr<rocksdb::DB> database_;
  std::array<rocksdb::ColumnFamilyHandle*, table_count> families_{};
};

inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace tingbok::log
