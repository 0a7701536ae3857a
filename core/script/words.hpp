/// Private to core/script: values of the schema by the words that scripts use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>
#include <google/protobuf/message.h>

namespace tingbok::script {

/// Where a message's field goes by its name in scripts; null where there is none.
const google::protobuf::FieldDescriptor* field_named(const google::protobuf::Descriptor& type,
                                                     std::string_view name);
/// The name scripts use for a field.
std::string script_name(const google::protobuf::FieldDescriptor& field);

/// The number of the enum value with that word.
std::optional<int> value_of_word(const google::protobuf::EnumDescriptor& type,
                                 std::string_view word);
std::string word_of_value(const google::protobuf::EnumValueDescriptor& value);

/// Sets one field from a script's argument. Returns what is wrong ("must be a whole number"), empty
/// where nothing is. null leaves the field unset.
std::string set_field(google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field,
                      const boost::json::value& value);

/// The reverse: a set field as scripts write it.
boost::json::value field_value(const google::protobuf::Message& message,
                               const google::protobuf::FieldDescriptor& field);

}  // namespace tingbok::script
