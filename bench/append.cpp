#include "bench/append.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include <fmt/format.h>

#include "bench/latency.hpp"
#include "core/log/event_log.hpp"
#include "core/log/open.hpp"

namespace tingbok::bench {
namespace {

/// Waits for what the committer's thread says.
class Waiter {
 public:
  log::Done done() {
    return [this](log::Error error) {
      const std::lock_guard guard(mutex_);
      error_ = error;
      ++done_;
      changed_.notify_one();
    };
  }
  void wait(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done_ >= count; });
    if (error_ != log::Error::none) {
      throw std::runtime_error(fmt::format("An append failed: {}.", log::describe(error_)));
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t done_ = 0;
  log::Error error_ = log::Error::none;
};

}  // namespace

AppendResult measure_append(const std::filesystem::path& folder, std::uint32_t batch,
                            double seconds) {
  const std::filesystem::path place = folder / fmt::format("append-{}", batch);
  std::filesystem::create_directories(place);
  const std::unique_ptr<log::EventLog> log = log::open_log(place);
  Waiter waiter;
  std::uint64_t calls = 0;
  const std::string core(150, 'k');
  const std::string personal(100, 'p');
  const std::int64_t start = now_ns();
  const std::int64_t cpu_start = process_cpu_ns();
  const std::int64_t end = start + static_cast<std::int64_t>(seconds * 1e9);
  while (now_ns() < end) {
    log::Append append{"M/R0", calls * batch, {}};
    append.records.reserve(batch);
    for (std::uint32_t i = 0; i < batch; ++i)
      append.records.push_back(log::make_record(core, personal));
    log::Transaction transaction;
    transaction.appends.push_back(std::move(append));
    log->submit(std::move(transaction), waiter.done());
    waiter.wait(++calls);
  }
  const double records = static_cast<double>(calls) * batch;
  AppendResult result;
  result.batch = batch;
  result.per_second = records / (static_cast<double>(now_ns() - start) / 1e9);
  result.cpu_us_each = static_cast<double>(process_cpu_ns() - cpu_start) / 1e3 / records;
  return result;
}

}  // namespace tingbok::bench
