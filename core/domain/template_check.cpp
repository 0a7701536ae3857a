// Whether a template can be used at all, and whether it can be used in a room.
#include <algorithm>
#include <set>

#include "core/domain/ballots.hpp"
#include "core/domain/limits.hpp"
#include "core/domain/shape.hpp"
#include "core/domain/situation.hpp"
#include "core/domain/template_votes.hpp"
#include "core/domain/templates.hpp"
#include "core/domain/vote_terms.hpp"

namespace tingbok::domain {
namespace {

constexpr std::string_view format = "tingbok-template/1";

std::string quoted(const std::string& id) { return "\"" + id + "\""; }

/// Ids of one kind, each once.
using Known = std::set<std::string, std::less<>>;

/// Goes through a template and keeps the first thing wrong.
class PlanCheck {
 public:
  explicit PlanCheck(const pb::WorkshopTemplate& plan) : plan_(plan) {}

  std::optional<std::string> wrong() {
    check_head();
    check_items();
    check_boards();
    check_phases();
    check_lists();
    check_homework();
    check_votes();
    return std::move(wrong_);
  }

 private:
  void must(bool holds, const std::string& sentence) {
    if (!holds && !wrong_) wrong_ = sentence;
  }

  void fits(const Shape& shape, const std::string& whose) {
    if (!shape.wrong()) return;
    const bool long_one = shape.wrong()->code == pb::REFUSAL_CODE_TOO_LARGE;
    must(false, whose + ": " + shape.wrong()->detail +
                    (long_one ? " is too large." : " is missing or malformed."));
  }

  void once(Known& known, const std::string& id, const std::string& whose) {
    must(known.insert(id).second, whose + " stands there twice.");
  }

  void check_head() {
    const auto plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '_' || c == '-';
    };
    must(plan_.format() == format, "The format of a template is \"tingbok-template/1\".");
    must(plan_.id().size() >= 1 && plan_.id().size() <= limits::id_bytes_max &&
             std::all_of(plan_.id().begin(), plan_.id().end(), plain),
         "A template's id is 1 to 64 of A-Z a-z 0-9 . _ -");
    fits(Shape()
             .number(plan_.version(), 1, UINT32_MAX, "version")
             .needed_name(plan_.title(), "title")
             .language(plan_.language(), "language")
             .text(plan_.description(), "description")
             .id_if_any(plan_.ruleset(), "ruleset"),
         "The template");
    int entries = plan_.items_size() + plan_.boards_size() + plan_.phases_size() +
                  plan_.votes_size() + plan_.homework_size();
    for (const auto& list : plan_.options()) entries += 1 + list.options_size();
    must(entries <= limits::template_entries_max,
         "A template holds at most " + std::to_string(limits::template_entries_max) + " entries.");
    must(wrong_ || template_text(plan_).size() <= limits::template_bytes_max,
         "The template is too large.");
  }

  void check_items() {
    for (const auto& item : plan_.items()) {
      const std::string whose = "The item " + quoted(item.item());
      fits(Shape()
               .id(item.item(), "item")
               .needed_name(item.title(), "title")
               .name(item.kind(), "kind"),
           whose);
      once(items_, item.item(), whose);
    }
  }

  void check_boards() {
    for (const auto& board : plan_.boards()) {
      const auto& terms = board.terms();
      const std::string whose = "The board " + quoted(terms.board());
      Shape shape;
      shape.id(terms.board(), "board")
          .name(terms.title(), "title")
          .text(board.question(), "question")
          .that(!terms.closed(), "closed")
          .that(terms.tags_size() <= limits::options_max, "tags", pb::REFUSAL_CODE_TOO_LARGE)
          .that(!terms.tags_only() || !terms.tags().empty(), "tags")
          .distinct(terms.tags(), "tags");
      for (const auto& tag : terms.tags()) shape.needed_name(tag, "tags");
      fits(shape, whose);
      once(boards_, terms.board(), whose);
    }
  }

  void check_phases() {
    for (const auto& phase : plan_.phases()) {
      const std::string whose = "The phase " + quoted(phase.phase());
      fits(Shape()
               .id(phase.phase(), "phase")
               .that(pb::PhaseKind_IsValid(phase.kind()) &&
                         phase.kind() != pb::PHASE_KIND_UNSPECIFIED,
                     "kind")
               .name(phase.title(), "title")
               .number(phase.seconds(), 0, limits::seconds_max, "seconds")
               .distinct(phase.boards(), "boards"),
           whose);
      once(phases_, phase.phase(), whose);
      for (const auto& board : phase.boards()) {
        must(boards_.contains(board),
             whose + " uses the board " + quoted(board) + ", which the template does not hold.");
      }
    }
  }

  void check_lists() {
    for (const auto& list : plan_.options()) {
      const std::string whose = "The list " + quoted(list.list());
      Shape shape;
      shape.id(list.list(), "list")
          .that(!list.options().empty(), "options")
          .that(list.options_size() <= limits::options_max, "options", pb::REFUSAL_CODE_TOO_LARGE)
          .distinct(list.options(), "options");
      for (const auto& option : list.options()) shape.option(option, "options");
      fits(shape, whose);
      once(lists_, list.list(), whose);
      listed_.insert(list.options().begin(), list.options().end());
    }
  }

