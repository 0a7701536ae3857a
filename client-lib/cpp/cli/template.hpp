/// tingbok-client template: whether a template's text can be used. Needs no server.
#pragma once

#include <filesystem>

#include "common.hpp"

namespace tingbok::cli {

struct TemplateOptions {
  std::filesystem::path file;
};

/// Prints the template's id, version and checksum (SHA-256 of its canonical text) and returns
/// as_expected; or prints one sentence on standard error and returns not_as_expected. Throws
/// Failure(wrong_use) for a file that cannot be read.
int check_template(const TemplateOptions& options);

/// The same, but prints the canonical text.
int print_template(const TemplateOptions& options);

}  // namespace tingbok::cli
