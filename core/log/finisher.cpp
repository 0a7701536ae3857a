// The second half of the committer: the anchor, and telling the callers.
#include <algorithm>
#include <chrono>
#include <system_error>

#include "core/log/committer.hpp"

namespace tingbok::log {

void Committer::run_finisher() {
  std::unique_lock lock(written_mutex_);
  for (;;) {
    const auto has_work = [this] { return !written_.empty() || finisher_stops_; };
    if (anchor_is_due_) {
      written_arrived_.wait_for(lock, anchor_lag, has_work);
    } else {
      written_arrived_.wait(lock, [&] { return has_work() || anchor_is_due_; });
    }
    const bool stop = finisher_stops_ && written_.empty();
    lock.unlock();
    finish();
    if (stop) return;
    lock.lock();
  }
}

void Committer::finish() {
  const std::lock_guard turn(turn_);
  std::vector<Written> ready;
  bool stops;
  {
    const std::lock_guard lock(written_mutex_);
    ready.swap(written_);
    stops = finisher_stops_;
  }
  const std::uint64_t before = finished_.number;
  for (const Written& written : ready) {
    if (written.error == Error::none) remember(written);
  }
  const bool strict = options_.anchor == AnchorMode::strict;
  bool anchored = true;
  if (strict && finished_.number != before) anchored = try_anchor();
  for (Written& written : ready) {
    if (written.error == Error::none && anchored) streams_.publish(written.heads);
    for (auto& [done, error] : written.done) {
      const bool unknown = written.error != Error::none || !anchored;
      call_done(done, error == Error::none && unknown ? Error::io : error);
    }
  }
  if (!strict) keep_anchor_near(stops);
}

bool Committer::try_anchor() {
  if (has_failed()) return false;
  try {
    write_anchor();
    return true;
  } catch (const std::system_error&) {
    // Unknown whether it was written, as after a failed sync of the database.
    fail();
    return false;
  }
}

void Committer::keep_anchor_near(bool at_once) {
  const bool behind = finished_.number != anchored_;
  const bool far = finished_.number - anchored_ >= anchor_lag_commits;
  const bool late = std::chrono::steady_clock::now() - anchored_at_ >= anchor_lag;
  if (behind && (at_once || far || late)) try_anchor();
  const std::lock_guard lock(written_mutex_);
  const bool was_due = anchor_is_due_;
  anchor_is_due_ = finished_.number != anchored_ && !has_failed();
  if (anchor_is_due_ && !was_due) written_arrived_.notify_one();
}

void Committer::write_anchor() {
  AnchorState state{0, epoch_, finished_, recent_};
  anchor_.write(state);
  anchored_ = finished_.number;
  anchored_at_ = std::chrono::steady_clock::now();
}

void Committer::remember(const Written& written) {
  finished_ = written.mark;
  std::vector<format::NamedHead> recent;
  std::size_t bytes = 0;
  for (const auto& [stream, head] : written.heads) {
    recent.push_back({stream->first, head});
    bytes += stream->first.size() + 41;
  }
  for (format::NamedHead& old : recent_) {
    if (bytes >= anchor_recent_bytes) break;
    // The heads of a commit are in the order of their names.
    const auto at = std::lower_bound(
        written.heads.begin(), written.heads.end(), old.stream,
        [](const auto& head, const StreamName& name) { return head.first->first < name; });
    if (at != written.heads.end() && at->first->first == old.stream) continue;
    bytes += old.stream.size() + 41;
    recent.push_back(std::move(old));
  }
  recent_ = std::move(recent);
}

}  // namespace tingbok::log
