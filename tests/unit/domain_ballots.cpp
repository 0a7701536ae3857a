#include "core/domain/ballots.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// The word check_ballot() refuses with, or the paper it lets through.
std::string checked(const std::string& terms, const std::string& paper) {
  auto filled = message<pb::VoteTerms>("vote: 'V' kind: VOTE_KIND_STRAW " + terms);
  REQUIRE_FALSE(domain::unfit_terms(filled));
  const auto result = domain::check_ballot(filled, message<pb::BallotPaper>(paper));
  if (const auto* no = std::get_if<domain::Refusal>(&result)) {
    return std::string(domain::word(no->code));
  }
  return std::get<pb::BallotPaper>(result).ShortDebugString();
}

/// The argument unfit_terms() names, or "fit".
std::string unfit(const std::string& terms) {
  auto filled = message<pb::VoteTerms>("vote: 'V' kind: VOTE_KIND_STRAW " + terms);
  const auto no = domain::unfit_terms(filled);
  return no ? no->detail : "fit";
}

const std::string three = " options: ['A', 'B', 'C'] ";

}  // namespace

// One purse of dots for all options, a bound for each, options before sums before bounds.
TEST_CASE("ballots: dots", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_DOTS max: 5 per_option_max: 3" + three;
  CHECK(checked(terms, "dots { option: 'A' count: 3 } dots { option: 'B' count: 2 }") !=
        "ugyldig_valg");
  CHECK(checked(terms, "").empty());
  CHECK(checked(terms, "dots { option: 'X' count: 9 }") == "ugyldig_valg");
  CHECK(checked(terms, "dots { option: 'A' count: 6 }") == "for_mange_prikker");
  CHECK(checked(terms, "dots { option: 'A' count: 4 }") == "for_mange_pa_samme");
  CHECK(checked(terms, "dots { option: 'A' count: 0 }") == "for_mange_pa_samme");
  CHECK(checked(terms, "dots { option: 'A' count: -9 }") == "for_mange_pa_samme");
  CHECK(checked(terms, "dots { option: 'A' count: 1 } dots { option: 'A' count: 1 }") ==
        "ugyldig_argument");
  CHECK(checked(terms, "choice: 'A'") == "ugyldig_argument");
  const std::string most = std::to_string(INT64_MAX);
  CHECK(checked(terms, "dots { option: 'A' count: " + most +
                           " } dots { option: 'B' count: " + most + " }") == "for_mange_prikker");
}

// Without a bound for each option, the purse is the bound.
TEST_CASE("ballots: dots without a bound for each option", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_DOTS max: 3" + three;
  CHECK(checked(terms, "dots { option: 'A' count: 3 }") == "dots { option: \"A\" count: 3 }");
}

// So many options and no more, none twice.
TEST_CASE("ballots: approval", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_APPROVAL max: 2" + three;
  CHECK(checked(terms, "choices: ['C', 'A']") == "choices: \"C\" choices: \"A\"");
  CHECK(checked(terms, "choices: ['A', 'A']") == "ugyldig_valg");
  CHECK(checked(terms, "choices: 'X'") == "ugyldig_valg");
  CHECK(checked(terms, "choices: ['A', 'B', 'C']") == "for_mange_valg");
  CHECK(checked(terms, "grade: 1") == "ugyldig_argument");
}

// Every option exactly once.
TEST_CASE("ballots: ranking", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_RANKING" + three;
  CHECK(checked(terms, "ranking: ['C', 'A', 'B']") ==
        "ranking: \"C\" ranking: \"A\" ranking: \"B\"");
  CHECK(checked(terms, "ranking: ['C', 'A']") == "ufullstendig_rangering");
  CHECK(checked(terms, "ranking: ['C', 'A', 'A']") == "ufullstendig_rangering");
  CHECK(checked(terms, "ranking: ['C', 'A', 'X']") == "ufullstendig_rangering");
  CHECK(checked(terms, "choices: 'A'") == "ufullstendig_rangering");
}

