#include "tests/fuzz/targets.hpp"

#include <stdexcept>

#include <boost/json.hpp>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include "core/bundle/answers.hpp"
#include "core/bundle/bundle_log.hpp"
#include "core/domain/decide.hpp"
#include "core/domain/evolve.hpp"
#include "core/domain/rulesets.hpp"
#include "core/log/format.hpp"
#include "core/proof/checkpoint.hpp"
#include "core/proof/text.hpp"
#include "core/rebuild/record.hpp"
#include "core/script/script.hpp"
#include "server/room/encode.hpp"

namespace tingbok::fuzz {
namespace {

void must(bool holds, const char* promise) {
  if (!holds) throw std::logic_error(promise);
}

template <class Message>
Message text(const std::string& given) {
  Message message;
  must(google::protobuf::TextFormat::ParseFromString(given, &message), "a text that parses");
  return message;
}

constexpr std::int64_t now_ms = script::epoch_ms;

void fold(domain::State& state, const domain::Events& events, const std::string& actor) {
  for (const auto& event : events) {
    domain::evolve(state, event, {state.number() + 1, now_ms, actor, 0, {}});
  }
}

void given(domain::State& state, const std::string& actor, const std::string& command) {
  const auto decision = domain::decide(state, text<v1::Command>(command), {actor, now_ms, {}});
  fold(state, std::get<domain::Events>(decision), actor);
}

std::vector<v1::RosterEntry> people() {
  std::vector<v1::RosterEntry> roster;
  for (const auto* entry : {"person: 'R1' role: ROLE_MAYOR", "person: 'R2' role: ROLE_COUNCILLOR",
                            "person: 'R3' role: ROLE_COUNCILLOR"}) {
    roster.push_back(text<v1::RosterEntry>(std::string(entry) + " votes: true member: true"));
  }
  return roster;
}

/// A room with an item, a proposal and an open vote.
const domain::State& fixed_room() {
  static const auto state = [] {
    domain::State made;
    auto config = text<v1::RoomConfig>("room: 'K1' body: 'Utvalg' seats: 3 chair: 'R1'");
    fold(made, domain::found_room("A", config, true, people()), "");
    for (const auto* person : {"R1", "R2"}) given(made, person, "join {}");
    given(made, "R1", "meeting_open {}");
    given(made, "R1", "mode_set { mode: MODE_FORMAL }");
    given(made, "R1", "agenda_add { item: 'S1' title: 'Sak' }");
    given(made, "R1", "item_open { item: 'S1' }");
    given(made, "R2", "text: 'Bru' propose { proposal: 'P1' }");
    given(made, "R1",
          "vote_open { terms { vote: 'V1' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
          "about: 'P1' } }");
    return made;
  }();
  return state;
}

void decide_and_fold(const v1::Command& command) {
  auto state = fixed_room();
  const auto decision = domain::decide(state, command, {"R1", now_ms, {}});
  if (const auto* events = std::get_if<domain::Events>(&decision)) {
    must(!events->empty(), "what is accepted makes an event");
    fold(state, *events, "R1");
  }
  must(domain::State(state.snapshot()).hash() == state.hash(), "a snapshot has its state's hash");
  must(std::holds_alternative<domain::Events>(decision) || state.hash() == fixed_room().hash(),
       "a refusal changes nothing");
}

/// Runs `parse`, for which bytes that are wrong are a matter of course.
template <class Parse>
void may_be_wrong(const Parse& parse) {
  try {
    parse();
  } catch (const std::invalid_argument&) {
    return;
  } catch (const log::Damaged&) {
    return;
  } catch (const script::ScriptError&) {
    return;
  } catch (const bundle::Broken&) {
    return;
  }
}

class TextSource : public bundle::Source {
 public:
  explicit TextSource(std::string_view text) : text_(text) {}
  std::uint64_t size() const override { return text_.size(); }
  std::string read_at(std::uint64_t offset, std::size_t count) const override {
    must(offset <= text_.size() && count <= text_.size() - offset, "reads stay in the source");
    return std::string(text_.substr(static_cast<std::size_t>(offset), count));
  }

