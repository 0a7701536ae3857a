// Random meetings: whatever is asked of a room, in whatever order, what can be rebuilt from its
// records is what it is. A failure prints the seed of each command that led there.
#include <map>
#include <random>
#include <set>

#include <rapidcheck/catch.h>

#include "core/domain/people.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// Stands for the person who chairs when the command comes.
const std::string whoever_chairs = "(chair)";

/// A command drawn from one number: any action, its fields from small pools, so that references
/// often hit, and sometimes odd values.
class CommandMaker {
 public:
  explicit CommandMaker(std::uint32_t seed) : random_(seed) {}

  std::pair<std::string, pb::Command> next() {
    static const Words people = {"R1", "R2",  "R3", "R4",  "R5",  "V1",  "SEK",   "PV",
                                 "KD", "OBS", "FF", "PUB", "SYS", "SKJ", "UKJENT"};
    const std::string who = below(2) == 0 ? whoever_chairs : people[below(people.size())];
    pb::Command made;
    if (below(4) != 0) made.set_text("tekst " + std::to_string(below(100)));
    const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
    const auto* action =
        actions->field(static_cast<int>(below(static_cast<std::size_t>(actions->field_count()))));
    // Voting has the most states to get into, and those who are absent do little.
    if (below(10) == 0) action = pb::Command::descriptor()->FindFieldByName("join");
    if (below(3) == 0) action = pb::Command::descriptor()->FindFieldByNumber(90 + below_int(7));
    fill(*made.GetReflection()->MutableMessage(&made, action));
    if (made.has_vote_open() && below(4) != 0) make_openable(*made.mutable_vote_open());
    if (made.has_vote_cast() && below(4) != 0) make_castable(*made.mutable_vote_cast());
    return {who, made};
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  int below_int(int bound) { return static_cast<int>(below(static_cast<std::size_t>(bound))); }

  std::string id_for(const std::string& field) {
    static const Words votes = {"VA", "VB", "VC"};
    static const Words persons = {"R1", "R2", "R3", "V1", "KD"};
    static const Words things = {"A", "B", "C", "D"};
    if (below(20) == 0) return below(2) == 0 ? "" : std::string(70, 'x');
    if (field == "vote" || field == "revote_of") return votes[below(3)];
    if (field == "to" || field == "member" || field == "seat_of" || field == "people" ||
        field == "recusal_of") {
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
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection->SetEnumValue(&message, field,
                                        below_int(field->enum_type()->value_count() + 1));
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetString(&message, field, id_for(field->name()));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return fill(*reflection->MutableMessage(&message, field));
      default:
        FAIL("the schema has a field of a type this maker does not know");
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

  void make_openable(pb::VoteOpen& command) {
    auto& terms = *command.mutable_terms();
    static const Words votes = {"VA", "VB", "VC"};
    const std::string vote = votes[below(3)];
    terms.Clear();
    terms.set_vote(vote);
    terms.set_kind(static_cast<pb::VoteKind>(1 + below(4)));
    terms.set_method(static_cast<pb::VoteMethod>(1 + below(9)));
    const bool motion = terms.method() == pb::VOTE_METHOD_FOR_AGAINST;
    for (const auto* option : {"A", "B", "C"}) {
      if (!motion) terms.add_options(option);
    }
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
    static const Words choices = {"for", "mot", "A", "B", "C", "blankt"};
    auto& paper = *command.mutable_ballot();
    paper.Clear();
    paper.set_choice(choices[below(6)]);
    paper.add_choices("B");
    for (const auto* option : {"B", "A", "C"}) paper.add_ranking(option);
    auto& dots = *paper.add_dots();
    dots.set_option("A");
    dots.set_count(1 + below_int(2));
    auto& points = *paper.add_points();
    points.set_option("C");
    points.set_count(3);
    paper.set_grade(1 + static_cast<std::uint32_t>(below(8)));
  }

  std::mt19937 random_;
};

/// A room that has lived through the commands drawn from `seeds`; what it refused changed nothing.
TestRoom lived(const std::vector<std::uint32_t>& seeds) {
  TestRoom room(usual_config(pb::MODE_FORMAL));
  room.join({"R1", "R2", "R3", "SEK"});
  room.does("R1", "agenda_add { item: 'A' title: 'Sak A' }");
  room.does("R1", "item_open { item: 'A' }");
  for (const auto seed : seeds) {
    auto [who, wanted] = CommandMaker(seed).next();
    if (who == whoever_chairs) who = domain::chair_now(room.room());
    const auto before = room.state().hash();
    auto decision = room.decide(who, wanted);
    RC_ASSERT(room.state().hash() == before);
    if (auto* events = std::get_if<domain::Events>(&decision)) {
      RC_ASSERT(!events->empty());
      for (auto& event : *events) room.given(std::move(event), who);
    } else {
      RC_ASSERT(!domain::word(std::get<domain::Refusal>(decision).code).empty());
    }
    room.wait_seconds(1);
  }
  return room;
}

std::vector<std::uint32_t> any_seeds() {
  return *rc::gen::scale(4.0, rc::gen::arbitrary<std::vector<std::uint32_t>>());
}

void expect_same(const State& a, const State& b) {
  RC_ASSERT(a.number() == b.number());
  RC_ASSERT(a.hash() == b.hash());
  RC_ASSERT(a.entities().size() == b.entities().size());
  for (std::size_t slot = 0; slot < a.entities().size(); ++slot) {
    RC_ASSERT(same(a.entities()[slot], b.entities()[slot]));
  }
}

}  // namespace

// Rebuilt from its records, a room is what it was live: every entity, and the hash at every number.
TEST_CASE("any meeting: rebuilt equals live", "[property][domain]") {
  rc::prop("rebuilt equals live", [] {
    const TestRoom room = lived(any_seeds());
    State rebuilt;
    State erased;
    for (const auto& recorded : room.log()) {
      const auto changes = fold(rebuilt, recorded);
      RC_ASSERT(changes == fold(erased, recorded, true));
      RC_ASSERT(rebuilt.hash() == erased.hash());
    }
    expect_same(rebuilt, room.state());
  });
}

// From a snapshot at any number, the rest of the records lead to the same room.
TEST_CASE("any meeting: a snapshot and the rest equals live", "[property][domain]") {
  rc::prop("snapshot and the rest equals live", [] {
    const TestRoom room = lived(any_seeds());
    const auto cut = *rc::gen::inRange<std::size_t>(0, room.log().size() + 1);
    State before;
    for (std::size_t i = 0; i < cut; ++i) fold(before, room.log()[i]);
    pb::StateSnapshot stored;
    RC_ASSERT(stored.ParseFromString(before.snapshot().SerializeAsString()));
    State after(stored);
    for (std::size_t i = cut; i < room.log().size(); ++i) fold(after, room.log()[i]);
    expect_same(after, room.state());
  });
}

// Hashes depend on nothing but the entities: hashed in one go, they give the root that grew.
TEST_CASE("any meeting: the hash that grew is the hash of what is there", "[property][domain]") {
  rc::prop("incremental equals from scratch", [] {
    const TestRoom room = lived(any_seeds());
    HashTree tree;
    for (std::size_t slot = 0; slot < room.state().entities().size(); ++slot) {
      tree.set(slot, leaf_hash(domain::hashed_bytes(room.state().entities()[slot])));
    }
    RC_ASSERT(tree.root() == room.state().hash());
  });
}

namespace {

void expect_lawful_votes(const State& state) {
  std::map<std::string, std::uint32_t> cast;
  for (const auto* ballot : state.all<pb::Ballot>()) {
    const auto& roll = state.find<pb::Vote>(ballot->vote())->roll();
    RC_ASSERT(std::find(roll.begin(), roll.end(), ballot->voter()) != roll.end());
    ++cast[ballot->vote()];
  }
  std::size_t open = 0;
  for (const auto* vote : state.all<pb::Vote>()) {
    RC_ASSERT(state.find<pb::Turnout>(vote->id())->cast() == cast[vote->id()]);
    RC_ASSERT(vote->has_result() == (vote->status() != pb::VOTE_STATUS_OPEN));
    for (const auto& person : vote->excluded()) {
      RC_ASSERT(std::find(vote->roll().begin(), vote->roll().end(), person) == vote->roll().end());
    }
    if (vote->status() == pb::VOTE_STATUS_OPEN) ++open;
  }
  RC_ASSERT(open == (domain::room_of(state).open_vote().empty() ? 0U : 1U));
}

}  // namespace

// What must hold in every meeting: ballots from the roll only, one vote open at most, nobody twice
// on the speakers' list, one holder of a seat.
TEST_CASE("any meeting: invariants", "[property][domain]") {
  rc::prop("invariants", [] {
    const TestRoom room = lived(any_seeds());
    expect_lawful_votes(room.state());
    std::set<std::string> waiting;
    for (const auto& queued : domain::speakers_of(room.state()).queue()) {
      RC_ASSERT(waiting.insert(queued.person()).second);
    }
    std::set<std::string> seats;
    for (const auto* attendance : room.state().all<pb::Attendance>()) {
      if (attendance->seat_of().empty()) continue;
      RC_ASSERT(attendance->presence() != pb::PRESENCE_LEFT);
      RC_ASSERT(seats.insert(attendance->seat_of()).second);
    }
    for (const auto* list : room.state().all<pb::PriorityList>()) {
      const std::set<std::string> distinct(list->order().begin(), list->order().end());
      RC_ASSERT(distinct.size() == static_cast<std::size_t>(list->order_size()));
    }
  });
}

// The maker above would prove little if rooms refused all it makes.
TEST_CASE("any meeting: enough of what is drawn is accepted", "[property][domain]") {
  std::vector<std::uint32_t> seeds(4'000);
  for (std::uint32_t i = 0; i < seeds.size(); ++i) seeds[i] = i * 2'654'435'761U;
  const TestRoom room = lived(seeds);
  std::set<int> kinds;
  for (const auto& recorded : room.log()) kinds.insert(recorded.core.kind_case());
  CHECK(room.log().size() > 500);
  CHECK(kinds.size() > 45);
}
