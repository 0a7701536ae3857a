#include "core/lineage/sentences.hpp"

#include <chrono>
#include <initializer_list>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tingbok::lineage {
namespace {

using Slots = std::initializer_list<std::pair<std::string_view, std::string>>;

/// Whether it ends with a quoted sentence, whose stop is the sentence's too.
bool is_stopped(std::string_view text) {
  for (const auto* end : {".»", "!»", "?»", ".”", "!”", "?”"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

/// The phrase with each {slot} replaced. What is put in is not looked into again, so what people
/// wrote cannot be taken for a slot.
std::string filled(std::string_view phrase, const Slots& slots) {
  std::string out;
  while (!phrase.empty()) {
    if (phrase.front() == '.' && is_stopped(out)) phrase.remove_prefix(1);
    const auto open = phrase.find('{');
    out += phrase.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = phrase.find('}', open);
    const auto name = phrase.substr(open + 1, close - open - 1);
    for (const auto& [slot, text] : slots) {
      if (slot == name) out += text;
    }
    phrase.remove_prefix(close + 1);
  }
  return out;
}

/// Texts of several lines become one.
std::string one_line(std::string text) {
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// The numbers that the method gave: by place where there is one, otherwise by option.
std::string counts(const pb::TallyResult& result, Language language) {
  std::string out;
  const auto add = [&](const std::string& option, std::int64_t count) {
    const auto known = choice_word(option, language);
    out += (out.empty() ? "" : ", ") + (known ? std::string(*known) : option) + " " +
           std::to_string(count);
  };
  const auto add_all = [&](const auto& counted) {
    if (!out.empty()) return;
    for (const auto& one : counted) add(one.option(), one.count());
  };
  add_all(result.ranking());
  add_all(result.tally());
  add_all(result.sum());
  add_all(result.borda());
  add_all(result.seats());
  if (!out.empty()) return out;
  for (const auto& step : result.histogram()) add(step.option() + ":", step.count());
  return out;
}

std::string with_capital(std::string text) {
  // The catalogue's words begin with ASCII letters; what people wrote is left as it is.
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

class Writer {
 public:
  Writer(const Told& told, const Telling& how) : told_(told), how_(how) {}

  std::string quoted(const std::string& text) const {
    return how_.language == Language::en ? "“" + one_line(text) + "”" : "«" + one_line(text) + "»";
  }
  std::string listed(const std::vector<std::string>& parts) const {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out += i + 1 == parts.size() ? " " + word(Phrase::and_word) + " " : ", ";
      out += parts[i];
    }
    return out;
  }
  std::string write(const pb::LineageNode& node) const;

 private:
  std::string word(Phrase which) const { return std::string(phrase(which, how_.language)); }
  std::string at(std::int64_t time_ms) const {
    return filled(word(Phrase::at), {{"time", clock_time(told_, time_ms, how_)}});
  }
  std::string by(const pb::LineageNode& node) const {
    if (node.actor().empty()) return "";
    return filled(word(Phrase::by), {{"who", called(told_, node.actor())}});
  }
  std::string says(const pb::LineageNode& node) const {
    return node.text().empty() ? word(Phrase::erased) : ": " + quoted(node.text());
  }
  /// In brackets, where it says more than the id.
  std::string titled(const pb::LineageNode& node) const {
    return node.title().empty() || node.title() == node.id() ? "" : " " + quoted(node.title());
  }
  std::string order(const pb::LineageNode& node) const {
    return listed({node.order().begin(), node.order().end()});
  }
  std::string in_order(const pb::LineageNode& node) const;
  std::string common(Phrase which, const pb::LineageNode& node) const;
  std::string proposal(const pb::LineageNode& node) const;
  std::string wording(const pb::LineageNode& node) const;
  std::string support(const pb::LineageNode& node) const;
  std::string vote(const pb::LineageNode& node) const;
  std::string position(const pb::LineageNode& node) const;
  std::string inferred_ground(const pb::LineageNode& node) const;

  const Told& told_;
  const Telling& how_;
};

/// The order of a list, without "and" before the last.
std::string Writer::in_order(const pb::LineageNode& node) const {
  std::string out;
  for (const auto& id : node.order()) out += (out.empty() ? "" : ", ") + id;
  return out.empty() ? "–" : out;
}

std::string Writer::common(Phrase which, const pb::LineageNode& node) const {
  return filled(word(which), {{"id", node.id()},
                              {"at", at(node.time_ms())},
                              {"by", by(node)},
                              {"says", says(node)},
                              {"title", titled(node)},
                              {"amends", node.amends()},
                              {"list", order(node)}});
}

/// What the server linked it to because nobody said what it rests on; empty where somebody did.
std::string Writer::inferred_ground(const pb::LineageNode& node) const {
  std::vector<std::string> grounds;
  std::set<std::string> keys;
  for (const auto& edge : told_.lineage.edges()) {
    if (edge.inferred() && edge.to() == node.key()) keys.insert(edge.from());
  }
  for (const auto& other : told_.lineage.nodes()) {
    if (keys.contains(other.key())) grounds.push_back(heading_of(other, how_.language));
  }
  if (grounds.empty()) return "";
  return filled(word(Phrase::ground_inferred), {{"list", listed(grounds)}});
}

std::string Writer::proposal(const pb::LineageNode& node) const {
  auto out = common(node.amends().empty() ? Phrase::proposal : Phrase::proposal_amending, node);
  if (node.order_size() > 0) {
    out += filled(word(Phrase::rests_on), {{"list", order(node)}});
  }
  return out + inferred_ground(node);
}

std::string Writer::wording(const pb::LineageNode& node) const {
  std::vector<std::string> struck;
  std::vector<std::string> fresh;
  for (const auto& change : node.changes()) {
    if (change.removed()) struck.push_back(quoted(change.text()));
    if (change.added()) fresh.push_back(quoted(change.text()));
  }
  std::string changes;
  const auto tell = [&](Phrase which, const std::vector<std::string>& parts) {
    if (parts.empty()) return;
    changes += (changes.empty() ? ": " : "; ") + filled(word(which), {{"list", listed(parts)}});
  };
  tell(Phrase::struck, struck);
  tell(Phrase::fresh, fresh);
  if (changes.empty()) changes = says(node);
  return filled(
      word(Phrase::wording),
      {{"id", node.id()}, {"at", at(node.time_ms())}, {"by", by(node)}, {"changes", changes}});
}

std::string Writer::support(const pb::LineageNode& node) const {
  std::vector<std::string> people;
  for (const auto& person : node.people()) {
    if (!person.empty()) people.push_back(called(told_, person));
  }
  const bool named = static_cast<int>(people.size()) == node.people_size();
  const auto time = at(node.time_ms());
  return filled(
      word(named ? Phrase::support : Phrase::support_unnamed),
      {{"id", node.id()},
       {"at", node.people_size() < 2 ? time : filled(word(Phrase::latest), {{"at", time}})},
       {"people", listed(people)},
       {"n", std::to_string(node.people_size())}});
}

std::string Writer::vote(const pb::LineageNode& node) const {
  const bool annulled = node.kind() == pb::LINEAGE_KIND_ANNULLED_VOTE;
  const auto which = annulled                   ? Phrase::vote_annulled
                     : node.ended_number() == 0 ? Phrase::vote_open
                                                : Phrase::vote;
  const auto& because = node.annulled_because();
  const auto line = node.has_result() ? result_line(node.result(), how_.language) : "";
  return filled(word(which),
                {{"kind", with_capital(std::string(vote_word(node.vote_kind(), how_.language)))},
                 {"id", node.id()},
                 {"says", node.text().empty() ? "" : " (" + quoted(node.text()) + ")"},
                 {"at", at(node.time_ms())},
                 {"by", by(node)},
                 {"end", at(node.ended_ms())},
                 {"because", because.empty() ? "" : ": " + quoted(because)},
                 {"result", line.empty() ? "" : filled(word(Phrase::result), {{"list", line}})}});
}

std::string Writer::position(const pb::LineageNode& node) const {
  const bool there = node.workshop() != told_.lineage.workshop();
  return filled(word(there ? Phrase::position_there : Phrase::position),
                {{"id", node.id()},
                 {"room", node.workshop()},
                 {"number", std::to_string(node.number())},
                 {"at", at(node.time_ms())},
                 {"by", by(node)}}) +
         inferred_ground(node);
}

std::string Writer::write(const pb::LineageNode& node) const {
  switch (node.kind()) {
    case pb::LINEAGE_KIND_NOTE:
      return common(Phrase::note, node);
    case pb::LINEAGE_KIND_CLUSTER:
      return common(Phrase::cluster, node);
    case pb::LINEAGE_KIND_PROPOSAL:
      return proposal(node);
    case pb::LINEAGE_KIND_WORDING:
      return wording(node);
    case pb::LINEAGE_KIND_MERGE:
      return common(Phrase::merge, node);
    case pb::LINEAGE_KIND_SPLIT:
      return common(Phrase::split, node);
    case pb::LINEAGE_KIND_SUPPORT:
      return support(node);
    case pb::LINEAGE_KIND_PRIORITY_SET:
    case pb::LINEAGE_KIND_PRIORITY_LOCK: {
      const bool set = node.kind() == pb::LINEAGE_KIND_PRIORITY_SET;
      return filled(word(set ? Phrase::list_set : Phrase::list_lock), {{"id", node.id()},
                                                                       {"at", at(node.time_ms())},
                                                                       {"by", by(node)},
                                                                       {"list", in_order(node)}});
    }
    case pb::LINEAGE_KIND_PRIORITY_MOVE:
      return filled(word(Phrase::list_move), {{"id", node.id()},
                                              {"from", std::to_string(node.from_place())},
                                              {"to", std::to_string(node.to_place())},
                                              {"list", node.title()},
                                              {"at", at(node.time_ms())},
                                              {"by", by(node)}});
    case pb::LINEAGE_KIND_POLL:
    case pb::LINEAGE_KIND_ANNULLED_VOTE:
    case pb::LINEAGE_KIND_VOTE:
      return vote(node);
    case pb::LINEAGE_KIND_DECISION:
      return common(Phrase::decision, node);
    case pb::LINEAGE_KIND_ENDED:
      return common(
          node.status() == pb::PROPOSAL_STATUS_FORWARDED ? Phrase::forwarded : Phrase::withdrawn,
          node);
    case pb::LINEAGE_KIND_POSITION:
      return position(node);
    case pb::LINEAGE_KIND_BASIS:
      return common(Phrase::basis, node);
    case pb::LINEAGE_KIND_UNSPECIFIED:
    case pb::LineageKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::LineageKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  throw std::logic_error("a node of a kind that no sentence speaks of");
}

std::chrono::sys_time<std::chrono::minutes> on_the_clock(const Told& told, std::int64_t time_ms,
                                                         const Telling& how) {
  using namespace std::chrono;
  const auto offset = told.simulated || !how.offset ? 0 : how.offset(time_ms);
  return floor<minutes>(sys_time<milliseconds>(milliseconds(time_ms))) + minutes(offset);
}

std::string two_digits(long value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// "10. mars 2026", "10 March 2026".
std::string date_of(const Told& told, std::int64_t time_ms, const Telling& how) {
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(on_the_clock(told, time_ms, how)));
  return std::to_string(static_cast<unsigned>(date.day())) +
         (how.language == Language::en ? " " : ". ") +
         std::string(month_word(static_cast<unsigned>(date.month()), how.language)) + " " +
         std::to_string(static_cast<int>(date.year()));
}

}  // namespace

std::string heading(const Told& told, Language language) {
  const auto& lineage = told.lineage;
  auto which = lineage.place() > 0 ? Phrase::heading_place : Phrase::heading_other;
  for (const auto& node : lineage.nodes()) {
    if (node.key() == lineage.root() && node.kind() == pb::LINEAGE_KIND_DECISION)
      which = Phrase::heading_decision;
  }
  // A copy goes where it is sent, so what it is stands in it.
  const auto mark = lineage.training().empty()
                        ? ""
                        : filled(phrase(Phrase::training, language), {{"of", lineage.training()}});
  return mark + filled(phrase(which, language), {{"id", lineage.of()},
                                                 {"room", lineage.workshop()},
                                                 {"place", std::to_string(lineage.place())},
                                                 {"number", std::to_string(lineage.number())}});
}

std::string left_out(Phrase why, std::size_t count, Language language) {
  return filled(phrase(why, language), {{"n", std::to_string(count)}});
}

std::string result_line(const pb::TallyResult& result, Language language) {
  std::string out = counts(result, language);
  const auto add = [&](std::string_view what) {
    if (!what.empty()) out += (out.empty() ? "" : "; ") + std::string(what);
  };
  // What a poll is called says what it came to already.
  auto outcome = std::string(outcome_word(result.outcome(), language));
  if (result.outcome() == pb::OUTCOME_STRAW || result.outcome() == pb::OUTCOME_INPUT) outcome = "";
  if (!result.winner().empty()) outcome += (outcome.empty() ? "" : ": ") + result.winner();
  add(outcome);
  if (result.decided_by() != pb::DECIDED_BY_MAJORITY)
    add(decided_word(result.decided_by(), language));
  return out;
}

std::string clock_time(const Told& told, std::int64_t time_ms, const Telling& how) {
  const auto time = on_the_clock(told, time_ms, how);
  const std::chrono::hh_mm_ss of_day(time - std::chrono::floor<std::chrono::days>(time));
  return two_digits(of_day.hours().count()) + "." + two_digits(of_day.minutes().count());
}

std::string called(const Told& told, const std::string& person) {
  const auto found = told.labels.find(person);
  return found == told.labels.end() ? person : found->second;
}

std::string label_of(const pb::LineageNode& node, Language language) {
  const bool vote = node.kind() == pb::LINEAGE_KIND_POLL || node.kind() == pb::LINEAGE_KIND_VOTE;
  return std::string(vote ? vote_word(node.vote_kind(), language)
                          : kind_word(node.kind(), language));
}

std::string heading_of(const pb::LineageNode& node, Language language) {
  return label_of(node, language) + " " + node.id();
}

std::string numbered(const Told& told, const pb::LineageNode& node, Language language) {
  const bool here = node.workshop() == told.lineage.workshop();
  return (here ? "" : node.workshop() + ", ") + std::string(phrase(Phrase::number, language)) +
         " " + std::to_string(node.number());
}

std::string sentence(const Told& told, const pb::LineageNode& node, const Telling& how) {
  return Writer(told, how).write(node);
}

std::string as_text(const Told& told, const Telling& how) {
  const Writer writer(told, how);
  std::string out = heading(told, how.language) + "\n";
  std::string date;
  for (const auto& node : told.lineage.nodes()) {
    const auto day = date_of(told, node.time_ms(), how);
    if (day != date) out += "\n" + day + "\n";
    date = day;
    out += writer.write(node) + " (" + numbered(told, node, how.language) + ")\n";
  }
  for (const auto& [why, n] : {std::pair(Phrase::hidden, told.lineage.hidden()),
                               std::pair(Phrase::beyond, told.lineage.beyond())}) {
    if (n > 0) out += "\n" + left_out(why, n, how.language) + "\n";
  }
  return out;
}

}  // namespace tingbok::lineage
