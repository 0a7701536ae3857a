#include "core/lineage/xml_characters.hpp"

#include <string_view>

namespace tingbok::lineage {

std::string in_xml_characters(std::string text) {
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  // U+FFFD, U+FFFE and U+FFFF differ in the last of their three bytes.
  for (const std::string_view wrong : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (auto at = text.find(wrong); at != text.npos; at = text.find(wrong, at))
      text[at + 2] = '\xBD';
  }
  return text;
}

}  // namespace tingbok::lineage
