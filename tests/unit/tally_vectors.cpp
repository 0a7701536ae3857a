// Goal: every hand-checked counting case of tests/workshops/vectors.json comes out as written
// there.
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "core/tally/tally.hpp"
#include "tingbok/v1/values.pb.h"

namespace tally = tingbok::tally;
namespace json = boost::json;
namespace v1 = tingbok::v1;

namespace {

json::array vectors() {
  std::ifstream file(TINGBOK_SOURCE_DIR "/tests/workshops/vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str()).as_array();
}

std::string str(const json::value& value) { return std::string(value.as_string()); }

std::vector<std::string> strings(const json::value& value) {
  std::vector<std::string> out;
  for (const auto& one : value.as_array()) out.push_back(str(one));
  return out;
}

std::vector<tally::Count> counts(const json::value& value) {
  std::vector<tally::Count> out;
  for (const auto& [key, count] : value.as_object()) out.push_back({key, count.as_int64()});
  return out;
}

/// The number of the schema's enum value with that word.
int number_of(const google::protobuf::EnumDescriptor* type, const std::string& word) {
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->options().GetExtension(v1::word) == word) return type->value(i)->number();
  }
  FAIL("no such word: " << word);
  return 0;
}

json::array rows(const std::vector<tally::Ranked>& ranked) {
  json::array out;
  for (const auto& row : ranked)
    out.push_back(json::array{row.rank, json::string(row.option), row.count});
  return out;
}

json::object object(const std::vector<tally::Count>& totals) {
  json::object out;
  for (const auto& total : totals) out[total.option] = total.count;
  return out;
}

json::array array(const std::vector<std::string>& names) {
  json::array out;
  for (const auto& name : names) out.emplace_back(name);
  return out;
}

std::string word(const google::protobuf::EnumDescriptor* type, int number) {
  return type->FindValueByNumber(number)->options().GetExtension(v1::word);
}

tally::Terms terms_from(const json::object& input) {
  tally::Terms terms;
  terms.method =
      static_cast<tally::Method>(number_of(v1::VoteMethod_descriptor(), str(input.at("method"))));
  terms.kind =
      static_cast<tally::Kind>(number_of(v1::VoteKind_descriptor(), str(input.at("kind"))));
  if (input.contains("options")) terms.options = strings(input.at("options"));
  terms.body_seats = static_cast<std::uint32_t>(input.at("seats").as_int64());
  terms.quorum = tally::Fraction{1, 2};
  if (input.contains("threshold")) {
    const auto& share = input.at("threshold").as_array();
    terms.threshold = tally::Fraction{share[0].as_int64(), share[1].as_int64()};
  }
  terms.need_unanimous = input.contains("need_unanimous");
  if (input.contains("round"))
    terms.round = static_cast<std::uint32_t>(input.at("round").as_int64());
  return terms;
}

json::object count_of_choices(const json::object& input) {
  auto terms = terms_from(input);
  std::vector<tally::Ballot> ballots;
  for (const auto& [choice, number] : input.at("counts").as_object()) {
    for (std::int64_t i = 0; i < number.as_int64(); ++i) {
      ballots.emplace_back().choice = choice;
    }
  }
  terms.roll = static_cast<std::uint32_t>(ballots.size());
  tally::Ballot chair;
  const bool chair_voted = input.contains("chair") && input.at("chair").is_string();
  if (chair_voted) chair.choice = str(input.at("chair"));
  const auto result = tally::count(terms, ballots, chair_voted ? &chair : nullptr);
  json::object got;
  got["outcome"] = word(v1::Outcome_descriptor(), static_cast<int>(result.outcome));
  got["decided_by"] = word(v1::DecidedBy_descriptor(), static_cast<int>(result.decided_by));
  got["winner"] = result.winner;
  got["among"] = array(result.among);
  got["runoff"] = array(result.runoff);
  return got;
}

json::object rankings(const json::object& input) {
  std::vector<tally::Ballot> ballots;
  for (const auto& entry : input.at("ballots").as_array()) {
    const bool weighted = entry.is_array();
    const auto order = str(weighted ? entry.as_array()[0] : entry);
    const auto times = weighted ? entry.as_array()[1].as_int64() : 1;
    for (std::int64_t i = 0; i < times; ++i) {
      auto& ballot = ballots.emplace_back();
      for (const char option : order) ballot.ranking.emplace_back(1, option);
    }
  }
  const auto options = strings(input.at("options"));
  json::object got;
  got["borda"] = rows(tally::competition_rank(tally::borda(ballots, options)));
  json::array groups;
  for (const auto& group : tally::schulze(ballots, options)) groups.push_back(array(group));
  got["schulze"] = groups;
  return got;
}

