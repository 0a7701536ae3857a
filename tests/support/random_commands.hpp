/// Random commands, drawn from the schema itself: any action, its fields from small pools, so that
/// references often hit, and sometimes odd values. A new action needs no line here.
#pragma once

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/domain_given.hpp"

namespace tingbok::test {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

/// Stands for the person who chairs when the command comes.
inline const std::string whoever_chairs = "(chair)";

/// What a maker may draw.
enum class Drawn {
  /// Anything a program could send.
  anything,
  /// Coming and going, phases, tables and notes.
  table_work,
};

/// Commands drawn from one number, by whom with each.
class CommandMaker {
 public:
  explicit CommandMaker(std::uint32_t seed, Drawn drawn = Drawn::anything)
      : random_(seed), drawn_(drawn) {}

  std::pair<std::string, pb::Command> next() {
    static const Words people = {"R1", "R2",  "R3", "R4",  "R5",  "V1",  "SEK",   "PV",
                                 "KD", "OBS", "FF", "PUB", "SYS", "SKJ", "UKJENT"};
    std::string who = below(2) == 0 ? whoever_chairs : people[below(people.size())];
    pb::Command made;
    if (below(4) != 0) made.set_text("tekst " + std::to_string(below(100)));
    const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
    const auto* action =
        actions->field(static_cast<int>(below(static_cast<std::size_t>(actions->field_count()))));
    // Voting has the most states to get into, and those who are absent do little.
    if (below(10) == 0) action = pb::Command::descriptor()->FindFieldByName("join");
    if (below(3) == 0) action = pb::Command::descriptor()->FindFieldByNumber(90 + below_int(7));
    if (drawn_ == Drawn::table_work) action = table_work();
    fill(*made.GetReflection()->MutableMessage(&made, action));
    if (drawn_ == Drawn::table_work && below(2) == 0) make_startable(made);
    if (made.has_vote_open() && below(4) != 0) make_openable(*made.mutable_vote_open());
    if (made.has_vote_cast() && below(4) != 0) make_castable(*made.mutable_vote_cast());
    return {who, made};
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  int below_int(int bound) { return static_cast<int>(below(static_cast<std::size_t>(bound))); }

  const FieldDescriptor* table_work() {
    static const Words names = {"join",        "leave",       "note_add",
                                "note_lift",   "phase_start", "phase_end",
                                "tables_deal", "table_seat",  "table_set"};
    return pb::Command::descriptor()->FindFieldByName(names[below(names.size())]);
  }

  std::string id_for(const std::string& field) {
    static const Words votes = {"VA", "VB", "VC"};
    static const Words persons = {"R1", "R2", "R3", "V1", "KD"};
    static const Words things = {"A", "B", "C", "D"};
    if (below(20) == 0) return below(2) == 0 ? "" : std::string(70, 'x');
    if (field == "vote" || field == "revote_of") return votes[below(3)];
    if (field == "to" || field == "member" || field == "seat_of" || field == "people" ||
        field == "recusal_of" || field == "person" || field == "host") {
      return persons[below(5)];
    }
    if (field == "choice" || field == "old_choice" || field == "new_choice") {
      return below(2) == 0 ? "for" : "mot";
    }
    return things[below(4)];
  }

  void set_scalar(Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(&message, field, below(3) == 0);
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->SetUInt32(&message, field, static_cast<std::uint32_t>(below(5)));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetInt64(&message, field, below_int(6) - 1);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int known = field->enum_type()->value_count();
        const int drawn = below_int(known + 1);
        return reflection->SetEnumValue(&message, field, drawn);
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetString(&message, field, id_for(field->name()));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return fill(*reflection->MutableMessage(&message, field));
      default:
        throw std::logic_error("the schema has a field of a type this maker does not know");
    }
  }

  void fill(Message& message) {
    const auto* reflection = message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const auto* field = message.GetDescriptor()->field(i);
      if (field->name() == "rooms") {
        reflection->AddString(&message, field, "K1");
      } else if (!field->is_repeated()) {
        if (below(8) != 0) set_scalar(message, field);
      } else {
        for (auto n = below(4); n > 0; --n) add(message, field);
      }
    }
  }

  void add(Message& message, const FieldDescriptor* field) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      message.GetReflection()->AddString(&message, field, id_for(field->name()));
    } else {
      fill(*message.GetReflection()->AddMessage(&message, field));
    }
  }

  /// Fields that must agree with what the room knows are drawn too rarely to.
  void make_startable(pb::Command& made) {
    if (!made.has_phase_start()) return;
    auto& terms = *made.mutable_phase_start()->mutable_terms();
    const auto kind = static_cast<pb::PhaseKind>(1 + below(3));
    terms.Clear();
    terms.set_phase(std::to_string(kind));
    terms.set_kind(kind);
    terms.set_separate(true);
  }

  void make_openable(pb::VoteOpen& command) {
    auto& terms = *command.mutable_terms();
    static const Words votes = {"VA", "VB", "VC"};
    const std::string vote = votes[below(3)];
    terms.Clear();
    terms.set_vote(vote);
    terms.set_kind(static_cast<pb::VoteKind>(1 + below(4)));
    terms.set_method(static_cast<pb::VoteMethod>(1 + below_int(pb::VOTE_METHOD_EQUAL_SHARES)));
    const bool named =
        terms.method() == pb::VOTE_METHOD_FOR_AGAINST || terms.method() == pb::VOTE_METHOD_CONSENT;
    const bool shared = terms.method() == pb::VOTE_METHOD_EQUAL_SHARES;
    for (const auto* option : {"A", "B", "C"}) {
      if (!named) terms.add_options(option);
      if (!shared) continue;
      auto& cost = *terms.add_costs();
      cost.set_option(option);
      cost.set_count(1 + below_int(9));
    }
    if (shared) terms.set_budget(10);
    terms.set_max(2);
    terms.set_sum(3);
    terms.set_seats(2);
    terms.set_round(static_cast<std::uint32_t>(below(3)));
    if (below(3) == 0) terms.add_recusal_of("R3");
    if (below(3) == 0) terms.set_closes_doors("kommuneloven § 11-5");
    if (below(3) == 0) terms.add_about("A");
    if (below(3) == 0) terms.mutable_electorate()->set_kind(pb::Electorate::KIND_EVERYONE);
  }

  /// A paper that has something for every method.
  void make_castable(pb::VoteCast& command) {
    static const Words choices = {"for", "mot", "A", "B", "C", "blankt", "innvending"};
    auto& paper = *command.mutable_ballot();
    paper.Clear();
    paper.set_choice(choices[below(7)]);
    paper.add_choices("B");
    Words ranking = {"A", "B", "C"};
    std::shuffle(ranking.begin(), ranking.end(), random_);
    paper.mutable_ranking()->Add(ranking.begin(), ranking.end());
    auto& dots = *paper.add_dots();
    dots.set_option("A");
    dots.set_count(1 + below_int(2));
    auto& points = *paper.add_points();
    points.set_option(ranking.front());
    points.set_count(3);
    paper.set_grade(1 + static_cast<std::uint32_t>(below(8)));
  }

  std::mt19937 random_;
  Drawn drawn_;
};

}  // namespace tingbok::test
