/// A lineage as a picture (SVG): left to right in time, for reading on a screen and on paper.
#pragma once

#include <cstddef>
#include <string>

#include "core/lineage/sentences.hpp"

namespace tingbok::drawing {

/// Boxes that are drawn at most. In a larger lineage the notes that lead to the same places become
/// one box that says how many they are; is it still too large, what lies furthest back is left out
/// and counted at the bottom.
inline constexpr std::size_t boxes_max = 400;

/// The picture. Text is text; every box has its whole sentence as its title, so it can be read out
/// and shows when pointed at. The same lineage makes the same bytes on every machine. May be called
/// from any thread; calls wait for each other (layout.hpp).
std::string as_svg(const lineage::Told& told, const lineage::Telling& how);

}  // namespace tingbok::drawing
