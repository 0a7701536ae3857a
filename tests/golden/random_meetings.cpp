// Goal: write random meetings, with what this program answers to each line and where the room
// stands after it, for test_random_meetings.py to compare with the executable rulebook.
#include <cstdlib>
#include <fstream>

#include "core/domain/people.hpp"
#include "core/outcome/outcome.hpp"
#include "core/script/script.hpp"
#include "tests/support/random_commands.hpp"

using namespace tingbok;
using namespace tingbok::test;
namespace json = boost::json;

namespace {

constexpr unsigned meetings = 120;
constexpr unsigned commands_each = 300;

std::string given_in(const char* variable) {
  const char* value = std::getenv(variable);
  REQUIRE(value != nullptr);
  return value;
}

json::object header(const TestRoom& room, unsigned meeting) {
  const auto& config = room.room().config();
  json::array people;
  for (const auto& entry : usual_roster()) {
    people.push_back(json::object{{"id", entry.person()},
                                  {"label", entry.label()},
                                  {"role", outcome::word_of(entry.role())},
                                  {"party", entry.party()},
                                  {"votes", entry.votes()},
                                  {"rooms", json::array{config.room()}}});
  }
  const json::object rooms{
      {config.room(), json::object{{"body", config.body()},
                                   {"seats", config.seats()},
                                   {"chair", config.chair()},
                                   {"deputy", config.deputy()},
                                   {"secretary", config.secretary()},
                                   {"facilitators", json::array{"PV"}},
                                   {"ruleset", config.ruleset()},
                                   {"mode", outcome::word_of(config.mode())}}}};
  return {{"action", "header"}, {"meeting", meeting}, {"rooms", rooms}, {"people", people}};
}

/// One line: what was asked, what the answer is, and the room after it.
json::object played(TestRoom& room, std::string who, const pb::Command& wanted) {
  if (who == whoever_chairs) who = domain::chair_now(room.room());
  auto line = script::to_json(wanted);
  line["t"] = (room.now_ms() - start_ms) / 1000;
  line["seq"] = room.state().number() + 1;
  line["room"] = "K1";
  line["id"] = who;
  auto decision = room.decide(who, wanted);
  if (const auto* no = std::get_if<domain::Refusal>(&decision)) {
    line["answer"] = std::string(domain::word(no->code));
    line["detail"] = no->detail;
  } else {
    line["answer"] = "ok";
    for (auto& event : std::get<domain::Events>(decision)) room.given(std::move(event), who);
  }
  line["state"] = outcome::summary(room.state().entities());
  return line;
}

void write_meeting(std::ostream& out, unsigned meeting) {
  TestRoom room(usual_config(meeting % 2 == 0 ? pb::MODE_WORKSHOP : pb::MODE_FORMAL));
  out << json::serialize(header(room, meeting)) << '\n';
  for (const auto* who : {"R1", "R2", "R3", "R4", "SEK"}) {
    out << json::serialize(played(room, who, command("join {}"))) << '\n';
  }
  for (const auto* what : {"agenda_add { item: 'A' title: 'Sak A' }", "item_open { item: 'A' }"}) {
    out << json::serialize(played(room, "R1", command(what))) << '\n';
  }
  std::mt19937 seeds(meeting);
  for (unsigned i = 0; i < commands_each; ++i) {
    const auto seed = static_cast<std::uint32_t>(seeds());
    const auto [who, wanted] = CommandMaker(seed, Drawn::scriptable).next();
    room.wait_seconds(1);
    out << json::serialize(played(room, who, wanted)) << '\n';
  }
}

}  // namespace

// Hidden: run by test_random_meetings.py, which names the file to write.
TEST_CASE("random meetings: written out for the rulebook", "[.meetings]") {
  std::ofstream out(given_in("TINGBOK_MEETINGS"));
  for (unsigned meeting = 0; meeting < meetings; ++meeting) write_meeting(out, meeting);
  out.close();
  CHECK(out.good());
}
