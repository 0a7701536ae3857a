// Positions, money and agreements, in the words of scripts.
#include <map>

#include "core/outcome/outcome.hpp"
#include "core/outcome/roll_up.hpp"
#include "core/outcome/room_view.hpp"

namespace tingbok::outcome {
namespace {

json::array words(const google::protobuf::RepeatedField<int>& levels) {
  json::array out;
  for (const int level : levels) out.emplace_back(word_of(static_cast<v1::Level>(level)));
  return out;
}

json::object frames(const v1::Allocation& allocation) {
  json::object out;
  for (const auto& cell : allocation.cells()) out[cell.option()] = cell.count();
  return out;
}

json::object positions(const RoomView& view) {
  json::object out;
  for (const auto& one : roll_up(view.positions(), view.option_lists())) {
    json::object row = {{"form", one.form}, {"version", one.version}, {"late", one.late}};
    if (one.question_version != 0) row["question_version"] = one.question_version;
    if (!one.ranked_without.empty()) row["ranked_without"] = sorted(one.ranked_without);
    out[one.room] = std::move(row);
  }
  return out;
}

/// Which rooms answered which version of the question, and which never saw an option.
void add_differences(const RoomView& view, json::object& out) {
  std::map<std::string, std::vector<std::string>> questions;
  std::map<std::string, std::vector<std::string>> without;
  for (const auto& one : roll_up(view.positions(), view.option_lists())) {
    if (one.question_version != 0)
      questions[std::to_string(one.question_version)].push_back(one.room);
    for (const auto& option : one.ranked_without) without[option].push_back(one.room);
  }
  const auto add = [&](const char* key, auto& rooms_by) {
    json::object by;
    for (auto& [what, rooms] : rooms_by) by[what] = sorted(std::move(rooms));
    if (!by.empty()) out[key] = std::move(by);
  };
  add("question_versions", questions);
  add("ranked_without", without);
}

json::object reallocation(const v1::Reallocation& request) {
  return {{"from", request.from()},
          {"to", request.to()},
          {"amount", request.amount()},
          {"pct", static_cast<double>(request.permille()) / 10},
          {"need", words(request.need())},
          {"ok", words(request.approved())},
          {"status", word_of(request.status())}};
}

json::object agreement(const v1::Agreement& agreement) {
  json::object approvals;
  for (const auto& version : agreement.versions()) {
    approvals[version.version()] = words(version.approved());
  }
  return {{"in_force", text_or_null(agreement.in_force())}, {"approvals", std::move(approvals)}};
}

/// How many positions name each form, and how many want each task.
json::object rolled_up(const RoomView& view) {
  std::map<std::string, int> by_form;
  json::object tasks;
  for (const auto* one : view.positions()) {
    ++by_form[one->form()];
    for (const auto& answer : one->tasks()) {
      auto& wanted = tasks[answer.task()];
      wanted = (wanted.is_int64() ? wanted.as_int64() : 0) + (answer.wanted() ? 1 : 0);
    }
  }
  json::object forms;
  for (const auto& [form, count] : by_form) forms[form] = count;
  json::object out = {{"forms", std::move(forms)},
                      {"tasks", std::move(tasks)},
                      {"received", view.positions().size()}};
  add_differences(view, out);
  return out;
}

bool has_frames(const RoomView& view) {
  return view.allocation() != nullptr && !view.allocation()->cells().empty();
}

}  // namespace

void add_programme_state(const RoomView& view, json::object& out) {
  if (!view.positions().empty()) out["positions"] = positions(view);
  if (has_frames(view)) out["alloc"] = frames(*view.allocation());
  json::object requests;
  for (const auto* one : view.reallocations()) requests[one->id()] = reallocation(*one);
  if (!requests.empty()) out["realloc"] = std::move(requests);
  json::object agreements;
  for (const auto* one : view.agreements()) agreements[one->id()] = agreement(*one);
  if (!agreements.empty()) out["agreements"] = std::move(agreements);
}

void add_programme_outcome(const RoomView& view, json::object& out) {
  if (!view.positions().empty()) out["rollup"] = rolled_up(view);
  if (has_frames(view)) {
    out["alloc"] = frames(*view.allocation());
    json::object requests;
    for (const auto* one : view.reallocations()) requests[one->id()] = word_of(one->status());
    out["realloc"] = std::move(requests);
  }
  json::object agreements;
  for (const auto* one : view.agreements()) agreements[one->id()] = text_or_null(one->in_force());
  if (!agreements.empty()) out["agreements"] = std::move(agreements);
}

}  // namespace tingbok::outcome
