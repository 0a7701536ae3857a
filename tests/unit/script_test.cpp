// Goal: every line of the workshop scripts becomes the command it says and can be written back, and
// what is malformed is refused with its line and argument named.
#include "core/script/script.hpp"

#include <cstdlib>
#include <fstream>
#include <system_error>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace script = tingbok::script;
namespace json = boost::json;
namespace v1 = tingbok::v1;

namespace {

std::string workshop(const std::string& name) {
  return TINGBOK_SOURCE_DIR "/tests/workshops/" + name + ".jsonl";
}

json::object object(const std::string& text) { return json::parse(text).as_object(); }

script::Line line(const std::string& action, const std::string& args) {
  return script::parse_line(object(R"({"seq":7,"t":3,"room":"A","id":"R01","action":")" + action +
                                   R"(","args":)" + args + R"(,"text":"tekst"})"),
                            8);
}

void expect_malformed(const std::string& action, const std::string& args,
                      const std::string& argument) {
  INFO(action << " " << args);
  try {
    line(action, args);
    FAIL("accepted");
  } catch (const script::ScriptError& error) {
    CHECK(error.line == 8);
    CHECK(error.argument == argument);
    CHECK(std::string(error.what()).find("line 8: `" + argument + "` ") == 0);
  }
}

/// A file that goes away with the test.
struct File {
  explicit File(const std::string& text)
      : path(std::filesystem::temp_directory_path() /
             ("tingbok-script-" + std::to_string(std::rand()))) {
    std::ofstream(path) << text;
  }
  ~File() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

const std::string header =
    R"({"action":"header","format":"politisk-verksted-manus/1","scenario":"X","title":"T",)"
    R"("seed":1,)"
    R"("rooms":{"A":{"body":"K","seats":3,"chair":"R01"},)"
    R"("B":{"body":"L","seats":1,"chair":"R02"}},)"
    R"("people":[{"id":"R01","role":"ordfører","votes":true,"party":"Ap","lang":"nn"},)"
    R"({"id":"R02","role":"statsråd","rooms":["B"],"votes":true},{"id":"R03","role":"publikum"}]})";

}  // namespace

// Parsing and writing back is the identity, so nothing an action says can get lost on the way.
TEST_CASE("script: every argument of scripts A and E comes back as it was", "[unit][script]") {
  for (const auto* name : {"A_samfunnsdel", "E_nettverk"}) {
    std::ifstream file(workshop(name));
    std::string text;
    std::getline(file, text);
    std::uint64_t number = 1;
    while (std::getline(file, text)) {
      ++number;
      const auto written = object(text);
      const auto parsed = script::parse_line(written, number);
      const auto back = script::to_json(parsed.command);
      INFO(text);
      CHECK(back.at("action") == written.at("action"));
      CHECK(json::parse(json::serialize(back.at("args"))) == written.at("args"));
      CHECK(parsed.command.text() == written.at("text").as_string());
    }
    CHECK(number > 100);
  }
}

// Everyone of the header takes part, with or without a vote.
TEST_CASE("script: the header of script A becomes its programme", "[unit][script]") {
  const script::Reader reader(workshop("A_samfunnsdel"));
  const auto& programme = reader.programme();
  CHECK(reader.lines() == 550);
  CHECK(programme.id() == "A");
  CHECK(programme.seed() == 20260310);
  CHECK(programme.simulated());
  REQUIRE(programme.rooms_size() == 1);
  CHECK(programme.rooms(0).seats() == 31);
  CHECK(programme.rooms(0).mode() == v1::MODE_WORKSHOP);
  CHECK(programme.rooms(0).deputy() == "R17");
  REQUIRE(programme.people_size() == 42);
  CHECK(programme.people(0).role() == v1::ROLE_MAYOR);
  for (const auto& person : programme.people()) {
    INFO(person.person());
    CHECK(person.member_of_size() + person.guest_in_size() == 1);
    CHECK((person.member_of_size() == 1) == person.votes());
  }
}

// Where somebody is a member is law; where they are guests is whatever the script needs.
TEST_CASE("script: members come from the header, guests from what people do", "[unit][script]") {
  const File file(
      header + "\n\n" +
      R"({"seq":1,"t":0,"room":"B","id":"R03","actor":"","action":"join","args":{},"text":""})");
  script::Reader reader(file.path);
  const auto& people = reader.programme().people();
  CHECK(people[0].member_of_size() == 2);  // Votes and names no rooms: everywhere.
  CHECK(people[0].language() == "nn");
  CHECK(people[1].role() == v1::ROLE_GUEST);  // A role of no rights: the label says what it is.
  CHECK(people[1].member_of_size() == 1);
  CHECK(people[2].member_of_size() == 0);
  REQUIRE(people[2].guest_in_size() == 1);
  CHECK(people[2].guest_in(0) == "B");
  script::Line first;
  REQUIRE(reader.next(first));
  CHECK(first.person == "R03");
  CHECK_FALSE(reader.next(first));
}

