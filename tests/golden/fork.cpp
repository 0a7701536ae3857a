// Goal: a training copy has the same events about other people, and can never pass for the
// original.
#include "replay/fork.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <google/protobuf/descriptor.h>

#include "core/rebuild/record.hpp"
#include "replay/check.hpp"
#include "replay/name_fields.hpp"
#include "replay/pseudonyms.hpp"
#include "seed_plays.hpp"

using namespace tingbok;
using golden::Play;
namespace pbuf = google::protobuf;

namespace {

struct Copied {
  std::unique_ptr<log::EventLog> log = log::open_memory_log();
  std::string address;
};

/// The room, PROGRAMME/ROOM, copied to another programme; at its head unless `upto` says where.
Copied copy_of(const log::EventLog& original, const std::string& room, const std::string& programme,
               log::Number upto = 0) {
  replay::ForkPlan plan;
  plan.room = room;
  plan.upto = upto ? upto : original.head(plan.room).number;
  plan.programme = programme;
  plan.seed = 4711;
  std::uint8_t salts = 0;
  plan.salt = [&salts] { return std::string(rebuild::salt_bytes, static_cast<char>(++salts)); };
  Copied copied;
  copied.address = replay::fork_room(original, plan, *copied.log);
  return copied;
}

/// The room of a script, copied to the programme OVE.
Copied copy_of(const Play& play, const std::string& room, log::Number upto = 0) {
  return copy_of(play.runner().log(), play.runner().address(room), "OVE", upto);
}

/// Every text in a message, each on a line of its own.
void gather_texts(const pbuf::Message& message, std::string& texts) {
  const auto& has = *message.GetReflection();
  std::vector<const pbuf::FieldDescriptor*> set;
  has.ListFields(message, &set);
  for (const auto* field : set) {
    const int count = field->is_repeated() ? has.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == pbuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        gather_texts(field->is_repeated() ? has.GetRepeatedMessage(message, field, i)
                                          : has.GetMessage(message, field),
                     texts);
      } else if (field->type() == pbuf::FieldDescriptor::TYPE_STRING) {
        texts += field->is_repeated() ? has.GetRepeatedString(message, field, i)
                                      : has.GetString(message, field);
        texts += '\n';
      }
    }
  }
}

/// Every text in a log: cores and personal parts.
std::string all_texts(const log::EventLog& log) {
  std::string texts;
  for (const auto& stream : log.streams()) {
    log.read(stream, 1, rebuild::to_head, [&](const log::RecordView& record) {
      const auto parsed = rebuild::parse_record(record, stream);
      gather_texts(parsed.core, texts);
      if (parsed.personal) gather_texts(*parsed.personal, texts);
      return true;
    });
  }
  return texts;
}

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80); }

/// Whether the word stands in the bytes with no letter or digit around it.
bool holds_word(const std::string& bytes, const std::string& word) {
  for (auto at = bytes.find(word); at != std::string::npos; at = bytes.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !in_word(bytes[at - 1])) && (end == bytes.size() || !in_word(bytes[end]))) {
      return true;
    }
  }
  return false;
}

/// What a result counts, without what its options are called.
std::vector<std::int64_t> totals(const pb::TallyResult& result) {
  std::vector<std::int64_t> counts{result.cast(), result.roll(), result.total()};
  for (const auto& row : result.tally()) counts.push_back(row.count());
  std::sort(counts.begin() + 3, counts.end());
  return counts;
}

/// Calls `look` with each field of text or bytes that an event can hold.
void walk_fields(const pbuf::Descriptor* message, std::set<const pbuf::Descriptor*>& seen,
                 const std::function<void(const pbuf::FieldDescriptor&)>& look) {
  if (!seen.insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const auto* field = message->field(i);
    if (field->cpp_type() == pbuf::FieldDescriptor::CPPTYPE_STRING) look(*field);
    if (field->cpp_type() == pbuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      walk_fields(field->message_type(), seen, look);
    }
  }
}

}  // namespace

// Whoever adds a field of text to an event must say whether it can name somebody.
TEST_CASE("fork: the table of names speaks of every field of every event", "[golden]") {
  std::set<const pbuf::Descriptor*> seen;
  std::vector<std::string> missing;
  walk_fields(pb::Event::descriptor(), seen, [&](const pbuf::FieldDescriptor& field) {
    if (!replay::name_field(field.containing_type()->name(), field.name())) {
      missing.push_back(field.full_name());
    }
  });
  for (const auto& one : missing) UNSCOPED_INFO(one);
  CHECK(missing.empty());
  CHECK(seen.size() > 80);
}

