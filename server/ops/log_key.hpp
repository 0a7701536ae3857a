/// The key that signs checkpoints: the private half in the secrets folder, the public half beside
/// the log, so that whoever has a copy of the data folder can check what it signed.
#pragma once

#include <filesystem>
#include <memory>

#include "core/proof/note.hpp"
#include "server/ops/secrets.hpp"

namespace tingbok::ops {

/// The key in `secrets`/log.key (PRIVATE+KEY+NAME+ID+BASE64, one line, mode 0600); made where there
/// is none, under the name tingbok- and eight random hexadecimal digits. Its public half becomes
/// the last line of `data`/log.vkey; keys that signed before keep their lines. `secrets` exists.
/// Throws SecretsFailed.
std::unique_ptr<const proof::Signer> log_signer(const std::filesystem::path& secrets,
                                                const std::filesystem::path& data);

}  // namespace tingbok::ops
