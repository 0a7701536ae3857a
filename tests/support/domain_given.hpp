/// Given / when / then for the domain: a room in memory, commands written as protobuf text, and the
/// word of a refusal or the event that was made.
///
///   TestRoom room;
///   room.does("R1", "propose { proposal: 'P1' } text: 'Buss hvert tiende minutt'");
///   CHECK(room.refuses("PUB", "note_add { note: 'N1' board: 'B' } text: 'Hei'") == "...");
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include "core/domain/decide.hpp"
#include "core/domain/evolve.hpp"
#include "tests/support/ballot_box.hpp"

namespace tingbok::test {

using domain::State;

inline constexpr std::int64_t start_ms = 1'767'225'600'000;

/// Protobuf text ('...' strings) to a message; throws for text that does not parse.
template <class T>
T message(const std::string& text) {
  T parsed;
  if (!google::protobuf::TextFormat::ParseFromString(text, &parsed)) {
    throw std::invalid_argument("does not parse: " + text);
  }
  return parsed;
}

inline pb::Command command(const std::string& text) { return message<pb::Command>(text); }

inline bool same(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

inline pb::RosterEntry person(const std::string& id, pb::Role role, bool member,
                              const std::string& party = "") {
  pb::RosterEntry entry;
  entry.set_person(id);
  entry.set_label("Rolle " + id);
  entry.set_role(role);
  entry.set_party(party);
  entry.set_votes(member);
  entry.set_member(member);
  entry.set_language("nb");
  return entry;
}

/// Members R1 (mayor, chair) to R6, a deputy V1, the secretary SEK, the facilitator PV, and one of
/// each other role.
inline std::vector<pb::RosterEntry> usual_roster() {
  return {person("R1", pb::ROLE_MAYOR, true, "Ap"),
          person("R2", pb::ROLE_COUNCILLOR, true, "H"),
          person("R3", pb::ROLE_COUNCILLOR, true, "Ap"),
          person("R4", pb::ROLE_COUNCILLOR, true, "Sp"),
          person("R5", pb::ROLE_COUNCILLOR, true, "H"),
          person("R6", pb::ROLE_COUNCILLOR, true, "V"),
          person("V1", pb::ROLE_DEPUTY, true, "H"),
          person("SEK", pb::ROLE_SECRETARY, false),
          person("PV", pb::ROLE_FACILITATOR, false),
          person("KD", pb::ROLE_MUNICIPAL_DIRECTOR, false),
          person("TR", pb::ROLE_SPEAKING_RIGHT, false),
          person("ADM", pb::ROLE_ADMINISTRATION, false),
          person("OBS", pb::ROLE_OBSERVER, false),
          person("FF", pb::ROLE_RESEARCHER, false),
          person("PUB", pb::ROLE_PUBLIC, false),
          person("SYS", pb::ROLE_SYSTEM, false),
          person("SKJ", pb::ROLE_SCREEN, false),
          person("REV", pb::ROLE_AUDITOR, false),
          person("GJ", pb::ROLE_GUEST, false)};
}

inline pb::RoomConfig usual_config(pb::Mode mode = pb::MODE_WORKSHOP) {
  auto config = message<pb::RoomConfig>(
      "room: 'K1' body: 'Kommunestyret' seats: 6 chair: 'R1' deputy: 'R2' secretary: 'SEK' "
      "facilitators: 'PV' ruleset: 'kommuneloven' form: MEETING_FORM_PHYSICAL public: true");
  config.set_mode(mode);
  return config;
}

/// An event as a log would hold it.
struct Recorded {
  pb::Event core;
  pb::Event personal;
  domain::RecordMeta meta;
};

/// Splits an event and makes the record's meta, as the server does; the digest is salted by the
/// number alone, which is enough for tests.
inline Recorded record(pb::Event event, const State& before, const std::string& actor,
                       std::int64_t time_ms) {
  Recorded recorded;
  recorded.personal = domain::split_personal(event);
  recorded.core = std::move(event);
  recorded.meta.number = before.number() + 1;
  recorded.meta.time_ms = time_ms;
  recorded.meta.actor = actor;
  recorded.meta.script_line = recorded.meta.number;
  if (recorded.personal.ByteSizeLong() > 0) {
    const std::string bytes =
        std::to_string(recorded.meta.number) + recorded.personal.SerializeAsString();
    recorded.meta.personal_digest = std::string(as_bytes(sha256(bytes)));
  }
  return recorded;
}

/// Folds a record with its personal part, or as after its erasure.
inline domain::Changes fold(State& state, const Recorded& recorded, bool erased = false,
                            domain::Hashing hashing = domain::Hashing::at_once) {
  pb::Event event = recorded.core;
  if (!erased) domain::merge_personal(event, recorded.personal);
  return domain::evolve(state, event, recorded.meta, hashing);
}

class TestRoom {
 public:
  explicit TestRoom(const pb::RoomConfig& config = usual_config(),
                    const std::vector<pb::RosterEntry>& roster = usual_roster(),
                    const pb::Ruleset* rules = nullptr) {
    for (auto& event : domain::found_room("A", config, true, roster)) {
      if (rules != nullptr && event.has_room_created()) {
        *event.mutable_room_created()->mutable_config()->mutable_ruleset_in_full() = *rules;
      }
      given(std::move(event), "");
    }
  }

  /// Folds an event that nobody decided.
  void given(pb::Event event, const std::string& actor) {
    log_.push_back(record(std::move(event), state_, actor, now_ms_));
    fold(state_, log_.back());
  }

  domain::Decision decide(const std::string& actor, const pb::Command& wanted) {
    domain::Context context;
    context.actor = actor;
    context.now_ms = now_ms_;
    context.facts = facts;
    if (has_keys) box.prepare(state_, wanted, context);
    return domain::decide(state_, wanted, context);
  }

  /// The event it makes, folded. A refusal fails the test.
  pb::Event does(const std::string& actor, const std::string& text) {
    return does(actor, command(text));
  }
  pb::Event does(const std::string& actor, const pb::Command& wanted) {
    auto decision = decide(actor, wanted);
    if (const auto* no = std::get_if<domain::Refusal>(&decision)) {
      FAIL(actor << " " << wanted.ShortDebugString()
                 << " was refused: " << std::string(domain::word(no->code)) << " " << no->detail);
    }
    auto events = std::get<domain::Events>(std::move(decision));
    REQUIRE(events.size() == 1);
    box.accepted(state_, wanted);
    given(events.front(), actor);
    return events.front();
  }

  /// The events it makes, one or more, folded. A refusal fails the test.
  domain::Events does_all(const std::string& actor, const std::string& text) {
    auto decision = decide(actor, command(text));
    if (const auto* no = std::get_if<domain::Refusal>(&decision)) {
      FAIL(actor << " " << text << " was refused: " << std::string(domain::word(no->code)) << " "
                 << no->detail);
    }
    auto events = std::get<domain::Events>(std::move(decision));
    for (const auto& event : events) given(event, actor);
    return events;
  }

  /// The word of the refusal; being accepted fails the test, and so does a changed state.
  std::string refuses(const std::string& actor, const std::string& text) {
    return refuses(actor, command(text));
  }
  std::string refuses(const std::string& actor, const pb::Command& wanted) {
    const auto before = state_.hash();
    const auto decision = decide(actor, wanted);
    REQUIRE(state_.hash() == before);
    const auto* no = std::get_if<domain::Refusal>(&decision);
    if (no == nullptr) return "accepted";
    detail = no->detail;
    return std::string(domain::word(no->code));
  }

  void join(const std::vector<std::string>& people) {
    for (const auto& id : people) does(id, "join {}");
  }
  void wait_seconds(std::int64_t seconds) { now_ms_ += seconds * 1000; }

  template <class T>
  const T& the(const std::string& id) const {
    const auto* found = state_.find<T>(id);
    REQUIRE(found != nullptr);
    return *found;
  }
  const pb::Room& room() const { return the<pb::Room>("room"); }
  const State& state() const { return state_; }
  const std::vector<Recorded>& log() const { return log_; }
  std::int64_t now_ms() const { return now_ms_; }

  /// Facts of other rooms given with every command.
  std::vector<pb::ForeignFact> facts;
  BallotBox box;
  /// Whether secret votes can be opened and closed.
  bool has_keys = true;
  /// The argument the last refusal was about.
  std::string detail;

 private:
  State state_;
  std::vector<Recorded> log_;
  std::int64_t now_ms_ = start_ms;
};

/// A formal meeting with item S1 open, and R1 to R5 of six members, SEK and KD present.
inline TestRoom formal_meeting(pb::RoomConfig config = usual_config(pb::MODE_FORMAL)) {
  TestRoom room(config);
  room.join({"R1", "R2", "R3", "R4", "R5", "SEK", "KD"});
  room.does("R1", "meeting_open {}");
  room.does("R1", "agenda_add { item: 'S1' title: 'Samfunnsdelen' kind: 'sak' }");
  room.does("R1", "item_open { item: 'S1' }");
  return room;
}

/// The same people in workshop mode, with PV, OBS, FF and PUB.
inline TestRoom workshop() {
  TestRoom room = formal_meeting(usual_config(pb::MODE_WORKSHOP));
  room.join({"PV", "OBS", "FF", "PUB"});
  return room;
}

inline std::vector<std::string> list(
    const google::protobuf::RepeatedPtrField<std::string>& values) {
  return {values.begin(), values.end()};
}
using Words = std::vector<std::string>;

}  // namespace tingbok::test
