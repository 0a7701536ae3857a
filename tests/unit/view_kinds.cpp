// Goal: the table of kinds speaks of every kind of event and of entity that the schema has.
#include <catch2/catch.hpp>
#include <google/protobuf/message.h>

#include "core/view/kinds.hpp"

namespace view = tingbok::view;
namespace pb = tingbok::v1;

namespace {

/// An event or entity of every kind of the schema.
template <class Message>
std::vector<Message> one_of_each() {
  std::vector<Message> all;
  const auto* kinds = Message::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds->field_count(); ++i) {
    auto& made = all.emplace_back();
    made.GetReflection()->MutableMessage(&made, kinds->field(i));
  }
  return all;
}

}  // namespace

// A kind of event that the table forgot would stop the server at the first such event.
TEST_CASE("kinds: every kind of event has a row", "[unit][view]") {
  for (const auto& event : one_of_each<pb::Event>()) {
    INFO(event.ShortDebugString());
    REQUIRE_NOTHROW(view::sight_of(event));
    CHECK(view::sight_of(event).event != pb::AUDIENCE_UNSPECIFIED);
  }
  CHECK_THROWS_AS(view::sight_of(pb::Event()), std::logic_error);
}

// Nor may an entity stop whoever looks at it.
TEST_CASE("kinds: every kind of entity is seen whole or has a cut", "[unit][view]") {
  for (const auto& entity : one_of_each<pb::Entity>()) {
    INFO(entity.ShortDebugString());
    CHECK_NOTHROW(view::shown_of(entity));
  }
  CHECK_THROWS_AS(view::shown_of(pb::Entity()), std::logic_error);
}

// A row of each sort.
TEST_CASE("kinds: what the public sees is not always whose doing it was", "[unit][view]") {
  pb::Event event;
  event.mutable_measure_added();
  CHECK(view::sight_of(event).event == pb::AUDIENCE_PUBLIC);
  CHECK(view::sight_of(event).core == pb::AUDIENCE_PARTICIPANT);
  CHECK(view::sight_of(event).actor == view::ActorKnown::not_to_public);
  event.mutable_ballot_cast();
  CHECK_FALSE(view::sight_of(event).core.has_value());
  CHECK(view::sight_of(event).actor == view::ActorKnown::with_ballot);
}
