#include "core/log/tables.hpp"

#include <algorithm>
#include <cstdarg>
#include <optional>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/wal_filter.h>
#include <rocksdb/write_batch.h>

#include "core/log/checked_files.hpp"
#include "core/log/format.hpp"

namespace tingbok::log {
namespace {

constexpr std::size_t mebibyte = 1u << 20;
/// Larger than the write-ahead log may grow, so that it is the log's size that ends them: a start,
/// which replays it, then needs to write no table before it can serve.
constexpr std::size_t write_buffer_bytes = 64 * mebibyte;
constexpr std::size_t table_file_bytes = 32 * mebibyte;
constexpr std::size_t block_cache_bytes = 32 * mebibyte;
/// Left free by compactions, beside twice the write-ahead log, for the tables written from it.
constexpr std::uint64_t compaction_spare_bytes = 4 * mebibyte;
constexpr int bloom_bits_per_key = 10;

constexpr std::array<const char*, table_count> family_names = {
    "records", "personal", "heads", "answers", "snapshots", "meta", "default"};

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                            Table table) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  // Read when first needed, and bounded with everything else: a start reads of each table its end.
  blocks.cache_index_and_filter_blocks = true;
  // The ends of tables are checked before RocksDB reads them (table_end.hpp).
  blocks.format_version = 5;
  blocks.checksum = rocksdb::kCRC32c;
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = write_buffer_bytes;
  options.target_file_size_base = table_file_bytes;
  options.max_bytes_for_level_base = 4 * table_file_bytes;
  // A damaged table is noticed when it is written, not when it is read years later.
  options.paranoid_file_checks = true;
  options.compression = rocksdb::kLZ4Compression;
  switch (table) {
    case Table::records:
    case Table::personal:
    case Table::snapshots:
      blocks.block_size = 16u << 10;
      break;
    case Table::answers:
      // Nearly every look-up is for a command that was never seen.
      blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits_per_key));
      // Of the buffer's size, which is never reached: some 130 kB, for as many keys as the
      // write-ahead log can hold; all of it is written when a buffer is made.
      options.memtable_prefix_bloom_size_ratio = 0.002;
      options.memtable_whole_key_filtering = true;
      break;
    case Table::heads:
    case Table::meta:
    case Table::aside:
      options.compression = rocksdb::kNoCompression;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return options;
}

rocksdb::DBOptions database_options(const Manner& manner) {
  const Opening opening = manner.opening;
  rocksdb::DBOptions options;
  options.env = checked_files();
  options.create_if_missing = opening == Opening::create;
  options.create_missing_column_families = opening == Opening::create;
  options.error_if_exists = opening == Opening::create;
  options.wal_recovery_mode = opening == Opening::point_in_time
                                  ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                  : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A log that turns out to be behind its anchor must still have all its bytes when it is refused.
  options.avoid_flush_during_recovery = opening == Opening::strict;
  options.paranoid_checks = true;
  options.max_total_wal_size = manner.wal_bytes_max;
  // All tables or none: were some of a commit's tables written out and others not yet, a lost
  // write-ahead log would take from these alone, and the anchor would not see it.
  options.atomic_flush = true;
  options.max_open_files = -1;
  // One after the other: the threads that RocksDB otherwise makes anew for each family cost more
  // than the some hundred small tables they would open.
  options.max_file_opening_threads = 1;
  options.max_background_jobs = 2;
  // A failed write is final: only a restart settles what is on the disk.
  options.max_bgerror_resume_count = 0;
  options.bytes_per_sync = mebibyte;
  options.keep_log_file_num = 2;
  options.max_log_file_size = mebibyte;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

/// RocksDB's own warnings, without the pages of settings that it otherwise begins each file with,
/// at each start.
class Warnings : public rocksdb::Logger {
 public:
  explicit Warnings(std::shared_ptr<rocksdb::Logger> file)
      : Logger(file->GetInfoLogLevel()), file_(std::move(file)) {}

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override { file_->Logv(format, arguments); }
  void LogHeader(const char*, va_list) override {}
  void Flush() override { file_->Flush(); }

 private:
  std::shared_ptr<rocksdb::Logger> file_;
};

/// Ends as soon as it has found the number of the commit that a batch makes.
class CommitNumber : public rocksdb::WriteBatch::Handler {
 public:
  std::optional<std::uint64_t> found;

  rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (key.size() == 3 && key[0] == 'c' && value.size() == format::commit_value_bytes) {
      found = format::parse_commit(view(value)).number;
    }
    done_ = true;
    return rocksdb::Status::OK();
  }
  bool Continue() override { return !done_; }

 private:
  bool done_ = false;
};

}  // namespace

