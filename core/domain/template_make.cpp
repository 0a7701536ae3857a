// What adopting a template makes happen, and making one from a workshop that was held.
#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "core/domain/ballots.hpp"
#include "core/domain/limits.hpp"
#include "core/domain/people.hpp"
#include "core/domain/template_votes.hpp"
#include "core/domain/templates.hpp"

namespace tingbok::domain {

/// Where the options are open, the rest is checked with two stand-ins.
std::optional<Refusal> unfit_plan(pb::VoteTerms& terms) {
  if (!terms.options().empty()) return unfit_terms(terms);
  auto tried = terms;
  const bool named_by_itself = terms.method() == pb::VOTE_METHOD_CONSENT ||
                               terms.method() == pb::VOTE_METHOD_FOR_AGAINST ||
                               terms.method() == pb::VOTE_METHOD_GRADIENTS;
  if (named_by_itself) return unfit_terms(terms);
  for (const auto* option : {"1", "2"}) {
    tried.add_options(option);
    if (terms.method() != pb::VOTE_METHOD_EQUAL_SHARES) continue;
    auto& cost = *tried.add_costs();
    cost.set_option(option);
    cost.set_count(1);
  }
  return unfit_terms(tried);
}

namespace {

pb::Event titled(const pb::WorkshopTemplate& plan, const std::string& text) {
  pb::Event event;
  if (text.empty()) return event;
  event.set_text(text);
  event.set_language(plan.language());
  return event;
}

void add_boards(const pb::WorkshopTemplate& plan, Events& events) {
  for (const auto& board : plan.boards()) {
    auto& event = events.emplace_back(titled(plan, board.question()));
    *event.mutable_board_arranged()->mutable_terms() = board.terms();
    event.mutable_board_arranged()->set_question_version(board.question().empty() ? 0 : 1);
  }
}

void add_votes(const pb::WorkshopTemplate& plan, Events& events) {
  for (const auto& vote : plan.votes()) {
    auto& event = events.emplace_back(titled(plan, vote.question()));
    auto& terms = *event.mutable_vote_planned()->mutable_terms();
    terms = vote.terms();
    // Defaults are filled in; that it fits was checked before.
    if (const auto unfit = unfit_plan(terms)) throw std::logic_error("a template is unchecked");
  }
}

}  // namespace

Events adoption_of(const pb::WorkshopTemplate& plan) {
  Events events(1);
  auto& adopted = *events.front().mutable_template_adopted();
  adopted.set_template_(plan.id());
  adopted.set_version(plan.version());
  adopted.set_sha256(template_sha256(plan));
  adopted.set_title(plan.title());
  for (const auto& item : plan.items()) {
    auto& added = *events.emplace_back().mutable_item_added();
    added.set_item(item.item());
    added.set_title(item.title());
    added.set_kind(item.kind().empty() ? "verksted" : item.kind());
  }
  add_boards(plan, events);
  for (const auto& phase : plan.phases()) {
    *events.emplace_back().mutable_phase_planned()->mutable_terms() = phase;
  }
  for (const auto& list : plan.options()) {
    for (const auto& option : list.options()) {
      auto& added = *events.emplace_back().mutable_option_added();
      added.set_list(list.list());
      added.set_option(option);
    }
  }
  add_votes(plan, events);
  for (const auto& homework : plan.homework()) {
    auto& assigned = *events.emplace_back().mutable_homework_assigned();
    assigned.set_homework(homework.homework());
    assigned.set_title(homework.title());
    assigned.set_due(homework.due());
    assigned.set_to("alle");
  }
  return events;
}

namespace {

/// A person, by id, label or party; or a proposal, by id.
class Named {
 public:
  explicit Named(const State& state) {
    for (const auto* person : state.all<pb::Person>()) {
      people_.insert({person->id(), person->label(), person->party()});
    }
    people_.erase("");
    for (const auto* proposal : state.all<pb::Proposal>()) proposals_.insert(proposal->id());
  }
  bool person(const std::string& text) const { return people_.contains(text); }
  bool anything(const std::string& text) const {
    return people_.contains(text) || proposals_.contains(text);
  }

 private:
  std::set<std::string> people_;
  std::set<std::string> proposals_;
};

/// Makes a template; every part it takes over is of the chair's side or used by several.
class Maker {
 public:
  Maker(const State& state, pb::WorkshopTemplate& plan)
      : state_(state), named_(state), plan_(plan) {}

  void make() {
    add_items();
    add_boards();
    add_phases();
    add_lists();
    add_votes();
    add_homework();
  }

 private:
  void add_items() {
    for (const auto* item : in_order()) {
      if (named_.person(item->title())) continue;
      auto& copy = *plan_.add_items();
      copy.set_item(item->id());
      copy.set_title(item->title());
      copy.set_kind(item->kind());
      items_.insert(item->id());
    }
  }

  /// As the list was last arranged, without what was struck.
  std::vector<const pb::AgendaItem*> in_order() const {
    const auto& order = room_of(state_).item_order();
    if (order.empty()) return state_.all<pb::AgendaItem>();
    std::vector<const pb::AgendaItem*> items;
    for (const auto& id : order) {
      if (const auto* item = state_.find<pb::AgendaItem>(id)) items.push_back(item);
    }
    return items;
  }

