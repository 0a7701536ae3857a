#include "core/rebuild/record.hpp"

#include <stdexcept>

#include <google/protobuf/message.h>

#include "core/hash/hash.hpp"
#include "core/view/audience.hpp"
#include "tingbok/v1/options.pb.h"

namespace tingbok::rebuild {
namespace {

namespace pbuf = google::protobuf;

/// Serialises the personal part, names it in the core, and returns its bytes.
std::string seal(pb::RecordPersonal personal, std::string_view salt, pb::RecordCore& core) {
  if (salt.size() != salt_bytes) throw std::logic_error("a personal part needs a salt of 16 bytes");
  personal.set_salt(std::string(salt));
  auto bytes = personal.SerializeAsString();
  core.set_personal_digest(std::string(as_bytes(sha256(bytes))));
  return bytes;
}

pb::RecordCore core_from(log::Number number, const RecordHead& head) {
  pb::RecordCore core;
  core.set_number(number);
  core.set_time_ms(head.time_ms);
  core.set_actor(head.actor);
  core.set_on_behalf_of(head.on_behalf_of);
  core.set_command_id(head.command_id);
  core.set_script_line(head.script_line);
  for (const auto& fact : head.facts) *core.add_facts() = fact;
  return core;
}

/// The set member of a programme event's oneof.
const pbuf::FieldDescriptor* fact_field(const pb::ProgrammeEvent& event) {
  return event.GetReflection()->GetOneofFieldDescriptor(event,
                                                        event.GetDescriptor()->oneof_decl(0));
}

/// Moves the fact's personal fields to the same fact in `personal`; false: it has none.
bool split_programme_personal(pb::ProgrammeEvent& event, pb::ProgrammeEvent& personal) {
  const auto* field = fact_field(event);
  if (field == nullptr) return false;
  auto& fact = *event.GetReflection()->MutableMessage(&event, field);
  std::vector<const pbuf::FieldDescriptor*> set;
  fact.GetReflection()->ListFields(fact, &set);
  std::erase_if(set, [](const auto* one) { return !one->options().GetExtension(pb::personal); });
  if (set.empty()) return false;
  auto& taken = *personal.GetReflection()->MutableMessage(&personal, field);
  fact.GetReflection()->SwapFields(&fact, &taken, set);
  return true;
}

log::Damaged damaged(std::string_view stream, log::Number number, const std::string& what) {
  return log::Damaged("record " + std::to_string(number) + " of " + std::string(stream) + " " +
                      what);
}

/// Whom an event is about where somebody else registered it; empty: the actor's own.
const std::string& registered_for(const pb::Event& event) {
  static const std::string nobody;
  if (event.has_ballot_cast()) return event.ballot_cast().voter();
  if (event.has_person_joined()) return event.person_joined().person();
  if (event.has_person_left()) return event.person_left().person();
  return nobody;
}

constexpr const char* personal_does_not_parse = "has a personal part that does not parse";

void check_digest(const log::RecordView& record, std::string_view stream,
                  const pb::RecordCore& core) {
  if (as_bytes(sha256(record.personal)) != core.personal_digest()) {
    throw damaged(stream, record.number, "has a personal part that is not the one its core names");
  }
}

}  // namespace

EventRecord make_event_record(domain::State& state, pb::Event event, const RecordHead& head,
                              std::string_view salt) {
  EventRecord made;
  made.number = state.number() + 1;
  auto core = core_from(made.number, head);
  if (head.on_behalf_of.empty()) core.set_on_behalf_of(registered_for(event));
  *core.mutable_visibility() = view::visibility_of(state, event);

  pb::RecordPersonal personal;
  *personal.mutable_event() = domain::split_personal(event);
  const bool has_personal = personal.event().ByteSizeLong() > 0;
  std::string personal_bytes;
  if (has_personal) personal_bytes = seal(personal, salt, core);
  *core.mutable_event() = event;
  if (has_personal) domain::merge_personal(event, personal.event());

  const domain::RecordMeta meta{made.number, head.time_ms, head.actor, head.script_line,
                                core.personal_digest()};
  made.changes = domain::evolve(state, event, meta);
  made.state_hash = state.hash();
  core.set_state_hash(std::string(as_bytes(made.state_hash)));
  made.record = log::make_record(core.SerializeAsString(), std::move(personal_bytes));
  return made;
}

log::Record make_refusal_record(log::Number number, const RecordHead& head,
                                const pb::RefusalNoted& refusal, const pb::Command& command,
                                std::string_view salt) {
  auto core = core_from(number, head);
  *core.mutable_refusal() = refusal;
  pb::RecordPersonal personal;
  personal.set_refused_command(command.SerializeAsString());
  auto personal_bytes = seal(std::move(personal), salt, core);
  return log::make_record(core.SerializeAsString(), std::move(personal_bytes));
}

log::Record make_programme_record(log::Number number, const RecordHead& head,
                                  pb::ProgrammeEvent event, std::string_view salt) {
  auto core = core_from(number, head);
  pb::RecordPersonal personal;
  std::string personal_bytes;
  if (split_programme_personal(event, *personal.mutable_programme_event())) {
    personal_bytes = seal(std::move(personal), salt, core);
  }
  *core.mutable_programme_event() = std::move(event);
  return log::make_record(core.SerializeAsString(), std::move(personal_bytes));
}

ParsedRecord parse_record(const log::RecordView& record, std::string_view stream) {
  ParsedRecord parsed;
  parse_core(record, stream, parsed.core);
  if (!record.personal.empty()) {
    parse_personal(record, stream, parsed.core, parsed.personal.emplace());
  }
  return parsed;
}

void parse_core(const log::RecordView& record, std::string_view stream, pb::RecordCore& core) {
  if (!core.ParseFromArray(record.core.data(), static_cast<int>(record.core.size()))) {
    throw damaged(stream, record.number, "has a core that does not parse");
  }
  if (core.number() != record.number) {
    throw damaged(stream, record.number, "says it is number " + std::to_string(core.number()));
  }
}

void parse_personal(const log::RecordView& record, std::string_view stream,
                    const pb::RecordCore& core, pb::RecordPersonal& personal) {
  check_digest(record, stream, core);
  if (!personal.ParseFromArray(record.personal.data(), static_cast<int>(record.personal.size()))) {
    throw damaged(stream, record.number, personal_does_not_parse);
  }
}

void add_personal(const log::RecordView& record, std::string_view stream, pb::RecordCore& core,
                  pb::RecordPersonal& scratch) {
  check_digest(record, stream, core);
  const auto kind = core.event().kind_case();
  // What is parsed into a message that has fields is merged with them.
  scratch.set_allocated_event(core.release_event());
  using Bytes = google::protobuf::StringPiece;
  const Bytes bytes(record.personal.data(), record.personal.size());
  if (!scratch.ParseFrom<pb::RecordPersonal::kMerge>(bytes)) {
    throw damaged(stream, record.number, personal_does_not_parse);
  }
  if (scratch.event().kind_case() != kind) {
    throw domain::CannotFold("its personal part is of another kind than its core");
  }
  core.set_allocated_event(scratch.release_event());
}

pb::ProgrammeEvent programme_event(const ParsedRecord& record, std::string_view stream) {
  if (!record.core.has_programme_event()) {
    throw damaged(stream, record.core.number(), "is not an event of a programme");
  }
  auto event = record.core.programme_event();
  if (!record.personal || !record.personal->has_programme_event()) return event;
  if (record.personal->programme_event().kind_case() != event.kind_case()) {
    throw damaged(stream, record.core.number(),
                  "has a personal part of another kind than its core");
  }
  event.MergeFrom(record.personal->programme_event());
  return event;
}

}  // namespace tingbok::rebuild