// No name is cut out of a longer word, and no shorter name spoils a longer one.
TEST_CASE("fork: words are replaced whole, the longest first", "[golden]") {
  const std::vector<replay::KnownPerson> people = {
      {"R1", true, {"Ordfører – Kari Nordmann (Ap)"}, {"Ap"}},
      {"R10", true, {"Ola Nordmann (H)"}, {"H"}},
      {"GJ", false, {"Gjesten"}, {""}}};
  const replay::Pseudonyms names(people, "A/K", "B/K", 1);
  const std::string kari = names.label("R1");
  const std::string ola = names.label("R10");
  CHECK(kari != ola);
  CHECK(names.label("GJ") == "Gjest 1");
  CHECK(names.text("Kari Nordmann sa at Ola Nordmann tok feil") ==
        kari + " sa at " + ola + " tok feil");
  CHECK(names.text("R1 og R10, men ikke XR1 eller R101") ==
        kari + " og " + ola + ", men ikke XR1 eller R101");
  CHECK(names.text("Ordfører – Kari Nordmann (Ap) åpnet") == kari + " åpnet");
  CHECK(names.text("Apen er ikke Ap").starts_with("Apen er ikke Parti "));
  CHECK(names.text("") == "");
  CHECK(names.id("VS/R10") == "VS/" + names.id("R10"));
  CHECK(names.id("R1") != names.id("R10"));
}

// What verify derives again holds for the copy: states, results, roots.
TEST_CASE("fork: every room of the scripts is copied whole, and verifies", "[golden]") {
  const auto [play, room] =
      GENERATE(std::pair{&golden::script_a, "A"}, std::pair{&golden::script_b, "K04"},
               std::pair{&golden::script_b, "GF"}, std::pair{&golden::script_c, "PS"},
               std::pair{&golden::script_e, "HS"});
  const Play& played = play();
  const std::string original = played.runner().address(room);
  const auto copied = copy_of(played, room);
  INFO(original);
  CHECK(copied.address == "OVE/" + std::string(room));
  CHECK(copied.log->head(copied.address).number == played.runner().log().head(original).number);
  const auto step = [] {};
  for (const auto& checked : {replay::check_room(*copied.log, copied.address, step),
                              replay::check_programme(*copied.log, "OVE", step)}) {
    INFO((checked.finding ? checked.finding->what : ""));
    CHECK_FALSE(checked.finding);
  }
  CHECK(replay::strays(*copied.log).empty());

  // The same kinds of events at the same numbers and times.
  std::vector<std::pair<int, std::int64_t>> kinds[2];
  const auto read = [](const log::EventLog& log, const std::string& stream, auto& into) {
    log.read(stream, 1, rebuild::to_head, [&](const log::RecordView& record) {
      const auto core = rebuild::parse_record(record, stream).core;
      into.emplace_back(core.event().kind_case(), core.time_ms());
      return true;
    });
  };
  read(played.runner().log(), original, kinds[0]);
  read(*copied.log, copied.address, kinds[1]);
  CHECK(kinds[0] == kinds[1]);
}

// Seed 11: an export for research holds no id and no party, and everything that was counted.
TEST_CASE("seeds: a pseudonymised export has every event and total, and no id or party",
          "[golden]") {
  const Play& play = golden::script_a();
  const auto copied = copy_of(play, "A");
  const auto& before = play.runner().state("A");
  const auto after = rebuild::rebuild(*copied.log, copied.address).state;
  const std::string texts = all_texts(*copied.log);
  std::size_t people = 0;
  for (const auto& person : play.runner().programme().people()) {
    INFO(person.person() << ", " << person.label());
    CHECK_FALSE(holds_word(texts, person.person()));
    // "Kommunedirektøren" is a word of its own, not the person's label.
    CHECK_FALSE(holds_word(texts, person.label()));
    ++people;
  }
  CHECK(people > 30);
  std::set<std::string> parties;
  for (const auto* person : after.all<pb::Person>()) parties.insert(person->party());
  for (const auto* person : before.all<pb::Person>()) {
    if (!person->party().empty()) CHECK_FALSE(parties.contains(person->party()));
  }

  REQUIRE(before.count<pb::Vote>() == after.count<pb::Vote>());
  const auto votes = before.all<pb::Vote>();
  const auto copies = after.all<pb::Vote>();
  for (std::size_t i = 0; i < votes.size(); ++i) {
    INFO(votes[i]->id());
    CHECK(votes[i]->status() == copies[i]->status());
    CHECK(votes[i]->has_result() == copies[i]->has_result());
    CHECK(totals(votes[i]->result()) == totals(copies[i]->result()));
    CHECK(votes[i]->result().outcome() == copies[i]->result().outcome());
  }
  CHECK(before.entities().size() == after.entities().size());
}

