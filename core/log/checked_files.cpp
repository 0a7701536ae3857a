#include "core/log/checked_files.hpp"

#include <memory>
#include <string>

#include <rocksdb/file_system.h>

#include "core/log/table_end.hpp"

namespace tingbok::log {
namespace {

using rocksdb::IOStatus;

class CheckedFiles : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  const char* Name() const override { return "tingbok.CheckedFiles"; }

  /// How every table is opened, and nothing else.
  IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               rocksdb::IODebugContext* debug) override {
    IOStatus status = target()->NewRandomAccessFile(name, options, file, debug);
    if (!status.ok() || !name.ends_with(".sst")) return status;
    std::uint64_t size = 0;
    status = target()->GetFileSize(name, options.io_options, &size, debug);
    if (!status.ok()) return status;
    const auto wrong = wrong_table_end(size, [&](std::uint64_t offset, std::size_t count) {
      std::string scratch(count, '\0');
      rocksdb::Slice found;
      const IOStatus read =
          (*file)->Read(offset, count, options.io_options, &found, scratch.data(), debug);
      return read.ok() ? found.ToString() : std::string();
    });
    if (!wrong) return status;
    file->reset();
    return IOStatus::Corruption("table " + name, *wrong);
  }
};

}  // namespace

rocksdb::Env* checked_files() {
  static rocksdb::Env* const env =
      rocksdb::NewCompositeEnv(std::make_shared<CheckedFiles>(rocksdb::FileSystem::Default()))
          .release();
  return env;
}

}  // namespace tingbok::log
