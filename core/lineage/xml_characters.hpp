/// What people wrote, for files that are XML or become it.
#pragma once

#include <string>

namespace tingbok::lineage {

/// The text, which is UTF-8, in the characters that XML 1.0 has: control characters become spaces,
/// U+FFFE and U+FFFF become U+FFFD. UTF-8 has no others that XML does not.
std::string in_xml_characters(std::string text);

}  // namespace tingbok::lineage