// The command id is what makes a resent line the same action.
TEST_CASE("script: a line keeps its number, clock, expectation and command id", "[unit][script]") {
  const auto plain = line("say", "{}");
  CHECK(plain.seq == 7);
  CHECK(plain.t == 3);
  CHECK(plain.expect == "ok");
  CHECK(plain.command_id == "line:7");
  CHECK(plain.command.text() == "tekst");
  const auto again = script::parse_line(
      object(R"({"seq":8,"t":3,"room":"A","id":"R01","action":"say","idem":"k1","expect":"dup"})"),
      9);
  CHECK(again.command_id == "idem:k1");
  CHECK(again.expect == "dup");
  const auto without = script::parse_line(
      object(R"({"seq":9,"t":3,"room":"A","id":"R01","action":"say","idem":null})"), 10);
  CHECK(without.command_id == "line:9");
}

// Terms and ballots stand among the arguments, not in an object of their own.
TEST_CASE("script: terms of a vote and ballots are read whole", "[unit][script]") {
  const auto terms =
      line("vote_open",
           R"({"vote":"V","kind":"valg","method":"forholdsvalg","options":["L1","L2"],"seats":3,)"
           R"("electorate":["R01","R02"],"threshold":[2,3],"closes_doors":"kommuneloven § 11-5",)"
           R"("lists":{"L1":[["a","K"],["b","M"]],"L2":[]},"secret":true,"round":2,"item":null})")
          .command.vote_open()
          .terms();
  CHECK(terms.kind() == v1::VOTE_KIND_ELECTION);
  CHECK(terms.electorate().kind() == v1::Electorate::KIND_NAMED);
  CHECK(terms.electorate().people_size() == 2);
  CHECK(terms.threshold().denominator() == 3);
  CHECK(terms.lists(0).candidates(1).gender() == "M");
  CHECK(terms.secret());
  CHECK(terms.item().empty());
  CHECK(line("vote_open", R"({"electorate":"alle"})")
            .command.vote_open()
            .terms()
            .electorate()
            .kind() == v1::Electorate::KIND_EVERYONE);
  const auto dots = line("vote_cast", R"({"vote":"V","dots":{"a":2,"b":-1}})").command.vote_cast();
  CHECK(dots.ballot().dots(0).count() == 2);
  CHECK(dots.ballot().dots(1).count() == -1);
}

// A step that does not exist must reach the room, whose answer the script may expect.
TEST_CASE("script: a grade or level that does not exist is no malformed line", "[unit][script]") {
  CHECK(
      line("realloc_approve", R"({"req":"O","level":"fylke"})").command.realloc_approve().level() ==
      v1::LEVEL_UNSPECIFIED);
  CHECK(line("vote_cast", R"({"grade":-2})").command.vote_cast().ballot().grade() == 0);
  CHECK(line("vote_cast", R"({"grade":99})").command.vote_cast().ballot().grade() == 99);
}

// Whoever wrote the script must find the place from the message.
TEST_CASE("script: malformed arguments are refused by name", "[unit][script]") {
  expect_malformed("vote_open", R"({"kind":"bestemt"})", "kind");
  expect_malformed("vote_open", R"({"max":"3"})", "max");
  expect_malformed("vote_open", R"({"max":-1})", "max");
  expect_malformed("vote_open", R"({"options":"a"})", "options");
  expect_malformed("vote_open", R"({"options":[1]})", "options");
  expect_malformed("vote_open", R"({"secret":1})", "secret");
  expect_malformed("vote_open", R"({"electorate":"noen"})", "electorate");
  expect_malformed("vote_open", R"({"threshold":[2]})", "threshold");
  expect_malformed("vote_open", R"({"threshold":[2,0]})", "threshold");
  expect_malformed("vote_open", R"({"lists":{"L1":[["a"]]}})", "lists");
  expect_malformed("vote_cast", R"({"dots":["a"]})", "dots");
  expect_malformed("vote_cast", R"({"points":{"a":1.5}})", "points");
  expect_malformed("note_add", R"({"colour":"red"})", "colour");
  expect_malformed("levitate", "{}", "action");
  expect_malformed("say", "[]", "args");
}

// A wrong file, an empty one, lines out of order: each has its sentence.
TEST_CASE("script: a script that is none says so", "[unit][script]") {
  CHECK_THROWS_AS(script::Reader("/nonexistent/script.jsonl"), std::system_error);
  CHECK_THROWS_AS(script::Reader("/tmp"), std::system_error);
  const auto problem = [](const std::string& text) {
    const File file(text);
    try {
      script::load(file.path);
    } catch (const script::ScriptError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(problem("") == "line 0: the script is empty");
  CHECK(problem("{") == "line 1: is not a JSON object");
  CHECK(problem(R"({"action":"header","format":"x"})") ==
        "line 1: `format` must be \"politisk-verksted-manus/1\"");
  const std::string say = R"(,"room":"A","id":"R01","action":"say","args":{}})";
  CHECK(problem(header + "\n" + R"({"seq":2,"t":0)" + say) == "line 2: `seq` must be 1");
  CHECK(problem(header + "\n" + R"({"seq":1,"t":5)" + say + "\n" + R"({"seq":2,"t":4)" + say) ==
        "line 3: `t` is before the line above");
  CHECK(problem(header + "\n" + R"({"seq":1,"t":5)" + say) == "none");
}

// Logs and reports are compared as text, so the text must not change.
TEST_CASE("script: a command is described in one stable line", "[unit][script]") {
  CHECK(script::describe(line("vote_cast", R"({"vote":"VS","choice":"for"})").command) ==
        R"(vote_cast {"vote":"VS","choice":"for"} "tekst")");
  CHECK(script::describe(v1::Command()).empty());
}
