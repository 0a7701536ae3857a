#include "server/room/refused.hpp"

#include <vector>

#include <google/protobuf/message.h>

#include "core/domain/limits.hpp"
#include "server/room/limits.hpp"

namespace tingbok::room {
namespace {

namespace pbuf = google::protobuf;
using Field = pbuf::FieldDescriptor;

bool is_short(const pbuf::Message& message, const Field& field) {
  if (field.is_repeated() || field.cpp_type() == Field::CPPTYPE_MESSAGE) return false;
  if (field.cpp_type() != Field::CPPTYPE_STRING) return true;
  std::string scratch;
  return message.GetReflection()->GetStringReference(message, &field, &scratch).size() <=
         domain::limits::id_bytes_max;
}

void keep_short(pbuf::Message& message) {
  std::vector<const Field*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const Field* field : set) {
    if (!is_short(message, *field)) message.GetReflection()->ClearField(&message, field);
  }
  message.GetReflection()->MutableUnknownFields(&message)->Clear();
}

}  // namespace

pb::Command kept_of_refused(pb::Command command) {
  if (command.ByteSizeLong() <= refused_bytes_kept_max) return command;
  pb::Command kept;
  const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
  const auto& reflection = *command.GetReflection();
  if (const Field* action = reflection.GetOneofFieldDescriptor(command, actions)) {
    pbuf::Message& arguments = *reflection.MutableMessage(&command, action);
    keep_short(arguments);
    reflection.MutableMessage(&kept, action)->CopyFrom(arguments);
  }
  return kept;
}

}  // namespace tingbok::room
