#include "core/domain/tables.hpp"

#include <algorithm>

#include "core/domain/boards.hpp"
#include "core/domain/ids.hpp"
#include "core/domain/phases.hpp"

namespace tingbok::domain {
namespace {}  // namespace

const pb::TableGroup* table_of(const State& state, std::string_view person) {
  for (const auto* table : state.all<pb::TableGroup>()) {
    if (!table->closed() && holds(table->people(), person)) return table;
  }
  return nullptr;
}

bool may_sit(const pb::Person& person) {
  return person.role() != pb::ROLE_SYSTEM && rule_of(person.role()).writes_notes;
}

const pb::TableGroup* table_for_latecomer(const State& state, const pb::Person& person) {
  const auto* phase = active_phase(state);
  if (phase == nullptr || phase->terms().kind() != pb::PHASE_KIND_GROUP) return nullptr;
  if (!may_sit(person) || steers_only(room_of(state), person)) return nullptr;
  if (table_of(state, person.id()) != nullptr) return nullptr;
  const pb::TableGroup* smallest = nullptr;
  std::ptrdiff_t fewest = 0;
  for (const auto* table : state.all<pb::TableGroup>()) {
    if (table->closed() || table->people_size() >= limits::list_items_max) continue;
    const auto here = std::count_if(table->people().begin(), table->people().end(),
                                    [&](const auto& id) { return has_joined(state, id); });
    if (smallest == nullptr || here < fewest) {
      smallest = table;
      fewest = here;
    }
  }
  return smallest;
}

/// Whoever is named leaves the table they sat at.
Decision decide(const Situation& now, const pb::TableSet& command) {
  const pb::TableSeats& seats = command.seats();
  const bool host_sits = seats.host().empty() || holds(seats.people(), seats.host());
  const auto shape = Shape()
                         .id(seats.table(), "table")
                         .name(seats.title(), "title")
                         .ids(seats.people(), "people")
                         .distinct(seats.people(), "people")
                         .that(host_sits, "host")
                         .that(!command.closed() || seats.people().empty(), "people");
  if (shape.wrong()) return *shape.wrong();
  const auto* known = now.state.find<pb::TableGroup>(seats.table());
  if (command.closed() && known == nullptr) return unknown_reference("table");
  for (const auto& id : seats.people()) {
    const auto* person = now.state.find<pb::Person>(id);
    if (person == nullptr) return unknown_reference("people");
    if (!may_sit(*person)) return invalid_argument("people");
  }
  if (const auto no = full_for<pb::TableGroup>(now.state, seats.table())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_table_arranged();
  *fact.mutable_seats() = seats;
  const std::string had = known != nullptr ? known->title() : "";
  if (seats.title().empty()) fact.mutable_seats()->set_title(had);
  fact.set_title_behind_closed_doors(!now.room.doors_closed().empty() &&
                                     fact.seats().title() != had);
  fact.set_closed(command.closed());
  return one(std::move(event));
}

namespace {

/// Those who are dealt out, in order of joining: everyone here who may sit, but those who only
/// steer.
std::vector<const pb::Person*> dealt_people(const Situation& now) {
  std::vector<const pb::Person*> people;
  for (const auto* attendance : in_order_of_joining(now.state)) {
    if (!is_here(*attendance)) continue;
    const auto* person = now.state.find<pb::Person>(attendance->id());
    if (person == nullptr || !may_sit(*person) || steers_only(now.room, *person)) continue;
    people.push_back(person);
  }
  return people;
}

/// Brings those of one party together, parties in the order of their first, so that dealing in turn
/// spreads each party as evenly as it goes.
void group_by_party(std::vector<const pb::Person*>& people) {
  std::vector<std::vector<const pb::Person*>> parties;
  for (const auto* person : people) {
    const auto same = [&](const auto& party) { return party.front()->party() == person->party(); };
    const auto found = std::find_if(parties.begin(), parties.end(), same);
    auto& party = found == parties.end() ? parties.emplace_back() : *found;
    party.push_back(person);
  }
  people.clear();
  for (const auto& party : parties) people.insert(people.end(), party.begin(), party.end());
}

/// The room's tables in order of first appearance, then new ones: the smallest numbers that are no
/// table's id.
std::vector<pb::TableSeats> tables_to_deal_on(const State& state, std::size_t wanted) {
  std::vector<pb::TableSeats> tables;
  for (const auto* known : state.all<pb::TableGroup>()) {
    if (tables.size() == wanted) break;
    auto& table = tables.emplace_back();
    table.set_table(known->id());
    table.set_title(known->title());
  }
  for (std::size_t number = 1; tables.size() < wanted; ++number) {
    const auto id = std::to_string(number);
    if (state.find<pb::TableGroup>(id) == nullptr) tables.emplace_back().set_table(id);
  }
  return tables;
}

}  // namespace

/// Sizes differ by one at most. The same state deals the same way: nothing is drawn.
Decision decide(const Situation& now, const pb::TablesDeal& command) {
  const auto shape = Shape().number(command.tables(), 1, limits::tables_dealt_max, "tables");
  if (shape.wrong()) return *shape.wrong();
  auto people = dealt_people(now);
  if (command.mix_parties()) group_by_party(people);
  auto tables = tables_to_deal_on(now.state, command.tables());
  const std::size_t known = now.state.count<pb::TableGroup>();
  if (tables.size() > known) {
    if (const auto no = full<pb::TableGroup>(now.state, tables.size() - known)) return *no;
  }
  for (std::size_t i = 0; i < people.size(); ++i) {
    tables[i % tables.size()].add_people(people[i]->id());
  }
  pb::Event event;
  auto& fact = *event.mutable_tables_dealt();
  for (auto& table : tables) {
    const auto* before = now.state.find<pb::TableGroup>(table.table());
    if (before != nullptr && holds(table.people(), before->host())) table.set_host(before->host());
    *fact.add_tables() = std::move(table);
  }
  return one(std::move(event));
}

/// Anyone who writes notes takes a place; the chair's side gives one to others.
Decision decide(const Situation& now, const pb::TableSeat& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto& id = command.person().empty() ? now.actor.id() : command.person();
  if (id != now.actor.id() && !steers(now.room, now.actor)) {
    return refused(pb::REFUSAL_CODE_NOT_STEERING, "person");
  }
  const auto* person = now.state.find<pb::Person>(id);
  if (person == nullptr) return unknown_reference("person");
  if (!may_sit(*person)) return invalid_argument("person");
  const auto* table = now.state.find<pb::TableGroup>(command.table());
  if (table == nullptr) return unknown_reference("table");
  if (table->closed()) return invalid_argument("table");
  if (table->people_size() >= limits::list_items_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  pb::Event event;
  auto& fact = *event.mutable_person_seated();
  fact.set_table(command.table());
  fact.set_person(id);
  return one(std::move(event));
}

// --- What the events make of the state.

namespace {

void remove(Ids& ids, std::string_view id) {
  ids.erase(std::remove(ids.begin(), ids.end(), id), ids.end());
}

/// Takes people away from every table but one.
void leave_tables(Editor& editor, const std::vector<std::string>& people,
                  const std::string& but_for) {
  std::vector<std::string> left;
  for (const auto* table : editor.state().all<pb::TableGroup>()) {
    const auto sits = [&](const std::string& id) { return holds(people, id); };
    if (table->id() != but_for &&
        std::any_of(table->people().begin(), table->people().end(), sits)) {
      left.push_back(table->id());
    }
  }
  for (const auto& id : left) {
    const auto table = editor.edit<pb::TableGroup>(id);
    for (const auto& person : people) remove(*table->mutable_people(), person);
    if (holds(people, table->host())) table->clear_host();
  }
}

void arrange(Editor& editor, const pb::TableSeats& seats, bool closed) {
  const auto table = editor.make<pb::TableGroup>(seats.table());
  if (table->title() != seats.title()) table->clear_title_behind_closed_doors();
  table->set_title(seats.title());
  table->set_host(seats.host());
  *table->mutable_people() = seats.people();
  table->set_closed(closed);
}

}  // namespace

void evolve(Editor& editor, const pb::TableArranged& fact, const pb::Event&) {
  const Ids& people = fact.seats().people();
  leave_tables(editor, {people.begin(), people.end()}, fact.seats().table());
  arrange(editor, fact.seats(), fact.closed());
  if (fact.title_behind_closed_doors()) {
    editor.edit<pb::TableGroup>(fact.seats().table())->set_title_behind_closed_doors(true);
  }
  bring_own_notes(editor);
}

void evolve(Editor& editor, const pb::TablesDealt& fact, const pb::Event&) {
  std::vector<std::string> named;
  for (const auto& table : fact.tables()) named.push_back(table.table());
  std::vector<std::string> others;
  for (const auto* table : editor.state().all<pb::TableGroup>()) {
    if (!holds(named, table->id()) && !(table->closed() && table->people().empty())) {
      others.push_back(table->id());
    }
  }
  for (const auto& id : others) {
    const auto table = editor.edit<pb::TableGroup>(id);
    table->clear_people();
    table->clear_host();
    table->set_closed(true);
  }
  for (const auto& table : fact.tables()) arrange(editor, table, false);
  bring_own_notes(editor);
}

void evolve(Editor& editor, const pb::PersonSeated& fact, const pb::Event&) {
  leave_tables(editor, {fact.person()}, fact.table());
  const auto table = editor.edit<pb::TableGroup>(fact.table());
  if (!holds(table->people(), fact.person())) table->add_people(fact.person());
  bring_own_notes(editor);
}

}  // namespace tingbok::domain
