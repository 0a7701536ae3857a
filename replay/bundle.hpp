/// Bundles: one file that carries a programme (docs/bundle-format.md).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bundle/bundle_log.hpp"
#include "core/proof/note.hpp"
#include "replay/check.hpp"

namespace tingbok::replay {

using Keys = std::vector<proof::VerifierKey>;

/// A bundle that was checked.
struct BundleCheck {
  Report report;
  /// Null where the container is no bundle.
  std::unique_ptr<bundle::BundleLog> log;
  /// Those that its notes were checked with.
  Keys keys;
};

/// Everything that can be checked of a bundle, from the container to the fold. Its notes must be
/// signed by one of `keys`, or, where none is given, of its own. The source outlives the answer.
BundleCheck check_bundle(const bundle::Source& source, const Keys& keys = {});

/// Throws Failure(unreadable).
std::unique_ptr<bundle::Source> open_bundle(const std::string& file);

/// Adds the bundle's programme to the log, in writes of about so many bytes, its own stream last
/// and in one write. What is there of it already, without that stream, is of an import that was
/// killed and is taken up. `before` is called when nothing speaks against it and nothing is written
/// yet. Throws Failure where the programme is there, where other records are, and where a write
/// fails.
void import_into(const bundle::BundleLog& from, log::EventLog& into, std::size_t write_bytes,
                 const std::function<void()>& before = {});

/// Keys as a bundle lists them. Throws bundle::Broken.
Keys keys_of(const bundle::Contents& contents);

/// The whole of proto/ as a serialised FileDescriptorSet, files after those they import; always the
/// same bytes.
std::string schema_descriptors();
/// What is wrong with such bytes as a schema for records, as the rest of a sentence; nullopt:
/// nothing.
std::optional<std::string> schema_trouble(std::string_view bytes);

/// README.txt, in Norwegian and English.
std::string_view bundle_readme();

}  // namespace tingbok::replay
