#include "core/outcome/roll_up.hpp"

#include <algorithm>
#include <set>

namespace tingbok::outcome {
namespace {

using Options = std::set<std::string>;

Options options_of(const v1::OptionList& list) {
  Options options;
  for (const auto& listed : list.options()) options.insert(listed.option());
  return options;
}

bool meet(const Options& a, const Options& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& option) { return b.contains(option); });
}

/// What the room might have chosen among.
Options offered(const Options& chosen, const std::vector<Options>& lists, const Options& all) {
  Options offered;
  for (const auto& list : lists) {
    if (meet(list, chosen)) offered.insert(list.begin(), list.end());
  }
  return offered.empty() ? all : offered;
}

}  // namespace

std::vector<RolledUp> roll_up(const std::vector<const v1::Position*>& positions,
                              const std::vector<const v1::OptionList*>& lists) {
  std::vector<Options> listed;
  for (const auto* list : lists) listed.push_back(options_of(*list));
  Options all;
  for (const auto* one : positions) all.insert(one->options().begin(), one->options().end());
  std::vector<RolledUp> rows;
  for (const auto* one : positions) {
    auto& row = rows.emplace_back();
    row.room = one->id();
    row.version = one->version();
    row.form = one->form();
    row.late = one->late();
    row.question_version = one->question_version();
    const Options chosen(one->options().begin(), one->options().end());
    if (chosen.empty()) continue;
    for (const auto& option : offered(chosen, listed, all)) {
      if (!chosen.contains(option)) row.ranked_without.push_back(option);
    }
  }
  std::sort(rows.begin(), rows.end(),
            [](const RolledUp& a, const RolledUp& b) { return a.room < b.room; });
  return rows;
}

}  // namespace tingbok::outcome