// The mark is part of the room that every audience sees.
TEST_CASE("fork: every view says that it is an exercise, and of what", "[golden]") {
  const Play& play = golden::script_a();
  const auto copied = copy_of(play, "A", 100);
  const auto state = rebuild::rebuild(*copied.log, copied.address).state;
  CHECK(state.number() == 100);
  for (const auto audience : golden::every_audience) {
    const auto room = golden::seen<pb::Room>(state, "room", audience);
    REQUIRE(room);
    CHECK(room->room().training().workshop() == "A/A");
    CHECK(room->room().training().number() == 100);
    CHECK(room->room().training().root().size() == 32);
  }
  CHECK_FALSE(play.runner().state("A").find<pb::Room>("room")->has_training());
  CHECK(rebuild::read_programme(*copied.log, "OVE").created.training());
}

// No record of the copy is one of the original, the first least of all: what signs or compares
// either history can tell them apart from there on.
TEST_CASE("fork: no record is the original's, and neither verifies in the other's place",
          "[golden]") {
  const Play& play = golden::script_a();
  const auto copied = copy_of(play, "A");
  std::set<std::string> leaves;
  play.runner().log().read("A/A", 1, rebuild::to_head, [&](const log::RecordView& record) {
    leaves.insert(std::string(as_bytes(leaf_hash(record.core))));
    return true;
  });
  std::vector<log::Record> records;
  copied.log->read(copied.address, 1, rebuild::to_head, [&](const log::RecordView& record) {
    CHECK_FALSE(leaves.contains(std::string(as_bytes(leaf_hash(record.core)))));
    records.push_back(log::make_record(std::string(record.core), std::string(record.personal)));
    return true;
  });
  CHECK(copied.log->epoch() != play.runner().log().epoch());

  // Put where the original stands, it is not the original.
  const auto forged = log::open_memory_log();
  for (std::size_t i = 0; i < records.size(); ++i) {
    log::Transaction one;
    one.appends.push_back({"A/A", i, {records[i]}});
    forged->submit(std::move(one), [](log::Error error) { REQUIRE(error == log::Error::none); });
  }
  const auto checked = replay::check_room(*forged, "A/A", [] {});
  REQUIRE(checked.finding);
  CHECK(checked.finding->number == 1);
}

// A copy beside its original could be mistaken for it; events that are not there cannot be
// copied.
TEST_CASE("fork: the copy's programme needs an id of its own", "[golden]") {
  replay::ForkPlan plan;
  plan.room = "A/A";
  plan.upto = 10;
  plan.programme = "A";
  plan.salt = [] { return std::string(rebuild::salt_bytes, 's'); };
  const auto into = log::open_memory_log();
  CHECK_THROWS(replay::fork_room(golden::script_a().runner().log(), plan, *into));
  plan.programme = "OVE";
  plan.upto = 1'000'000;
  CHECK_THROWS(replay::fork_room(golden::script_a().runner().log(), plan, *into));
}

// Whoever trains in a copy of a copy is told what really happened, not in which exercise.
TEST_CASE("fork: a copy of a copy says what the first one was made of", "[golden]") {
  const auto first = copy_of(golden::script_a(), "A", 100);
  const auto second = copy_of(*first.log, first.address, "OVE2", 80);
  CHECK_FALSE(replay::check_room(*second.log, second.address, [] {}).finding);
  const auto origin = [](const Copied& copied) {
    const auto state = rebuild::rebuild(*copied.log, copied.address).state;
    return state.find<pb::Room>("room")->training();
  };
  CHECK(origin(second).workshop() == "A/A");
  CHECK(origin(second).SerializeAsString() == origin(first).SerializeAsString());
  CHECK_THROWS(copy_of(*first.log, first.address, "A"));
  CHECK_THROWS(copy_of(*first.log, first.address, "OVE"));
}
