// tingbok-replay verify FILE.
#include <system_error>

#include "core/bundle/files.hpp"
#include "replay/bundle.hpp"
#include "replay/held.hpp"
#include "replay/keys.hpp"
#include "replay/replay.hpp"
#include "replay/report.hpp"

namespace tingbok::replay {

std::unique_ptr<bundle::Source> open_bundle(const std::string& file) {
  try {
    return std::make_unique<bundle::FileSource>(file);
  } catch (const std::system_error& error) {
    throw Failure(unreadable, error.what());
  }
}

int verify_bundle(const Options& options) {
  const auto notes = held_notes(options);
  const auto source = open_bundle(options.file);
  auto check = check_bundle(*source, known_keys(options));
  if (!options.keys.empty()) must_be_signed(check.report);
  const auto* log = check.report.whole() ? check.log.get() : nullptr;
  if (log != nullptr && !options.receipt.empty()) return verify_receipt(log, check.keys, options);
  return print_report(check.report, {"bundle", log, check.keys, notes}, options);
}

}  // namespace tingbok::replay
