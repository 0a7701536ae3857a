/// The file of `serve --demo`: a Demo as JSON.
#pragma once

#include <filesystem>

#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::net {

/// Throws ops::BadConfig with one sentence where the file cannot be read or is no demonstration.
pb::Demo read_demo(const std::filesystem::path& file);

}  // namespace tingbok::net
