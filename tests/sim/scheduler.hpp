/// Virtual time, and everything that is to happen in it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

namespace tingbok::sim {

/// Microseconds since the simulation began.
using Micros = std::int64_t;
inline constexpr Micros ms = 1'000;
inline constexpr Micros second = 1'000 * ms;

using Task = std::function<void()>;

/// One thread's worth of time: tasks run in the order of their time, those of one moment in the
/// order they were added.
class Scheduler {
 public:
  Micros now() const { return now_; }

  void at(Micros when, Task task) {
    queue_.push({std::max(when, now_), ++added_, std::make_shared<Task>(std::move(task))});
  }
  void after(Micros delay, Task task) { at(now_ + delay, std::move(task)); }

  /// Runs the next task; false where there is none.
  bool step() {
    if (queue_.empty()) return false;
    const Entry next = queue_.top();
    queue_.pop();
    now_ = next.when;
    (*next.task)();
    return true;
  }

 private:
  struct Entry {
    Micros when;
    std::uint64_t order;
    std::shared_ptr<Task> task;
    bool operator<(const Entry& other) const {
      return std::pair(when, order) > std::pair(other.when, other.order);
    }
  };
  Micros now_ = 3'600 * second;
  std::uint64_t added_ = 0;
  std::priority_queue<Entry> queue_;
};

/// Something that keeps order while it delays: an executor, one direction of a connection, the
/// log's thread. Ends with its owner: what it still holds then never happens.
class Lane {
 public:
  explicit Lane(Scheduler& scheduler) : scheduler_(scheduler) {}

  void after(Micros delay, Task task) {
    last_ = std::max(last_, scheduler_.now() + delay);
    scheduler_.at(last_, [weak = std::weak_ptr<char>(alive_), task = std::move(task)] {
      if (const auto alive = weak.lock()) task();
    });
  }
  /// What is under way never arrives.
  void clear() { alive_ = std::make_shared<char>(); }
  Scheduler& scheduler() { return scheduler_; }

 private:
  Scheduler& scheduler_;
  Micros last_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace tingbok::sim