/// Sees every batch while a write-ahead log is replayed. RocksDB's tolerance for an unfinished last
/// write holds for each of several log files, so that a damaged end of an older one would vanish
/// between two commits; this notices the gap. Each commit's batch starts with its mark.
class CommitOrder : public rocksdb::WalFilter {
 public:
  WalProcessingOption LogRecordFound(unsigned long long, const std::string&,
                                     const rocksdb::WriteBatch& batch, rocksdb::WriteBatch*,
                                     bool*) override {
    CommitNumber number;
    if (!batch.Iterate(&number).ok()) return WalProcessingOption::kCorruptedRecord;
    if (!number.found) return WalProcessingOption::kContinueProcessing;
    const bool follows = last_ == 0 || *number.found == last_ + 1;
    last_ = *number.found;
    return follows ? WalProcessingOption::kContinueProcessing
                   : WalProcessingOption::kCorruptedRecord;
  }
  const char* Name() const override { return "tingbok.CommitOrder"; }

 private:
  std::uint64_t last_ = 0;
};

Tables::Tables() = default;
Tables::Tables(Tables&& other) noexcept = default;

Tables& Tables::operator=(Tables&& other) noexcept {
  close();
  space_ = std::move(other.space_);
  order_ = std::move(other.order_);
  database_ = std::move(other.database_);
  families_ = other.families_;
  return *this;
}

Tables::~Tables() { close(); }

void Tables::close() {
  if (!database_) return;
  for (rocksdb::ColumnFamilyHandle* family : families_)
    database_->DestroyColumnFamilyHandle(family);
  database_.reset();
}

rocksdb::Status Tables::open(const std::filesystem::path& folder, const Manner& manner,
                             Tables& tables) {
  tables.close();
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (std::size_t i = 0; i < table_count; ++i) {
    families.emplace_back(family_names[i], family_options(cache, static_cast<Table>(i)));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* database = nullptr;
  tables.order_ = std::make_unique<CommitOrder>();
  rocksdb::DBOptions options = database_options(manner);
  options.wal_filter = tables.order_.get();
  if (manner.opening != Opening::look) {
    std::shared_ptr<rocksdb::Logger> warnings;
    if (rocksdb::CreateLoggerFromOptions(folder, options, &warnings).ok()) {
      options.info_log = std::make_shared<Warnings>(std::move(warnings));
    }
    tables.space_.reset(rocksdb::NewSstFileManager(rocksdb::Env::Default()));
    tables.space_->SetCompactionBufferSize(2 * manner.wal_bytes_max + compaction_spare_bytes);
    options.sst_file_manager = tables.space_;
  }
  const rocksdb::Status status =
      manner.opening == Opening::look
          ? rocksdb::DB::OpenForReadOnly(options, folder, families, &handles, &database)
          : rocksdb::DB::Open(options, folder, families, &handles, &database);
  if (!status.ok()) return status;
  tables.database_.reset(database);
  std::copy(handles.begin(), handles.end(), tables.families_.begin());
  return status;
}

void Tables::note_free_bytes(std::uint64_t free) const {
  // More than there is: reached by nothing, but compactions must fit below it with room to spare.
  space_->SetMaxAllowedSpaceUsage(space_->GetTotalSize() + free + 1);
}

std::uint64_t Tables::wal_bytes() const {
  rocksdb::VectorLogPtr files;
  if (!database_->GetSortedWalFiles(files).ok()) return 0;
  std::uint64_t sum = 0;
  for (const auto& file : files) {
    if (file->Type() == rocksdb::kAliveLogFile) sum += file->SizeFileBytes();
  }
  return sum;
}

rocksdb::Status Tables::begin_tables() const {
  rocksdb::FlushOptions options;
  options.wait = false;
  return database_->Flush(options, {families_.begin(), families_.end()});
}

std::unique_ptr<rocksdb::Iterator> Tables::iterate(Table table,
                                                   const rocksdb::Slice* upper_bound) const {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.iterate_upper_bound = upper_bound;
  options.total_order_seek = true;
  return std::unique_ptr<rocksdb::Iterator>(database_->NewIterator(options, (*this)[table]));
}

}  // namespace tingbok::log
