/// Threads that may block, for one kind of work, so that no other kind waits behind it.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "server/room/room.hpp"

namespace tingbok::net {

/// All functions may be called from any thread; stop() and join() by one.
class Workers {
 public:
  /// `waiting_max`: tasks that wait or run, of those that can be turned away.
  explicit Workers(std::size_t threads, int waiting_max = 0)
      : waiting_max_(waiting_max), threads_(threads) {}

  void post(room::Task task) { boost::asio::post(threads_, std::move(task)); }

  /// False where too many wait; the task is then never run.
  bool take(room::Task task) {
    if (waiting_.fetch_add(1) >= waiting_max_) {
      --waiting_;
      return false;
    }
    post([this, task = std::move(task)] {
      task();
      --waiting_;
    });
    return true;
  }

  /// What has not begun is never run.
  void stop() { threads_.stop(); }
  /// Waits for what runs, and for what waits unless it was stopped.
  void join() { threads_.join(); }

 private:
  const int waiting_max_;
  std::atomic<int> waiting_{0};
  boost::asio::thread_pool threads_;
};

}  // namespace tingbok::net
