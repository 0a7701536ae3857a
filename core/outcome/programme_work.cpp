// Positions, money and agreements, in the words of scripts.
#include <algorithm>
#include <map>

#include "core/outcome/outcome.hpp"
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
  auto ordered = view.positions();
  std::sort(ordered.begin(), ordered.end(),
            [](const auto* a, const auto* b) { return a->id() < b->id(); });
  json::object out;
  for (const auto* one : ordered) {
    out[one->id()] = {{"form", one->form()}, {"version", one->version()}, {"late", one->late()}};
  }
  return out;
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
json::object roll_up(const RoomView& view) {
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
  return {{"forms", std::move(forms)},
          {"tasks", std::move(tasks)},
          {"received", view.positions().size()}};
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
  if (!view.positions().empty()) out["rollup"] = roll_up(view);
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
