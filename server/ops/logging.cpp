#include "server/ops/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tingbok::ops {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> made = [] {
    auto one = spdlog::stderr_logger_mt("tingbok");
    one->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    return one;
  }();
  return *made;
}

}  // namespace

bool set_log_level(std::string_view level) {
  for (const std::string_view known : {"trace", "debug", "info", "warning", "error", "off"}) {
    if (level != known) continue;
    logger().set_level(spdlog::level::from_str(std::string(level)));
    return true;
  }
  return false;
}

void log_info(std::string_view line) { logger().info("{}", line); }
void log_warning(std::string_view line) { logger().warn("{}", line); }
void log_error(std::string_view line) { logger().error("{}", line); }

}  // namespace tingbok::ops
