// Goal: words are compared rightly whatever the texts, and every sentence exists in every language.
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "core/lineage/word_changes.hpp"
#include "core/lineage/words.hpp"

using namespace tingbok;
using lineage::Language;

namespace {

/// "kept [removed] {added}".
std::string compared(const std::string& before, const std::string& after) {
  std::string out;
  for (const auto& change : lineage::word_changes(before, after)) {
    const auto open = change.removed() ? "[" : change.added() ? "{" : "";
    const auto close = change.removed() ? "]" : change.added() ? "}" : "";
    out += open + change.text() + close;
  }
  return out;
}

/// The glossary of the workshops: key to nb, nn, en.
std::map<std::string, std::vector<std::string>> glossary() {
  std::ifstream file(std::string(TINGBOK_SOURCE_DIR) + "/tests/workshops/glossary.tsv");
  std::map<std::string, std::vector<std::string>> terms;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    std::string key;
    std::string category;
    std::vector<std::string> words(3);
    std::getline(cells, key, '\t');
    std::getline(cells, category, '\t');
    for (auto& word : words) std::getline(cells, word, '\t');
    terms[key] = words;
  }
  return terms;
}

std::set<std::string> slots_of(std::string_view text) {
  std::set<std::string> slots;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
    slots.emplace(text.substr(open, text.find('}', open) - open));
  return slots;
}

}  // namespace

// Each shape of a change, also at the ends and with repeated words.
TEST_CASE("word changes: what is kept, gone and new, in order", "[unit][lineage]") {
  CHECK(compared("", "").empty());
  CHECK(compared("en to tre", "en to tre") == "en to tre");
  CHECK(compared("", "en to") == "{en to}");
  CHECK(compared("en to", "") == "[en to]");
  CHECK(compared("trygg alderdom og omsorg", "trygg alderdom, bærekraftig omsorg") ==
        "trygg [alderdom og ]{alderdom, bærekraftig }omsorg");
  CHECK(compared("a b c d e", "a x c d y e") == "a [b ]{x }c d {y }e");
  CHECK(compared("a a a", "a a") == "a a[a]");
  // The last word is the same with or without a space after it.
  CHECK(compared("en to", "en to tre") == "en to {tre}");
  CHECK(compared("  en\nto", "  en to") == "  en to");
}

// Long texts cost no more than the bound.
TEST_CASE("word changes: texts beyond the bound are told whole but for their ends",
          "[unit][lineage]") {
  std::string before = "først ";
  std::string after = "først ";
  for (int i = 0; i < 600; ++i) {
    before += "a" + std::to_string(i) + " ";
    after += "b" + std::to_string(i) + " ";
  }
  const auto changes =
      lineage::word_changes(before + "felles til slutt", after + "felles til slutt");
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].text() == "først ");
  CHECK((changes[1].removed() && changes[2].added()));
  CHECK(changes[3].text() == "felles til slutt");
}

// A translation that loses a slot would lose what it says.
TEST_CASE("lineage words: a sentence has the same slots in every language", "[unit][lineage]") {
  for (int i = 0; i < static_cast<int>(lineage::Phrase::count); ++i) {
    const auto phrase = static_cast<lineage::Phrase>(i);
    INFO(i);
    const auto nb = slots_of(lineage::phrase(phrase, Language::nb));
    CHECK(slots_of(lineage::phrase(phrase, Language::nn)) == nb);
    CHECK(slots_of(lineage::phrase(phrase, Language::en)) == nb);
  }
}

// People meet the same words in a lineage as in the rest of the program.
TEST_CASE("lineage words: terms are those of the glossary", "[unit][lineage]") {
  const auto terms = glossary();
  const auto expect = [&](const std::string& key, const auto& word) {
    INFO(key);
    REQUIRE(terms.contains(key));
    for (const auto language : lineage::languages)
      CHECK(terms.at(key)[static_cast<std::size_t>(language)] == word(language));
  };
  const auto kind = [](pb::LineageKind of) {
    return [of](Language language) { return lineage::kind_word(of, language); };
  };
  expect("note", kind(pb::LINEAGE_KIND_NOTE));
  expect("proposal", kind(pb::LINEAGE_KIND_PROPOSAL));
  expect("merged", kind(pb::LINEAGE_KIND_MERGE));
  expect("priority_list", kind(pb::LINEAGE_KIND_PRIORITY_SET));
  const auto vote = [](pb::VoteKind of) {
    return [of](Language language) { return lineage::vote_word(of, language); };
  };
  expect("vote", vote(pb::VOTE_KIND_UNSPECIFIED));
  expect("straw_poll", vote(pb::VOTE_KIND_STRAW));
  expect("binding_vote", vote(pb::VOTE_KIND_BINDING));
  expect("election", vote(pb::VOTE_KIND_ELECTION));
  const auto outcome = [](pb::Outcome of) {
    return [of](Language language) { return lineage::outcome_word(of, language); };
  };
  expect("adopted", outcome(pb::OUTCOME_ADOPTED));
  expect("not_quorate", outcome(pb::OUTCOME_NOT_QUORATE));
  const auto choice = [](std::string_view of) {
    return [of](Language language) { return *lineage::choice_word(of, language); };
  };
  expect("for", choice("for"));
  expect("against", choice("mot"));
  expect("blank", choice("blankt"));
}

// Only these three are told.
TEST_CASE("lineage words: languages are named by their codes", "[unit][lineage]") {
  for (const auto language : lineage::languages)
    CHECK(lineage::language_of(lineage::code_of(language)) == language);
  CHECK_FALSE(lineage::language_of("no").has_value());
}