json::object elected(const json::object& input) {
  std::vector<tally::Candidate> candidates;
  for (const auto& one : input.at("candidates").as_array()) {
    candidates.push_back({str(one.as_array()[0]), str(one.as_array()[1])});
  }
  const auto seats = static_cast<std::uint32_t>(input.at("seats").as_int64());
  return {{"elected", array(tally::elected_from(candidates, seats))}};
}

json::object seats_of(const json::object& input) {
  const auto seats = static_cast<std::uint32_t>(input.at("seats").as_int64());
  const auto lots = strings(input.at("lots"));
  const auto made = tally::proportional(counts(input.at("votes")), seats, lots);
  REQUIRE(made.seats.has_value());
  return {{"seats", object(*made.seats)}};
}

json::object result_of(const json::object& input) {
  if (input.contains("method")) return count_of_choices(input);
  if (input.contains("ballots")) return rankings(input);
  if (input.contains("candidates")) return elected(input);
  if (input.contains("votes")) return seats_of(input);
  if (input.contains("totals")) {
    return {{"ranking", rows(tally::competition_rank(counts(input.at("totals"))))}};
  }
  if (input.contains("sums")) {
    const auto total = input.at("total").as_int64();
    return {{"alloc", object(tally::largest_remainder(counts(input.at("sums")), total))}};
  }
  if (input.contains("present")) {
    return {{"blocked", tally::objections_block(input.at("present").as_int64(),
                                                input.at("objections").as_int64())}};
  }
  return {{"granted",
           tally::insight_granted(input.at("cast").as_int64(), input.at("votes_for").as_int64())}};
}

}  // namespace

// Paragraph by paragraph: each case names the rule it checks.
TEST_CASE("tally: every hand-checked case comes out as written", "[unit][tally]") {
  const auto cases = vectors();
  REQUIRE(cases.size() == 63);
  for (const auto& one : cases) {
    const auto& vector = one.as_object();
    INFO(json::serialize(vector));
    const auto got = result_of(vector.at("input").as_object());
    for (const auto& [key, want] : vector.at("want").as_object()) {
      REQUIRE(got.contains(key));
      // Through text: the parser and this test make numbers of different signedness.
      CHECK(json::parse(json::serialize(got.at(key))) == want);
    }
  }
}

// The domain converts by static_cast, so the numbers must agree for ever.
TEST_CASE("tally: its enums have the numbers of the schema", "[unit][tally]") {
  CHECK(static_cast<int>(tally::Kind::election) == v1::VOTE_KIND_ELECTION);
  CHECK(static_cast<int>(tally::Kind::binding) == v1::VOTE_KIND_BINDING);
  CHECK(static_cast<int>(tally::Kind::straw) == v1::VOTE_KIND_STRAW);
  CHECK(static_cast<int>(tally::Method::for_against) == v1::VOTE_METHOD_FOR_AGAINST);
  CHECK(static_cast<int>(tally::Method::alternative) == v1::VOTE_METHOD_ALTERNATIVE);
  CHECK(static_cast<int>(tally::Method::approval) == v1::VOTE_METHOD_APPROVAL);
  CHECK(static_cast<int>(tally::Method::dots) == v1::VOTE_METHOD_DOTS);
  CHECK(static_cast<int>(tally::Method::ranking) == v1::VOTE_METHOD_RANKING);
  CHECK(static_cast<int>(tally::Method::points) == v1::VOTE_METHOD_POINTS);
  CHECK(static_cast<int>(tally::Method::gradients) == v1::VOTE_METHOD_GRADIENTS);
  CHECK(static_cast<int>(tally::Method::majority_election) == v1::VOTE_METHOD_MAJORITY_ELECTION);
  CHECK(static_cast<int>(tally::Method::proportional_election) ==
        v1::VOTE_METHOD_PROPORTIONAL_ELECTION);
  CHECK(static_cast<int>(tally::Outcome::adopted) == v1::OUTCOME_ADOPTED);
  CHECK(static_cast<int>(tally::Outcome::tied_for_second) == v1::OUTCOME_TIED_FOR_SECOND);
  CHECK(static_cast<int>(tally::Outcome::annulled) == v1::OUTCOME_ANNULLED);
  CHECK(static_cast<int>(tally::Outcome::blocked) == v1::OUTCOME_BLOCKED);
  CHECK(static_cast<int>(tally::DecidedBy::lot_needed) == v1::DECIDED_BY_LOT_NEEDED);
  CHECK(static_cast<int>(tally::DecidedBy::borda) == v1::DECIDED_BY_BORDA);
  CHECK(static_cast<int>(tally::DecidedBy::more_than_half) == v1::DECIDED_BY_MORE_THAN_HALF);
}
