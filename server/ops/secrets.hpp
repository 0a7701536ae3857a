/// The files that hold secrets: the administrator's in the data folder, the token key in the
/// secrets folder, which never lies inside the data folder.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "server/ops/tokens.hpp"

namespace tingbok::ops {

/// A secret that cannot be read or made; the text is one sentence that names the path.
class SecretsFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// DIR.secrets beside the data folder.
std::filesystem::path default_secrets_folder(const std::filesystem::path& data);

/// The administrator's secret in `data`/admin.token; made (mode 0600) where there is none.
std::string administrators_secret(const std::filesystem::path& data);

/// The token key in `secrets`/token.key; folder (0700) and file (0600) made where there is none.
TokenKey token_key(const std::filesystem::path& secrets);

/// What could not be done with which path, and why, as errno says.
SecretsFailed cannot(const char* what, const std::filesystem::path& path);

/// The bytes of a file. Throws SecretsFailed.
std::string read_file(const std::filesystem::path& path);

/// Writes a file whole or not at all (temporary file, sync, rename), with these permissions.
/// Throws SecretsFailed.
void write_atomically(const std::filesystem::path& path, std::string_view bytes,
                      unsigned int permissions);

}  // namespace tingbok::ops
