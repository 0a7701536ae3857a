#include "server/scrub/cursor.hpp"

#include <algorithm>
#include <utility>

#include "core/past/position.hpp"
#include "server/scrub/limits.hpp"

namespace tingbok::scrub {

Cursor::Cursor(past::PastReader& reader, std::string workshop)
    : reel_(reader, workshop), reader_(reader), workshop_(std::move(workshop)) {}

void Cursor::go_to(log::Number number, log::Number head) {
  pace_.reset();
  reel_.seek(std::min(std::max<log::Number>(number, 1), head));
}

Led Cursor::seek(const std::string& position, const past::Viewer& viewer, log::Number head,
                 std::string& trouble) {
  if (position.size() > position_bytes_max) {
    trouble = "A position is at most " + std::to_string(position_bytes_max) + " bytes.";
    return Led::nowhere;
  }
  try {
    go_to(past::resolve(reader_, workshop_, position, viewer), head);
  } catch (const past::NoPosition& problem) {
    trouble = std::string(problem.what()) + ".";
    return Led::nowhere;
  }
  return Led::elsewhere;
}

Led Cursor::step(std::int32_t events, log::Number head, const Reel::Shown& shown) {
  const auto at = static_cast<std::int64_t>(number());
  const auto wanted = std::clamp<std::int64_t>(at + events, 1, static_cast<std::int64_t>(head));
  if (wanted < at || wanted - at > step_patches_max) {
    go_to(static_cast<log::Number>(wanted), head);
    return Led::elsewhere;
  }
  pace_.reset();
  for (auto left = wanted - at; left > 0 && reel_.advance(shown); --left) {
  }
  return Led::on;
}

void Cursor::play(const pb::Scrub& scrub, std::int64_t now_ms, std::string& trouble) {
  if (scrub.play() < 1 || scrub.play() > speed_max) {
    trouble = "The past plays at 1 to " + std::to_string(speed_max) + " times real time.";
    return;
  }
  speed_ = scrub.play();
  if (pace_) {
    const auto next = reel_.next();
    pace_->change(speed_, scrub.pause_max_ms(), next ? next->time_ms() : time_ms(), now_ms);
  } else {
    pace_.emplace(speed_, scrub.pause_max_ms(), time_ms(), now_ms);
  }
}

Led Cursor::play_on(log::Number head, std::int64_t now_ms, const Reel::Shown& shown) {
  auto led = Led::nowhere;
  for (std::uint32_t count = 0; pace_ && count < play_batch_max && number() < head; ++count) {
    const auto next = reel_.next();
    if (!next || pace_->due_ms(next->time_ms()) > now_ms || !reel_.advance(shown)) break;
    pace_->shown(next->time_ms());
    led = Led::on;
  }
  return led;
}

std::optional<std::int64_t> Cursor::due_ms(log::Number head) {
  const auto next = pace_ && number() < head ? reel_.next() : std::nullopt;
  if (!next) {
    pace_.reset();
    return std::nullopt;
  }
  return pace_->due_ms(next->time_ms());
}

}  // namespace tingbok::scrub
