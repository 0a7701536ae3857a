#include "core/domain/papers.hpp"

#include <algorithm>
#include <limits>

#include "core/domain/ballots.hpp"
#include "core/tally/tally.hpp"

namespace tingbok::domain {
namespace {

using Counts = google::protobuf::RepeatedPtrField<pb::OptionCount>;

constexpr char end_of_paper = '\x80';
/// Of the event that publishes them: the rest is for the result and what is said at closing.
constexpr std::size_t published_bytes_max = 600'000;
/// Tag and length of one paper in that event.
constexpr std::size_t frame_bytes = 5;

void put_in_order(const pb::VoteTerms& terms, const Counts& counts, Counts& into) {
  for (const auto& option : terms.options()) {
    for (const auto& count : counts) {
      if (count.option() != option || count.count() == 0) continue;
      auto& copy = *into.Add();
      copy.set_option(option);
      copy.set_count(count.count());
    }
  }
}

bool by_bytes(const pb::BallotPaper& a, const pb::BallotPaper& b) {
  return a.SerializeAsString() < b.SerializeAsString();
}

}  // namespace

std::size_t paper_bytes_max(const pb::VoteTerms& terms) {
  std::string longest(tally::blank);
  for (const auto& option : terms.options()) {
    if (option.size() > longest.size()) longest = option;
  }
  // One field of a paper is set, so the largest paper is the largest that one field can be.
  pb::BallotPaper choice;
  choice.set_choice(longest);
  pb::BallotPaper several;
  *several.mutable_ranking() = terms.options();
  pb::BallotPaper purse;
  for (const auto& option : terms.options()) {
    auto& count = *purse.add_points();
    count.set_option(option);
    count.set_count(limits::purse_max);
  }
  pb::BallotPaper grade;
  grade.set_grade(std::numeric_limits<std::uint32_t>::max());
  return std::max(
      {choice.ByteSizeLong(), several.ByteSizeLong(), purse.ByteSizeLong(), grade.ByteSizeLong()});
}

pb::BallotPaper canonical(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  pb::BallotPaper made;
  made.set_choice(paper.choice());
  for (const auto& option : terms.options()) {
    const auto& choices = paper.choices();
    if (std::find(choices.begin(), choices.end(), option) != choices.end()) {
      made.add_choices(option);
    }
  }
  for (const auto& option : paper.ranking()) made.add_ranking(option);
  put_in_order(terms, paper.dots(), *made.mutable_dots());
  put_in_order(terms, paper.points(), *made.mutable_points());
  made.set_grade(paper.grade());
  return made;
}

std::string padded(const pb::VoteTerms& terms, const pb::BallotPaper& paper) {
  const std::size_t size = paper_bytes_max(terms) + 1;
  std::string bytes;
  bytes.reserve(size);  // One buffer, which the caller can wipe.
  canonical(terms, paper).AppendToString(&bytes);
  bytes += end_of_paper;
  if (bytes.size() > size) throw std::logic_error("a ballot paper larger than its terms allow");
  bytes.resize(size, '\0');
  return bytes;
}

std::optional<pb::BallotPaper> unpadded(const pb::VoteTerms& terms, std::string_view bytes) {
  const std::size_t end = bytes.find_last_not_of('\0');
  if (bytes.size() != paper_bytes_max(terms) + 1 || end == std::string_view::npos ||
      bytes[end] != end_of_paper) {
    return std::nullopt;
  }
  pb::BallotPaper paper;
  if (!paper.ParseFromArray(bytes.data(), static_cast<int>(end))) return std::nullopt;
  const auto checked = check_ballot(terms, paper);
  const auto* fits = std::get_if<pb::BallotPaper>(&checked);
  if (fits == nullptr) return std::nullopt;
  if (canonical(terms, *fits).SerializeAsString() != bytes.substr(0, end)) return std::nullopt;
  return paper;
}

std::variant<Papers, Refusal> papers_of(const State& state, const pb::Vote& vote,
                                        const std::optional<std::vector<std::string>>& opened) {
  const Refusal missing = refused(pb::REFUSAL_CODE_BALLOT_KEY_MISSING, "vote");
  const auto* turnout = state.find<pb::Turnout>(vote.id());
  if (!opened || turnout == nullptr || opened->size() != turnout->cast()) return missing;
  Papers papers;
  for (const auto& bytes : *opened) {
    auto paper = unpadded(vote.terms(), bytes);
    if (!paper) return missing;
    papers.push_back(*std::move(paper));
  }
  std::sort(papers.begin(), papers.end(), by_bytes);
  return papers;
}

bool can_be_published(const pb::VoteTerms& terms, int roll) {
  return static_cast<std::size_t>(roll) * (paper_bytes_max(terms) + frame_bytes) <=
         published_bytes_max;
}

}  // namespace tingbok::domain
