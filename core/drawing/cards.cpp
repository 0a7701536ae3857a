#include "core/drawing/cards.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>

namespace tingbok::drawing {
namespace {

using lineage::Phrase;
using lineage::Told;

constexpr double text_width = card_width - 2 * card_padding;
constexpr double head_height = 22;
constexpr double foot_height = 20;

const char* look_of(pb::LineageKind kind) {
  switch (kind) {
    case pb::LINEAGE_KIND_NOTE:
      return "note";
    case pb::LINEAGE_KIND_CLUSTER:
      return "cluster";
    case pb::LINEAGE_KIND_PROPOSAL:
    case pb::LINEAGE_KIND_WORDING:
    case pb::LINEAGE_KIND_MERGE:
    case pb::LINEAGE_KIND_SPLIT:
      return "proposal";
    case pb::LINEAGE_KIND_SUPPORT:
      return "support";
    case pb::LINEAGE_KIND_PRIORITY_SET:
    case pb::LINEAGE_KIND_PRIORITY_MOVE:
    case pb::LINEAGE_KIND_PRIORITY_LOCK:
      return "list";
    case pb::LINEAGE_KIND_POLL:
      return "poll";
    case pb::LINEAGE_KIND_ANNULLED_VOTE:
      return "annulled";
    case pb::LINEAGE_KIND_VOTE:
      return "vote";
    case pb::LINEAGE_KIND_DECISION:
      return "decision";
    case pb::LINEAGE_KIND_ENDED:
      return "annulled";
    case pb::LINEAGE_KIND_POSITION:
      return "position";
    case pb::LINEAGE_KIND_BASIS:
      return "basis";
    case pb::LINEAGE_KIND_UNSPECIFIED:
    case pb::LineageKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::LineageKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  throw std::logic_error("a node of a kind that no box is drawn for");
}

std::string joined(const google::protobuf::RepeatedPtrField<std::string>& ids,
                   const std::string& between) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : between) + id;
  return out;
}

/// The text of the box: what was written where something was, otherwise what happened.
std::string told_in_box(const Told& told, const pb::LineageNode& node,
                        const lineage::Telling& how) {
  switch (node.kind()) {
    case pb::LINEAGE_KIND_CLUSTER:
      return node.title() + " (" + std::to_string(node.order_size()) + ")";
    case pb::LINEAGE_KIND_MERGE:
      return joined(node.order(), " + ") + ": " + node.text();
    case pb::LINEAGE_KIND_SPLIT:
      return joined(node.order(), " · ");
    case pb::LINEAGE_KIND_SUPPORT: {
      const auto& people = node.people();
      const auto unseen = std::count(people.begin(), people.end(), std::string());
      return unseen > 0 ? std::to_string(people.size()) : joined(people, ", ");
    }
    case pb::LINEAGE_KIND_PRIORITY_SET:
    case pb::LINEAGE_KIND_PRIORITY_LOCK:
      return joined(node.order(), ", ");
    case pb::LINEAGE_KIND_PRIORITY_MOVE:
      return node.title() + ": " + std::to_string(node.from_place()) + " → " +
             std::to_string(node.to_place());
    case pb::LINEAGE_KIND_ANNULLED_VOTE:
      return node.annulled_because().empty() ? node.text() : node.annulled_because();
    case pb::LINEAGE_KIND_POLL:
    case pb::LINEAGE_KIND_VOTE:
      return node.has_result() ? lineage::result_line(node.result(), how.language) : node.text();
    case pb::LINEAGE_KIND_POSITION:
      return node.workshop() == told.lineage.workshop() ? "" : node.workshop();
    case pb::LINEAGE_KIND_NOTE:
    case pb::LINEAGE_KIND_PROPOSAL:
    case pb::LINEAGE_KIND_WORDING:
    case pb::LINEAGE_KIND_DECISION:
    case pb::LINEAGE_KIND_ENDED:
    case pb::LINEAGE_KIND_BASIS:
    case pb::LINEAGE_KIND_UNSPECIFIED:
    case pb::LineageKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::LineageKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return node.text();
}

Card card_of(const Told& told, const pb::LineageNode& node, const lineage::Telling& how) {
  Card card;
  card.look = look_of(node.kind());
  card.kind = lineage::label_of(node, how.language);
  card.id = node.id();
  card.time = lineage::clock_time(told, node.time_ms(), how);
  card.lines = wrapped(told_in_box(told, node, how), text_width, text_lines_max);
  card.foot = lineage::numbered(told, node, how.language);
  if (!node.actor().empty()) card.foot += " · " + lineage::called(told, node.actor());
  card.foot = wrapped(card.foot, text_width + 30, 1).front();
  card.sentence = lineage::sentence(told, node, how);
  card.root = node.key() == told.lineage.root();
  return card;
}

/// Which node each node is drawn as: itself, or the first of the notes that lead to the same
/// places.
using Drawn = std::vector<std::size_t>;

Drawn fold_notes(const pb::Lineage& lineage,
                 const std::unordered_map<std::string, std::size_t>& place) {
  const auto count = static_cast<std::size_t>(lineage.nodes_size());
  std::vector<std::vector<std::size_t>> leads_to(count);
  for (const auto& edge : lineage.edges())
    leads_to[place.at(edge.from())].push_back(place.at(edge.to()));
  Drawn drawn(count);
  std::map<std::vector<std::size_t>, std::size_t> first;
  for (std::size_t i = 0; i < count; ++i) {
    drawn[i] = i;
    const auto& node = lineage.nodes(static_cast<int>(i));
    const bool root = node.key() == lineage.root();
    if (node.kind() == pb::LINEAGE_KIND_NOTE && !root)
      drawn[i] = first.try_emplace(leads_to[i], i).first->second;
  }
  return drawn;
}

std::vector<std::size_t> counts_of(const Drawn& drawn) {
  std::vector<std::size_t> counts(drawn.size(), 0);
  for (const auto at : drawn) ++counts[at];
  return counts;
}

Card several_notes(Card first, std::size_t count, lineage::Language language) {
  if (count < 2) return first;
  const auto text = std::to_string(count) + " " + std::string(phrase(Phrase::notes, language));
  first.kind = text;
  first.id.clear();
  first.lines.clear();
  first.foot.clear();
  first.sentence = text;
  return first;
}

}  // namespace

Box Card::box() const {
  return {card_width, head_height + foot_height + line_height * static_cast<double>(lines.size()) +
                          card_padding};
}

Cards cards_of(const Told& told, const lineage::Telling& how, std::size_t most) {
  const auto& lineage = told.lineage;
  const auto count = static_cast<std::size_t>(lineage.nodes_size());
  std::unordered_map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < count; ++i)
    place.emplace(lineage.nodes(static_cast<int>(i)).key(), i);
  Drawn drawn(count);
  for (std::size_t i = 0; i < count; ++i) drawn[i] = i;
  if (count > most) drawn = fold_notes(lineage, place);
  const auto counts = counts_of(drawn);
  // From the root, which is the latest, backwards.
  constexpr auto nowhere = static_cast<std::size_t>(-1);
  std::vector<std::size_t> card_at(count, nowhere);
  Cards out;
  std::vector<std::size_t> kept;
  for (auto i = count; i-- > 0;) {
    if (drawn[i] != i) continue;
    if (kept.size() < most) {
      kept.push_back(i);
    } else {
      out.left_out += counts[i];
    }
  }
  std::reverse(kept.begin(), kept.end());
  for (const auto i : kept) {
    card_at[i] = out.cards.size();
    out.cards.push_back(several_notes(card_of(told, lineage.nodes(static_cast<int>(i)), how),
                                      counts[i], how.language));
  }
  std::map<std::pair<std::size_t, std::size_t>, bool> once;
  for (const auto& edge : lineage.edges()) {
    const auto from = card_at[drawn[place.at(edge.from())]];
    const auto to = card_at[drawn[place.at(edge.to())]];
    if (from == nowhere || to == nowhere) continue;
    if (once.try_emplace({from, to}, true).second)
      out.arrows.push_back({{from, to}, edge.inferred()});
  }
  return out;
}

}  // namespace tingbok::drawing
