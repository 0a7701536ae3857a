// Goal: a process that was held can be passed on as a template without anybody in it.
#include "core/domain/templates.hpp"

#include <cctype>
#include <set>

#include <catch2/catch.hpp>

#include "core/domain/decide.hpp"
#include "core/domain/evolve.hpp"
#include "script_runner.hpp"

namespace domain = tingbok::domain;
namespace golden = tingbok::golden;
namespace v1 = tingbok::v1;

namespace {

/// A question that may be kept: it sounds opinion.
bool is_sounding(const v1::Command& command) {
  const auto kind = command.vote_open().terms().kind();
  return command.has_vote_open() && (kind == v1::VOTE_KIND_INPUT || kind == v1::VOTE_KIND_STRAW);
}

/// Every id, label and party of the programme's people, and every text of the script's lines but
/// the questions of soundings.
std::set<std::string> about_people(golden::ScriptRunner& runner) {
  std::set<std::string> words;
  for (const auto& person : runner.programme().people()) {
    words.insert({person.person(), person.label(), person.party()});
  }
  golden::Played played;
  while (runner.play_next(played)) {
    if (!is_sounding(played.line.command)) words.insert(played.line.command.text());
  }
  words.erase("");
  return words;
}

/// Whether `text` holds `word` as a whole word: no letter or digit right before or after it.
bool holds(const std::string& text, const std::string& word) {
  const auto joins = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) > 127;
  };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool before = at > 0 && joins(text[at - 1]);
    const bool after = end < text.size() && joins(text[end]);
    if (!before && !after) return true;
  }
  return false;
}

/// A new room of the same rules, and whether the template can be adopted in it.
void expect_adopted_anew(const v1::RoomConfig& old, const v1::WorkshopTemplate& plan) {
  v1::RoomConfig config = old;
  config.set_room("NY");
  config.set_chair("leder");
  config.clear_deputy();
  config.clear_secretary();
  config.clear_facilitators();
  v1::RosterEntry chair;
  chair.set_person("leder");
  chair.set_role(v1::ROLE_BOARD_MEMBER);
  domain::State state;
  for (const auto& event : domain::found_room("NY", config, true, {chair})) {
    domain::RecordMeta meta;
    meta.number = state.number() + 1;
    domain::evolve(state, event, meta);
  }
  v1::Command adopt;
  *adopt.mutable_template_adopt()->mutable_template_() = plan;
  domain::Context context;
  context.actor = "leder";
  const auto decision = domain::decide(state, adopt, context);
  if (const auto* no = std::get_if<domain::Refusal>(&decision)) FAIL(no->detail);
  CHECK(std::get<domain::Events>(decision).size() > 1);
}

}  // namespace

// Domain row 31: a template from every room of script C makes a new room, and holds no name, label,
// party or text of the script.
TEST_CASE("row 31: a template from script C, without anybody in it", "[golden]") {
  golden::ScriptRunner runner(golden::workshop_file("C_programfinansiering.jsonl"));
  const auto words = about_people(runner);
  REQUIRE(words.size() > 40);
  for (const auto& config : runner.programme().rooms()) {
    CAPTURE(config.room());
    const auto plan = domain::template_of(runner.state(config.room()), "fra-C", 1);
    CHECK(plan.items_size() > 0);
    CHECK(plan.votes_size() > 0);
    CHECK(domain::check_template(plan) == std::nullopt);
    const auto text = domain::template_text(plan);
    for (const auto& word : words) {
      CAPTURE(word);
      CHECK_FALSE(holds(text, word));
    }
    expect_adopted_anew(config, plan);
  }
}