 private:
  std::string_view text_;
};

Members members_of(const bundle::Source& source, const bundle::Contents& contents) {
  Members members = {{std::string(bundle::readme_name), contents.readme},
                     {std::string(bundle::manifest_name), bundle::manifest_text(contents.manifest)},
                     {std::string(bundle::schema_name), contents.schema}};
  if (!contents.keys.empty()) {
    auto& lines = members.emplace_back(bundle::keys_name, "").second;
    for (const auto& key : contents.keys) lines += key + "\n";
  }
  for (const auto& [place, note] : contents.notes) {
    members.emplace_back(bundle::note_name(place), note);
  }
  for (const auto& one : contents.streams) {
    members.emplace_back(one.name, source.read_at(one.begin(), static_cast<std::size_t>(one.size)));
  }
  members.emplace_back(bundle::seal_name, contents.seal);
  return members;
}

/// Read from `from` on, as whoever stands at a number reads.
void read_on(const bundle::BundleLog& log, std::size_t place, log::Number from) {
  const auto& entry = log.contents().manifest.streams[place];
  auto number = from;
  log.visit(place, from, [&](log::Number at, const bundle::StoredRecord& record) {
    must(at == number++, "records are read in their order");
    v1::RecordCore core;
    if (record.answer.empty() || !core.ParseFromString(std::string(record.core))) return true;
    must(log.kept_answer(bundle::room_of(entry.name, core), bundle::answer_key(core)).has_value(),
         "a kept answer is found");
    return true;
  });
  must(number == entry.records + 1, "a stream has the records that its manifest says");
}

void read_container(std::string_view bytes) {
  const TextSource source(bytes);
  const bundle::BundleLog log(source);
  must(bundle_text(members_of(source, log.contents())) == bytes, "a bundle is written one way");
  for (std::size_t place = 0; place < log.contents().manifest.streams.size(); ++place) {
    const auto records = log.contents().manifest.streams[place].records;
    for (const auto from : {log::Number{1}, (records + 1) / 2, records}) read_on(log, place, from);
  }
  bundle::check_seal(source, log.contents());
}

void read_records(std::string_view bytes) {
  const TextSource source(bytes);
  bundle::Records records(source, "A/K1", 0, bytes.size(), 1, 64);
  std::string again;
  while (const auto record = records.next()) bundle::put_record(again, *record);
  must(again == bytes, "records are written as they were read");
}

}  // namespace

void read_frame(std::string_view bytes) {
  for (const auto encoding : {room::Encoding::protobuf, room::Encoding::json}) {
    v1::ClientFrame parsed;
    if (!room::parse_frame(bytes, encoding, parsed)) continue;
    if (parsed.has_submit()) decide_and_fold(parsed.submit().command());
  }
}

void read_log(std::string_view bytes) {
  std::vector<std::string_view> cores;
  std::vector<log::format::PersonalPart> parts;
  may_be_wrong([&] { log::format::parse_cores(bytes, cores); });
  may_be_wrong([&] { log::format::parse_personal(bytes, parts); });
  may_be_wrong([&] { log::format::parse_head(bytes); });
  may_be_wrong([&] { log::format::parse_commit(bytes); });
  cores.push_back(bytes);
  for (const auto core : cores) {
    may_be_wrong([&] {
      auto state = fixed_room();
      auto parsed = rebuild::parse_record({state.number() + 1, core, {}}, "A/K1");
      if (!parsed.core.has_event()) return;
      try {
        domain::evolve(state, parsed.core.event(),
                       {parsed.core.number(), now_ms, parsed.core.actor(), 0, {}});
      } catch (const domain::CannotFold&) {
        return;  // At odds with the room.
      }
    });
  }
}

void read_script(std::string_view bytes) {
  boost::system::error_code error;
  const auto value =
      boost::json::parse(boost::json::string_view(bytes.data(), bytes.size()), error);
  if (error || !value.is_object()) return;
  may_be_wrong([&] { script::parse_header(value.as_object()); });
  may_be_wrong([&] {
    auto object = value.as_object();
    const auto line = script::parse_line(object, 1);
    for (auto& [key, said] : script::to_json(line.command)) object[key] = said;
    const auto again = script::parse_line(object, 1);
    must(again.command.SerializeAsString() == line.command.SerializeAsString(),
         "a line that is written reads as it was");
  });
}

void read_ruleset(std::string_view bytes) {
  v1::RoomConfig config = text<v1::RoomConfig>("room: 'K1' body: 'Utvalg' seats: 3 chair: 'R1'");
  auto& rules = *config.mutable_ruleset_in_full();
  google::protobuf::TextFormat::Parser parser;
  parser.SetRecursionLimit(100);
  struct Silent : google::protobuf::io::ErrorCollector {
    void AddError(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
  } silent;
  parser.RecordErrorsTo(&silent);
  if (!parser.ParseFromString(std::string(bytes), &rules)) return;
  may_be_wrong([&] {
    domain::State state;
    fold(state, domain::found_room("A", config, true, people()), "");
    given(state, "R1", "join {}");
  });
}

void read_note(std::string_view bytes) {
  proof::Note note;
  try {
    note = proof::parse_note(bytes);
  } catch (const proof::Malformed&) {
    return;
  }
  std::string again = note.text + "\n";
  for (const auto& one : note.signatures) {
    std::string signature;
    for (int shift = 24; shift >= 0; shift -= 8) signature += static_cast<char>(one.id >> shift);
    again += "\u2014 " + one.name + " " + proof::to_base64(signature + one.bytes) + "\n";
  }
  must(again == bytes, "a note that is written is the one that was read");
  try {
    const auto checkpoint = proof::parse_checkpoint(note.text);
    must(proof::text_of(checkpoint) == note.text, "a checkpoint is written as it was read");
    proof::neighbour(checkpoint, proof::refusals_neighbour);
  } catch (const proof::Malformed&) {
    return;
  }
}

void read_bundle(std::string_view bytes) {
  may_be_wrong([&] { read_container(bytes); });
  may_be_wrong([&] {
    must(bundle::manifest_text(bundle::parse_manifest(bytes)) == bytes,
         "a manifest is written one way");
  });
  may_be_wrong([&] { read_records(bytes); });
}

std::string bundle_text(const Members& members) {
  std::string text;
  for (const auto& [name, bytes] : members) {
    text += bundle::header_of(name, bytes.size()) + bytes;
    text.append(static_cast<std::size_t>(bundle::padding_of(bytes.size())), '\0');
  }
  return text.append(bundle::end_bytes, '\0');
}

void read_quietly() { google::protobuf::SetLogHandler(nullptr); }

const std::vector<Target>& targets() {
  static const std::vector<Target> all = {{"frame", read_frame},   {"log", read_log},
                                          {"script", read_script}, {"ruleset", read_ruleset},
                                          {"note", read_note},     {"bundle", read_bundle}};
  return all;
}

}  // namespace tingbok::fuzz
