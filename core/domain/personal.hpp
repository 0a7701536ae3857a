/// Which fields are about persons, by the schema's own mark (option `personal`), and moving them
/// out of and into events. Descriptor look-ups are made once. Callable from any thread.
/// split_personal(), merge_personal() and hashed_bytes() are declared in evolve.hpp.
#pragma once

#include <string>

#include "tingbok/v1/entities.pb.h"

namespace tingbok::domain {

/// hashed_bytes() into a buffer that keeps its capacity.
void hashed_bytes_into(const v1::Entity& entity, std::string& bytes);

}  // namespace tingbok::domain
