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
  const auto source = open_bundle(options.file);
  const auto check = check_bundle(*source, known_keys(options));
  const auto* log = check.report.whole() ? check.log.get() : nullptr;
  if (log != nullptr && !options.receipt.empty()) {
    Options with_keys = options;
    for (const auto& key : check.keys) with_keys.keys.push_back(key.text());
    return verify_receipt(log, with_keys);
  }
  return print_report(check.report, {"bundle", log, check.keys}, options);
}

}  // namespace tingbok::replay