  void add_boards() {
    for (const auto* board : state_.all<pb::Board>()) {
      auto& copy = *plan_.add_boards();
      *copy.mutable_terms() = board->terms();
      copy.mutable_terms()->set_closed(false);
      copy.set_question(board->question());
      boards_.insert(board->id());
    }
    add_boards_of_notes();
  }

  /// Boards that exist only by what was written on them, where several wrote; tags likewise, so
  /// that nobody's own words come along.
  void add_boards_of_notes() {
    std::map<std::string, std::map<std::string, std::set<std::string>>> writers;
    for (const auto* note : state_.all<pb::Note>()) {
      writers[note->board()][""].insert(note->by());
      writers[note->board()][note->tag()].insert(note->by());
    }
    for (const auto& [board, tags] : writers) {
      const bool known = boards_.contains(board) || board.size() > limits::id_bytes_max;
      if (known || named_.person(board) || tags.at("").size() < 2) continue;
      auto& terms = *plan_.add_boards()->mutable_terms();
      terms.set_board(board);
      boards_.insert(board);
      for (const auto& [tag, by] : tags) {
        if (!tag.empty() && by.size() > 1 && !named_.person(tag)) terms.add_tags(tag);
      }
    }
  }

  void add_phases() {
    for (const auto* phase : state_.all<pb::Phase>()) {
      if (phase->status() == pb::PHASE_STATUS_DROPPED) continue;
      auto& copy = *plan_.add_phases();
      copy = phase->terms();
      copy.clear_boards();
      for (const auto& board : phase->terms().boards()) {
        if (boards_.contains(board)) copy.add_boards(board);
      }
    }
  }

  void add_lists() {
    for (const auto* list : state_.all<pb::OptionList>()) {
      pb::TemplateOptions copy;
      copy.set_list(list->id());
      for (const auto& listed : list->options()) {
        if (!named_.anything(listed.option())) copy.add_options(listed.option());
      }
      if (copy.options().empty()) continue;
      listed_.insert(copy.options().begin(), copy.options().end());
      *plan_.add_options() = std::move(copy);
    }
  }

  /// Votes on persons, repeats and what was annulled or struck belong to that day alone.
  void add_votes() {
    for (const auto* vote : state_.all<pb::Vote>()) {
      const auto& terms = vote->terms();
      const bool passing = !terms.recusal_of().empty() || !terms.revote_of().empty() ||
                           !terms.closes_doors().empty() ||
                           vote->status() == pb::VOTE_STATUS_ANNULLED ||
                           vote->status() == pb::VOTE_STATUS_DROPPED;
      if (!passing) add_vote(*vote);
    }
  }

  void add_vote(const pb::Vote& vote) {
    pb::TemplateVote copy;
    auto& terms = *copy.mutable_terms();
    terms = vote.terms();
    bool neutral = terms.kind() == pb::VOTE_KIND_INPUT || terms.kind() == pb::VOTE_KIND_STRAW;
    const auto names = [&](const auto& ids) {
      return std::any_of(ids.begin(), ids.end(),
                         [&](const std::string& id) { return named_.anything(id); });
    };
    const bool named_options = names(terms.options()) || terms.kind() == pb::VOTE_KIND_ELECTION;
    neutral = neutral && !named_options && !names(terms.about());
    if (named_options && terms.method() != pb::VOTE_METHOD_CONSENT) {
      terms.clear_options();
      terms.clear_costs();
    }
    terms.clear_lists();
    terms.clear_about();
    for (const auto& about : vote.terms().about()) {
      if (items_.contains(about) || listed_.contains(about)) terms.add_about(about);
    }
    if (!items_.contains(terms.item())) terms.clear_item();
    if (terms.electorate().kind() == pb::Electorate::KIND_NAMED) terms.clear_electorate();
    if (neutral) copy.set_question(vote.question());
    *plan_.add_votes() = std::move(copy);
  }

  void add_homework() {
    for (const auto* homework : state_.all<pb::Homework>()) {
      auto& copy = *plan_.add_homework();
      copy.set_homework(homework->id());
      copy.set_title(homework->title());
      copy.set_due(homework->due());
    }
  }

  const State& state_;
  const Named named_;
  pb::WorkshopTemplate& plan_;
  std::set<std::string> items_;
  std::set<std::string> boards_;
  std::set<std::string> listed_;
};

}  // namespace

pb::WorkshopTemplate template_of(const State& state, const std::string& id, std::uint32_t version) {
  const pb::Room& room = room_of(state);
  pb::WorkshopTemplate plan;
  plan.set_format("tingbok-template/1");
  plan.set_id(id);
  plan.set_version(version);
  plan.set_title("Verksted som i " + room.config().body());
  plan.set_language("nb");
  const auto& rules = room.config().ruleset_in_full();
  plan.set_ruleset(rules.based_on().empty() ? rules.id() : rules.based_on());
  Maker(state, plan).make();
  if (const auto wrong = check_template(plan)) throw std::invalid_argument(*wrong);
  return plan;
}

pb::WorkshopTemplate template_of(const State& state) {
  const pb::Room& room = room_of(state);
  if (room.template_().empty()) return template_of(state, room.config().room(), 1);
  return template_of(state, room.template_(), room.template_version() + 1);
}

}  // namespace tingbok::domain
