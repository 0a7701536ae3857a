#include "core/lineage/naming.hpp"

#include <algorithm>
#include <array>

#include "core/lineage/lineage.hpp"

namespace tingbok::lineage {
namespace {

/// The kinds a name can be of, and what there is of each is called.
struct Kind {
  const char* name;
  const char* many;
};

constexpr std::array<Kind, 6> kinds{{{"item", "items with a decision"},
                                     {"proposal", "proposals"},
                                     {"vote", "votes"},
                                     {"cluster", "clusters"},
                                     {"list", "priority lists"},
                                     {"note", "notes"}}};

class Names {
 public:
  Names(History& history, const domain::State& state, Teller& teller)
      : history_(history), state_(state), teller_(teller) {}

  /// What the kind has of that id; nullopt: nothing that the reader sees.
  std::optional<Meant> look_up(std::string_view kind, const std::string& id) {
    const auto step = step_of(kind, id);
    if (!step || !teller_.sees(*step)) return std::nullopt;
    return Meant{*step, id, 0};
  }

  std::vector<std::string> all(std::string_view kind) {
    std::vector<std::string> ids;
    const auto add = [&](const auto& entities) {
      for (const auto* entity : entities) {
        if (ids.size() > names_max) return;
        if (look_up(kind, entity->id())) ids.push_back(entity->id());
      }
    };
    if (kind == "item") add(state_.all<pb::AgendaItem>());
    if (kind == "proposal") add(state_.all<pb::Proposal>());
    if (kind == "vote") add(state_.all<pb::Vote>());
    if (kind == "cluster") add(state_.all<pb::Cluster>());
    if (kind == "list") add(state_.all<pb::PriorityList>());
    return ids;
  }

  /// "SATS:P5": the list as it stands, and where the entry stands on it.
  std::optional<Meant> entry(const std::string& of) {
    for (auto colon = of.find(':'); colon != std::string::npos; colon = of.find(':', colon + 1)) {
      auto list = look_up("list", of.substr(0, colon));
      if (!list) continue;
      const auto id = of.substr(colon + 1);
      const auto* entity = state_.find<pb::PriorityList>(list->of);
      const auto& order = entity->order();
      const auto at = std::find(order.begin(), order.end(), id);
      if (at == order.end()) {
        throw Unknown("The list " + list->of + " of " + history_.room() + " does not hold “" + id +
                      "”; it holds: " + listed({order.begin(), order.end()}) + ".");
      }
      list->of = of;
      list->place = static_cast<std::uint32_t>(at - order.begin()) + 1;
      return list;
    }
    return std::nullopt;
  }

  /// The first names_max of them.
  static std::string listed(const std::vector<std::string>& ids) {
    std::string out;
    for (std::size_t i = 0; i < ids.size() && i < names_max; ++i) out += (i ? ", " : "") + ids[i];
    if (ids.size() > names_max) out += " …";
    return out.empty() ? "nothing" : out;
  }

 private:
  /// Of an item, the last decision that the reader sees.
  std::optional<StepId> step_of(std::string_view kind, const std::string& id) {
    if (kind == "note") return history_.note(id);
    if (kind == "item") {
      const auto& decisions = history_.decisions(id);
      const auto last = std::find_if(decisions.rbegin(), decisions.rend(),
                                     [&](StepId decision) { return teller_.sees(decision); });
      return last == decisions.rend() ? std::nullopt : std::optional(*last);
    }
    const auto* thread = history_.thread(kind, id);
    return thread == nullptr ? std::nullopt : std::optional(thread->own);
  }

  History& history_;
  const domain::State& state_;
  Teller& teller_;
};

/// The one thing the name means; nullopt: nothing.
std::optional<Meant> only_one(Names& names, const History& history, const std::string& of) {
  std::vector<std::pair<const char*, Meant>> found;
  for (const auto& kind : kinds) {
    if (auto meant = names.look_up(kind.name, of)) found.emplace_back(kind.name, *meant);
  }
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) return found.front().second;
  std::string sentence = "“" + of + "” is several things in " + history.room() + "; say which:";
  for (const auto& [kind, meant] : found) sentence += " " + std::string(kind) + ":" + of;
  throw Unknown(sentence + ".");
}

std::optional<Meant> with_kind(Names& names, const std::string& of) {
  for (const auto& kind : kinds) {
    const auto prefix = std::string(kind.name) + ":";
    if (!of.starts_with(prefix)) continue;
    if (auto meant = names.look_up(kind.name, of.substr(prefix.size()))) return meant;
  }
  return std::nullopt;
}

std::optional<Meant> meant_by(Names& names, const History& history, const std::string& of) {
  if (auto meant = only_one(names, history, of)) return meant;
  if (auto meant = with_kind(names, of)) return meant;
  return names.entry(of);
}

}  // namespace

Meant find(History& history, const domain::State& state, Teller& teller, const std::string& of) {
  Names names(history, state, teller);
  if (auto meant = meant_by(names, history, of)) return *meant;
  auto spaced = of;
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  if (spaced != of) {
    if (auto meant = meant_by(names, history, spaced)) return *meant;
  }
  std::string sentence = "There is no “" + of + "” in " + history.room();
  if (teller.sees_item(of)) {
    sentence = "Nothing has been decided in the item “" + of + "” of " + history.room();
  }
  std::string there;
  for (const auto& kind : kinds) {
    const auto ids = names.all(kind.name);
    if (ids.empty()) continue;
    there += (there.empty() ? "" : "; ") + std::string(kind.many) + ": " + Names::listed(ids);
  }
  throw Unknown(sentence + " as of event " + std::to_string(state.number()) + "; there is " +
                (there.empty() ? "nothing to ask about yet" : there) + ".");
}

}  // namespace tingbok::lineage
