/// What differs between two wordings, word by word.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tingbok/v1/lineage.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::lineage {

/// Words of the one times words of the other, after what they begin and end with in common. Beyond
/// it the middle is told as gone and new, whole.
inline constexpr std::size_t compared_max = 250'000;

/// Pieces in order: kept, removed (before what stands in its place), added. Neighbours differ in
/// kind. The pieces that are not added make `before`, those that are not removed make `after`, byte
/// for byte, except that a word is the same with other spaces after it: `after` has its own.
/// Words are separated by ASCII spaces and line breaks. Two equal texts are one kept piece; none
/// for two empty ones.
std::vector<pb::WordChange> word_changes(std::string_view before, std::string_view after);

}  // namespace tingbok::lineage
