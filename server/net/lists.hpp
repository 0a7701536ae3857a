/// The comma-separated lists that are the values of many HTTP fields (RFC 9110, 5.6.1).
#pragma once

#include <algorithm>
#include <string_view>

namespace tingbok::net {

/// Without the spaces and tabs around it.
inline std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Calls `each` with the elements of a list until it returns true. Empty ones count for nothing.
template <class Each>
bool any_of_list(std::string_view list, Each each) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view one = trim(list.substr(0, comma));
    if (!one.empty() && each(one)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace tingbok::net
