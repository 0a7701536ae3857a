#include "core/domain/financing.hpp"

#include <algorithm>
#include <set>

#include "core/domain/other_rooms.hpp"

namespace tingbok::domain {
namespace {

/// What a frame holds; nullopt where there is no such frame.
std::optional<std::int64_t> frame(const State& state, const std::string& cell) {
  const auto* allocation = state.find<pb::Allocation>("allocation");
  if (allocation == nullptr) return std::nullopt;
  for (const auto& held : allocation->cells()) {
    if (held.option() == cell) return held.count();
  }
  return std::nullopt;
}

/// What the measures of a frame cost together.
std::int64_t used_in(const State& state, const std::string& cell) {
  std::int64_t used = 0;
  for (const auto* measure : state.all<pb::Measure>()) {
    if (measure->cell() == cell) used += measure->cost();
  }
  return used;
}

/// Whether the frames, set anew, would hold less than measures of theirs cost already; a frame that
/// is not among them holds nothing.
bool take_from_measures(const State& state, const pb::AllocationApplied& fact) {
  const auto held = [&](const std::string& cell) -> std::int64_t {
    for (const auto& one : fact.cells()) {
      if (one.option() == cell) return one.count();
    }
    return 0;
  };
  const auto measures = state.all<pb::Measure>();
  return std::any_of(measures.begin(), measures.end(), [&](const auto* measure) {
    return used_in(state, measure->cell()) > held(measure->cell());
  });
}

/// Whether `approved` and `level` together are all that is needed.
bool completes(const pb::Reallocation& request, pb::Level level) {
  std::set<int> approved(request.approved().begin(), request.approved().end());
  approved.insert(level);
  return approved == std::set<int>(request.need().begin(), request.need().end());
}

/// The request, which must still be open.
const pb::Reallocation* request_of(const Situation& now, const std::string& id,
                                   std::optional<Refusal>& no) {
  const auto* request = now.state.find<pb::Reallocation>(id);
  if (request == nullptr) {
    no = no_right_or_unknown(now, "request");
  } else if (request->status() != pb::REALLOCATION_STATUS_REQUESTED) {
    no = refused(pb::REFUSAL_CODE_ALREADY_SETTLED);
  }
  return request;
}

void move(Editor& editor, const pb::Reallocation& request) {
  const auto allocation = editor.edit<pb::Allocation>("allocation");
  for (auto& cell : *allocation->mutable_cells()) {
    if (cell.option() == request.from()) cell.set_count(cell.count() - request.amount());
    if (cell.option() == request.to()) cell.set_count(cell.count() + request.amount());
  }
}

}  // namespace

/// Each frame is its share of the points, and must come out in whole units. What measures cost
/// stays in their frame, here and where money moves.
Decision decide(const Situation& now, const pb::AllocApply& command) {
  const auto* vote = now.state.find<pb::Vote>(command.vote());
  if (vote == nullptr || vote->result().sum().empty()) return unknown_reference("vote");
  __extension__ using Wide = __int128;
  Wide points = 0;
  for (const auto& sum : vote->result().sum()) points += sum.count();
  if (points <= 0) return invalid_argument("vote");
  pb::Event event;
  auto& fact = *event.mutable_allocation_applied();
  fact.set_vote(command.vote());
  for (const auto& sum : vote->result().sum()) {
    const Wide share = Wide{sum.count()} * command.total();
    if (share % points != 0) return refused(pb::REFUSAL_CODE_NOT_WHOLE_UNITS);
    auto& cell = *fact.add_cells();
    cell.set_option(sum.option());
    cell.set_count(static_cast<std::int64_t>(share / points));
  }
  const auto total = static_cast<std::uint64_t>(std::max<std::int64_t>(command.total(), 0));
  const auto shape = Shape().number(total, 1, limits::amount_max, "total");
  if (shape.wrong()) return *shape.wrong();
  if (take_from_measures(now.state, fact)) return refused(pb::REFUSAL_CODE_FRAME_TOO_SMALL);
  return one(std::move(event));
}

/// Up to a tenth of the frame is the programme board's to move; more needs both levels. A request
/// under an id that is in use takes the earlier one's place.
Decision decide(const Situation& now, const pb::ReallocRequest& command) {
  const auto held = frame(now.state, command.from());
  if (!held) return no_right_or_unknown(now, "from");
  if (command.amount() > *held) return refused(pb::REFUSAL_CODE_FRAME_TOO_SMALL);
  if (const auto no = now.lacks_right()) return *no;
  if (!frame(now.state, command.to())) return unknown_reference("to");
  const auto shape = Shape().id(command.request(), "request").that(command.amount() >= 1, "amount");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Reallocation>(now.state, command.request())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_reallocation_requested();
  fact.set_request(command.request());
  fact.set_from(command.from());
  fact.set_to(command.to());
  fact.set_amount(command.amount());
  fact.set_permille((2'000 * command.amount() + *held) / (2 * *held));
  if (10 * command.amount() <= *held) {
    fact.add_need(pb::LEVEL_PROGRAMME_BOARD);
  } else {
    fact.add_need(pb::LEVEL_STATE);
    fact.add_need(pb::LEVEL_MUNICIPALITY);
  }
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ReallocApprove& command) {
  std::optional<Refusal> no;
  const auto* request = request_of(now, command.request(), no);
  if (no) return *no;
  if (std::find(request->need().begin(), request->need().end(), command.level()) ==
      request->need().end()) {
    return refused(pb::REFUSAL_CODE_WRONG_LEVEL);
  }
  if ((no = not_adopted(now, command.vote_room(), command.vote()))) return *no;
  const bool carried_out = completes(*request, command.level());
  if (carried_out) {
    // Frames may have been set anew since it was asked; nothing moves from or to one that is gone.
    const auto held = frame(now.state, request->from());
    if (held && request->amount() > *held) return refused(pb::REFUSAL_CODE_FRAME_TOO_SMALL);
    if (!held || !frame(now.state, request->to())) return no_right_or_unknown(now, "request");
    if (request->amount() > *held - used_in(now.state, request->from())) {
      return refused(pb::REFUSAL_CODE_FRAME_TOO_SMALL);
    }
  }
  if ((no = now.lacks_right())) return *no;
  if (request->approved_size() >= limits::entries_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  pb::Event event;
  auto& fact = *event.mutable_reallocation_approved();
  fact.set_request(command.request());
  fact.set_level(command.level());
  fact.set_carried_out(carried_out);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ReallocRefuse& command) {
  std::optional<Refusal> no;
  request_of(now, command.request(), no);
  if (no) return *no;
  if ((no = now.lacks_right())) return *no;
  pb::Event event;
  event.mutable_reallocation_refused()->set_request(command.request());
  return one(std::move(event));
}

/// The measures of a frame may not cost more than it holds, counting one that is put anew.
Decision decide(const Situation& now, const pb::MeasureAdd& command) {
  const auto held = frame(now.state, command.cell());
  if (!held) return no_right_or_unknown(now, "cell");
  const std::int64_t used = used_in(now.state, command.cell());
  const auto shape = Shape()
                         .id(command.measure(), "measure")
                         .that(command.cost() >= 0, "cost")
                         .needed_text(now.command.text(), "text");
  if (command.cost() > *held - used) return refused(pb::REFUSAL_CODE_OVER_FRAME);
  if (const auto no = now.lacks_right()) return *no;
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Measure>(now.state, command.measure())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_measure_added();
  fact.set_measure(command.measure());
  fact.set_cell(command.cell());
  fact.set_cost(command.cost());
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::AllocationApplied& fact, const pb::Event&) {
  *editor.make<pb::Allocation>("allocation")->mutable_cells() = fact.cells();
}

void evolve(Editor& editor, const pb::ReallocationRequested& fact, const pb::Event&) {
  const auto request = editor.make<pb::Reallocation>(fact.request());
  request->set_from(fact.from());
  request->set_to(fact.to());
  request->set_amount(fact.amount());
  request->set_permille(fact.permille());
  *request->mutable_need() = fact.need();
  request->clear_approved();
  request->set_status(pb::REALLOCATION_STATUS_REQUESTED);
}

void evolve(Editor& editor, const pb::ReallocationApproved& fact, const pb::Event&) {
  const auto request = editor.edit<pb::Reallocation>(fact.request());
  request->add_approved(fact.level());
  if (!fact.carried_out()) return;
  request->set_status(pb::REALLOCATION_STATUS_CARRIED_OUT);
  move(editor, *request);
}

void evolve(Editor& editor, const pb::ReallocationRefused& fact, const pb::Event&) {
  editor.edit<pb::Reallocation>(fact.request())->set_status(pb::REALLOCATION_STATUS_REFUSED);
}

void evolve(Editor& editor, const pb::MeasureAdded& fact, const pb::Event& event) {
  const auto measure = editor.make<pb::Measure>(fact.measure());
  measure->set_title(event.text());
  measure->set_language(event.language());
  measure->set_cell(fact.cell());
  measure->set_cost(fact.cost());
  editor.replace_sources(measure);
}

}  // namespace tingbok::domain
