/// What a phase and a finished item are called where nobody has a word of their own for them. Pure.
#pragma once

#include <string>

#include "tingbok/v1/entities.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::domain {

/// The status of an item that was closed without a word.
inline constexpr const char* finished_status = "ferdig behandlet";

/// What a phase with these terms is called.
inline const std::string& title_of(const pb::PhaseTerms& terms) {
  return terms.title().empty() ? terms.phase() : terms.title();
}

}  // namespace tingbok::domain