  void check_homework() {
    for (const auto& homework : plan_.homework()) {
      const std::string whose = "The homework " + quoted(homework.homework());
      fits(Shape()
               .id(homework.homework(), "homework")
               .needed_name(homework.title(), "title")
               .needed_name(homework.due(), "due"),
           whose);
      once(homework_, homework.homework(), whose);
    }
  }

  void check_votes() {
    for (const auto& vote : plan_.votes()) {
      const auto& terms = vote.terms();
      const std::string whose = "The vote " + quoted(terms.vote());
      names_nobody(terms, whose);
      fits(Shape().text(vote.question(), "question"), whose);
      auto filled = terms;
      if (const auto unfit = unfit_plan(filled)) {
        must(false, whose + ": " + unfit->detail + " is missing or malformed.");
      }
      refers_to_what_is_held(terms, whose);
      once(votes_, terms.vote(), whose);
    }
  }

  void names_nobody(const pb::VoteTerms& terms, const std::string& whose) {
    must(terms.electorate().kind() != pb::Electorate::KIND_NAMED &&
             terms.electorate().people().empty(),
         whose + " names who may vote; a template names no persons.");
    must(terms.recusal_of().empty(), whose + " is about a person's disqualification.");
    must(terms.lists().empty() &&
             (terms.kind() != pb::VOTE_KIND_ELECTION || terms.options().empty() ||
              terms.method() == pb::VOTE_METHOD_CONSENT),
         whose + " names candidates; they are named when it opens.");
  }

  void refers_to_what_is_held(const pb::VoteTerms& terms, const std::string& whose) {
    must(terms.item().empty() || items_.contains(terms.item()),
         whose + " belongs to the item " + quoted(terms.item()) +
             ", which the template does not hold.");
    must(terms.revote_of().empty() || votes_.contains(terms.revote_of()),
         whose + " repeats the vote " + quoted(terms.revote_of()) +
             ", which does not stand before it in the template.");
    for (const auto& about : terms.about()) {
      must(items_.contains(about) || listed_.contains(about),
           whose + " is about " + quoted(about) + ", which the template does not hold.");
    }
  }

  const pb::WorkshopTemplate& plan_;
  std::optional<std::string> wrong_;
  Known items_, boards_, phases_, lists_, homework_, votes_;
  /// Options of all lists.
  Known listed_;
};

/// A sentence where one of `ids` exists in the room, or there is no space for all of them.
template <class T, class Rows, class IdOf>
std::optional<std::string> taken(const State& state, const Rows& rows, const char* what,
                                 const IdOf& id_of) {
  for (const auto& row : rows) {
    if (state.find<T>(id_of(row)) == nullptr) continue;
    return "The room has a " + std::string(what) + " " + quoted(id_of(row)) + " already.";
  }
  if (full<T>(state, static_cast<std::size_t>(rows.size()))) {
    return "The room holds as many of the kind " + std::string(what) + " as it may.";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_template(const pb::WorkshopTemplate& plan) {
  return PlanCheck(plan).wrong();
}

std::optional<std::string> does_not_fit(const State& state, const pb::WorkshopTemplate& plan) {
  const auto& config = room_of(state).config();
  const auto& rules = config.ruleset_in_full();
  if (!plan.ruleset().empty() && plan.ruleset() != rules.id() &&
      plan.ruleset() != rules.based_on()) {
    return "The template is made for the ruleset " + quoted(plan.ruleset()) + "; this room's is " +
           quoted(rules.id()) + ".";
  }
  for (const auto& vote : plan.votes()) {
    if (const auto no = not_allowed_by(config, vote.terms())) {
      return "The vote " + quoted(vote.terms().vote()) +
             " cannot be held here: " + std::string(sentence(no->code));
    }
    if (const auto no = exempt_tasks(state, vote.terms())) {
      return "The vote " + quoted(vote.terms().vote()) + " names " + quoted(no->detail) +
             ", which is carried on whatever is decided.";
    }
  }
  const auto of_terms = [](const auto& row) { return row.terms(); };
  auto wrong = taken<pb::AgendaItem>(state, plan.items(), "item",
                                     [](const auto& row) { return row.item(); });
  if (!wrong) {
    wrong = taken<pb::Board>(state, plan.boards(), "board",
                             [&](const auto& row) { return of_terms(row).board(); });
  }
  if (!wrong) {
    wrong = taken<pb::Phase>(state, plan.phases(), "phase",
                             [](const auto& row) { return row.phase(); });
  }
  if (!wrong) {
    wrong = taken<pb::Vote>(state, plan.votes(), "vote",
                            [&](const auto& row) { return of_terms(row).vote(); });
  }
  if (!wrong) {
    wrong = taken<pb::OptionList>(state, plan.options(), "list",
                                  [](const auto& row) { return row.list(); });
  }
  if (!wrong) {
    wrong = taken<pb::Homework>(state, plan.homework(), "homework",
                                [](const auto& row) { return row.homework(); });
  }
  return wrong;
}

}  // namespace tingbok::domain