// All points given out, none negative.
TEST_CASE("ballots: points", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_POINTS sum: 100" + three;
  CHECK(checked(terms, "points { option: 'A' count: 100 } points { option: 'B' count: 0 }") !=
        "feil_poengsum");
  CHECK(checked(terms, "points { option: 'A' count: 101 } points { option: 'B' count: -1 }") ==
        "ugyldig_valg");
  CHECK(checked(terms, "points { option: 'A' count: 99 }") == "feil_poengsum");
  CHECK(checked(terms, "") == "feil_poengsum");
  CHECK(checked(terms, "points { option: 'A' count: 50 } points { option: 'A' count: 50 }") ==
        "ugyldig_argument");
}

// Eight steps unless the terms say otherwise, from 1.
TEST_CASE("ballots: gradients of agreement", "[unit][domain]") {
  CHECK(checked("method: VOTE_METHOD_GRADIENTS", "grade: 8") == "grade: 8");
  CHECK(checked("method: VOTE_METHOD_GRADIENTS", "grade: 9") == "ugyldig_valg");
  CHECK(checked("method: VOTE_METHOD_GRADIENTS", "") == "ugyldig_valg");
  CHECK(checked("method: VOTE_METHOD_GRADIENTS levels: 5", "grade: 6") == "ugyldig_valg");
  CHECK(checked("method: VOTE_METHOD_GRADIENTS", "choice: 'for'") == "ugyldig_valg");
}

// One of the options or blank; only what the method reads is kept of the paper.
TEST_CASE("ballots: a choice", "[unit][domain]") {
  const std::string terms = "method: VOTE_METHOD_MAJORITY_ELECTION" + three;
  CHECK(checked(terms, "choice: 'B' grade: 3") == "choice: \"B\"");
  CHECK(checked(terms, "choice: 'blankt'") == "choice: \"blankt\"");
  CHECK(checked(terms, "choice: 'D'") == "ugyldig_valg");
  CHECK(checked(terms, "") == "ugyldig_valg");
  CHECK(checked(terms, "grade: 3") == "ugyldig_valg");
  CHECK(checked("method: VOTE_METHOD_FOR_AGAINST", "choice: 'mot'") == "choice: \"mot\"");
}

// Terms that could not be counted are refused when the vote would open, not when it closes.
TEST_CASE("terms: what cannot be counted does not open", "[unit][domain]") {
  CHECK(unfit("method: VOTE_METHOD_FOR_AGAINST") == "fit");
  CHECK(unfit("method: VOTE_METHOD_FOR_AGAINST options: 'ja'") == "options");
  CHECK(unfit("method: VOTE_METHOD_ALTERNATIVE options: ['A', 'A']") == "options");
  CHECK(unfit("method: VOTE_METHOD_ALTERNATIVE options: ['A', 'blankt']") == "options");
  CHECK(unfit("method: VOTE_METHOD_APPROVAL" + three) == "max");
  CHECK(unfit("method: VOTE_METHOD_DOTS max: 3") == "options");
  CHECK(unfit("method: VOTE_METHOD_POINTS" + three) == "sum");
  CHECK(unfit("method: VOTE_METHOD_MAJORITY_ELECTION options: 'Kari'") == "fit");
  CHECK(unfit("method: VOTE_METHOD_PROPORTIONAL_ELECTION" + three) == "seats");
  CHECK(unfit("method: VOTE_METHOD_PROPORTIONAL_ELECTION seats: 3 lists { option: 'A' }" + three) ==
        "lists");
  CHECK(unfit("method: VOTE_METHOD_PROPORTIONAL_ELECTION seats: 3 options: 'A' lists { option: 'A' "
              "candidates { name: 'Kari' gender: 'X' } }") == "lists");
  CHECK(unfit("method: VOTE_METHOD_FOR_AGAINST threshold { numerator: 2 }") == "threshold");
  CHECK(unfit("") == "method");
}
