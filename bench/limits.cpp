#include "bench/limits.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>
#include <sched.h>
#include <unistd.h>

#include "bench/server_process.hpp"

namespace tingbok::bench {
namespace {

namespace fs = std::filesystem;

/// Calls `once` until the time is up and says what a call cost.
template <class Once>
Rate repeat(std::uint32_t batch, double seconds, Once once) {
  Latencies each;
  const std::int64_t start = now_ns();
  const std::int64_t cpu_start = process_cpu_ns();
  const std::int64_t end = start + static_cast<std::int64_t>(seconds * 1e9);
  std::uint64_t calls = 0;
  std::int64_t now = start;
  while (now < end) {
    once(calls++);
    const std::int64_t after = now_ns();
    each.add(after - now);
    now = after;
  }
  const double items = static_cast<double>(calls) * batch;
  Rate rate;
  rate.batch = batch;
  rate.per_second = items / (static_cast<double>(now - start) / 1e9);
  rate.cpu_us_each = static_cast<double>(process_cpu_ns() - cpu_start) / 1e3 / items;
  rate.milliseconds = each.percentiles();
  return rate;
}

void must(const rocksdb::Status& status, const char* what) {
  if (!status.ok()) {
    throw std::runtime_error(fmt::format("RocksDB could not {}: {}.", what, status.ToString()));
  }
}

}  // namespace

Rate measure_fdatasync(const fs::path& folder, double seconds) {
  const fs::path file = folder / "bare-fdatasync";
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) {
    throw std::runtime_error(
        fmt::format("{} cannot be written: {}.", file.string(), strerror(errno)));
  }
  const std::string record(limit_record_bytes, 'x');
  const Rate rate = repeat(1, seconds, [&](std::uint64_t) {
    if (write(fd, record.data(), record.size()) < 0 || fdatasync(fd) != 0) {
      throw std::runtime_error(fmt::format("fdatasync failed: {}.", strerror(errno)));
    }
  });
  close(fd);
  fs::remove(file);
  return rate;
}

Rate measure_rocksdb(const fs::path& folder, std::uint32_t batch, double seconds) {
  const fs::path place = folder / fmt::format("bare-rocksdb-{}", batch);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 256u << 20;
  rocksdb::DB* opened = nullptr;
  must(rocksdb::DB::Open(options, place.string(), &opened), "open a database");
  std::unique_ptr<rocksdb::DB> db(opened);
  const std::string value(limit_record_bytes, 'x');
  rocksdb::WriteOptions synced;
  synced.sync = true;
  std::uint64_t number = 0;
  const Rate rate = repeat(batch, seconds, [&](std::uint64_t) {
    rocksdb::WriteBatch writes;
    for (std::uint32_t i = 0; i < batch; ++i) {
      must(writes.Put(fmt::format("programme/room/{:012}", ++number), value), "take a record");
    }
    must(db->Write(synced, &writes), "write a batch");
  });
  db.reset();
  fs::remove_all(place);
  return rate;
}

Limits measure_limits(const LimitSettings& settings) {
  Limits limits;
  std::exception_ptr failure;
  // A thread of its own, so that the generator's core stays as it was set.
  std::thread writer([&] {
    try {
      if (settings.writer_core >= 0) pin_to_core(settings.writer_core);
      settings.progress("fdatasync of one record");
      limits.fdatasync = measure_fdatasync(settings.folder, settings.seconds_each);
      for (const std::uint32_t batch : {1u, 64u, 512u}) {
        settings.progress(fmt::format("RocksDB, synced batches of {}", batch));
        limits.rocksdb.push_back(measure_rocksdb(settings.folder, batch, settings.seconds_each));
      }
      for (const std::uint32_t screens : settings.screens) {
        SendLimits& send = limits.send.emplace_back(SendLimits{screens, {}});
        for (const std::uint32_t batch : {1u, 4u, 16u, 64u}) {
          settings.progress(fmt::format("send() of {} events to {} sockets", batch, screens));
          send.rates.push_back(
              measure_send(screens, batch, settings.seconds_each, settings.reader_core));
        }
      }
      settings.progress("hashes and protobuf");
      measure_compute(limits, settings.seconds_each / 2);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  writer.join();
  if (failure) std::rethrow_exception(failure);
  return limits;
}

}  // namespace tingbok::bench
