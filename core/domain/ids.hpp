/// Lists of ids, as messages hold them. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <google/protobuf/repeated_field.h>

namespace tingbok::domain {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

/// Of a message's list, or any other.
template <class List>
bool holds(const List& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace tingbok::domain
