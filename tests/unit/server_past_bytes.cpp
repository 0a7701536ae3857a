// Goal: an answer about the past is bounded in bytes, not only in events, and whoever asks on gets
// the rest.
#include "core/past/views.hpp"
#include "tests/unit/server_scrub_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

// Statements of the largest size: an answer ends before the limit it was asked with, and the next
// goes on right there.
TEST_CASE("past events: an answer ends at so many bytes and says where to go on",
          "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const std::size_t count = past::event_bytes_per_answer_goal / 16'000 + 100;
  for (std::size_t i = 0; i < count; ++i) stage.said(std::string(8'000, 'x'), 1);
  const auto head = stage.room->durable();
  const auto rights = past::Rights::of(stage.reader.now("A/K1"), {true, {}});
  REQUIRE(rights);
  log::Number next = 1;
  int answers = 0;
  while (next != 0) {
    const auto answer = past::room_events(stage.reader, *rights, "A/K1", next, 1'000);
    ++answers;
    CHECK(answer.ByteSizeLong() < past::event_bytes_per_answer_goal + 100'000);
    CHECK(answer.head() == head);
    for (const auto& event : answer.events()) CHECK(event.number() == next++);
    CHECK(answer.next() == (next > head ? 0 : next));
    next = answer.next();
  }
  CHECK(answers == 2);
}
