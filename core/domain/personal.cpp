#include "core/domain/personal.hpp"

#include <stdexcept>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "core/domain/evolve.hpp"
#include "core/domain/wire.hpp"
#include "tingbok/v1/options.pb.h"

namespace tingbok::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::io::CodedOutputStream;
using WireFormat = google::protobuf::internal::WireFormatLite;

using Fields = std::vector<const FieldDescriptor*>;

bool is_personal(const FieldDescriptor* field) {
  return field->options().GetExtension(pb::personal);
}

Fields personal_fields(const google::protobuf::Descriptor* type) {
  Fields fields;
  for (int i = 0; i < type->field_count(); ++i) {
    if (is_personal(type->field(i))) fields.push_back(type->field(i));
  }
  return fields;
}

/// The members of the oneof `kind` of Event or Entity, by field number.
struct Kind {
  const FieldDescriptor* field = nullptr;
  Fields personal;
  /// Bit n: field n of the kind's message is personal.
  std::uint64_t personal_bits = 0;
};

std::vector<Kind> kinds_of(const google::protobuf::Descriptor* type) {
  std::vector<Kind> kinds;
  const auto* one_of = type->FindOneofByName("kind");
  for (int i = 0; i < one_of->field_count(); ++i) {
    const auto* field = one_of->field(i);
    const auto number = static_cast<std::size_t>(field->number());
    if (kinds.size() <= number) kinds.resize(number + 1);
    Kind& kind = kinds[number];
    kind.field = field;
    kind.personal = personal_fields(field->message_type());
    for (const auto* personal : kind.personal) {
      if (personal->number() > 63) throw std::logic_error("a personal field's number is above 63");
      kind.personal_bits |= std::uint64_t{1} << personal->number();
    }
  }
  return kinds;
}

const Kind& kind_of(const pb::Event& event) {
  static const std::vector<Kind> kinds = kinds_of(pb::Event::descriptor());
  return kinds.at(static_cast<std::size_t>(event.kind_case()));
}

const Kind& kind_of(const pb::Entity& entity) {
  static const std::vector<Kind> kinds = kinds_of(pb::Entity::descriptor());
  return kinds.at(static_cast<std::size_t>(entity.kind_case()));
}

const Fields& of_event_itself() {
  static const Fields fields = personal_fields(pb::Event::descriptor());
  return fields;
}

bool is_set(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

/// Moves those of `fields` that are set from one message to the other, where they are not set.
void move_fields(Message& from, Message& to, const Fields& fields) {
  Fields set;
  for (const auto* field : fields) {
    if (is_set(from, field)) set.push_back(field);
  }
  if (!set.empty()) from.GetReflection()->SwapFields(&from, &to, set);
}

bool any_set(const Message& message, const Fields& fields) {
  for (const auto* field : fields) {
    if (is_set(message, field)) return true;
  }
  return false;
}

/// Reads a varint of a message this program has just serialised.
std::uint64_t read_varint(const char*& at) {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(*at++);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return value;
  }
}

/// Past the value that follows a tag, in bytes this program has just serialised.
void skip_value(const char*& at, std::uint64_t tag) {
  switch (static_cast<WireFormat::WireType>(tag & 7)) {
    case WireFormat::WIRETYPE_VARINT:
      read_varint(at);
      return;
    case WireFormat::WIRETYPE_FIXED64:
      at += 8;
      return;
    case WireFormat::WIRETYPE_LENGTH_DELIMITED: {
      const auto length = read_varint(at);
      at += length;
      return;
    }
    case WireFormat::WIRETYPE_FIXED32:
      at += 4;
      return;
    case WireFormat::WIRETYPE_START_GROUP:
    case WireFormat::WIRETYPE_END_GROUP:
      break;
  }
  throw std::logic_error("a serialised entity holds a group");
}

/// Takes the fields named in `bits` out of a serialised message, in place.
void drop_fields(std::string& message, std::uint64_t bits) {
  char* kept = message.data();
  const char* at = message.data();
  const char* const end = at + message.size();
  while (at < end) {
    const char* const start = at;
    const auto tag = read_varint(at);
    skip_value(at, tag);
    const auto number = tag >> 3;
    if (number < 64 && ((bits >> number) & 1) != 0) continue;
    const auto length = static_cast<std::size_t>(at - start);
    if (kept != start) std::char_traits<char>::move(kept, start, length);
    kept += length;
  }
  message.resize(static_cast<std::size_t>(kept - message.data()));
}

}  // namespace

pb::Event split_personal(pb::Event& event) {
  pb::Event personal;
  move_fields(event, personal, of_event_itself());
  if (event.kind_case() == pb::Event::KIND_NOT_SET) return personal;
  const Kind& kind = kind_of(event);
  if (kind.personal.empty()) return personal;
  Message& fact = *event.GetReflection()->MutableMessage(&event, kind.field);
  if (!any_set(fact, kind.personal)) return personal;
  move_fields(fact, *personal.GetReflection()->MutableMessage(&personal, kind.field),
              kind.personal);
  return personal;
}

void merge_personal(pb::Event& event, pb::Event personal) {
  move_fields(personal, event, of_event_itself());
  if (personal.kind_case() == pb::Event::KIND_NOT_SET) return;
  if (personal.kind_case() != event.kind_case()) {
    throw CannotFold("a record's personal part is of another kind than its core");
  }
  const Kind& kind = kind_of(event);
  move_fields(*personal.GetReflection()->MutableMessage(&personal, kind.field),
              *event.GetReflection()->MutableMessage(&event, kind.field), kind.personal);
}

/// What Entity itself would serialise to with its slot and its kind's personal fields cleared; a
/// unit test compares the two. Written out by hand because it runs for every changed entity and
/// copying a large one (a vote's roll) to clear three fields is what would cost.
void hashed_bytes_into(const v1::Entity& entity, std::string& bytes) {
  bytes.clear();
  if (entity.behind_closed_doors()) {
    append_varint(bytes, v1::Entity::kBehindClosedDoorsFieldNumber << 3);
    bytes.push_back('\x01');
  }
  for (const auto& source : entity.sources()) {
    append_field(bytes, v1::Entity::kSourcesFieldNumber, source);
  }
  if (entity.kind_case() == v1::Entity::KIND_NOT_SET) return;
  const Kind& kind = kind_of(entity);
  thread_local std::string content;
  const Message& message = entity.GetReflection()->GetMessage(entity, kind.field);
  if (!message.SerializePartialToString(&content)) {
    throw std::length_error("an entity is too large to be serialised");
  }
  if (kind.personal_bits != 0) drop_fields(content, kind.personal_bits);
  append_field(bytes, kind.field->number(), content);
}

std::string hashed_bytes(const pb::Entity& entity) {
  std::string bytes;
  hashed_bytes_into(entity, bytes);
  return bytes;
}

}  // namespace tingbok::domain
