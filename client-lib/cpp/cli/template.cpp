#include "template.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "core/domain/templates.hpp"
#include "core/hash/hash.hpp"

namespace tingbok::cli {
namespace {

using Read = std::variant<v1::WorkshopTemplate, domain::TemplateProblem>;

Read read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.bad())
    throw Failure(wrong_use, "the file " + path.string() + " cannot be read");
  return domain::read_template(text.str());
}

/// Nothing where it cannot be used; why stands on standard error then.
std::optional<v1::WorkshopTemplate> usable(const TemplateOptions& options) {
  auto found = read(options.file);
  const auto* problem = std::get_if<domain::TemplateProblem>(&found);
  if (problem == nullptr) return std::get<v1::WorkshopTemplate>(std::move(found));
  std::fprintf(stderr, "tingbok-client: %s: %s\n", options.file.c_str(), problem->sentence.c_str());
  return std::nullopt;
}

}  // namespace

int check_template(const TemplateOptions& options) {
  const auto plan = usable(options);
  if (!plan) return not_as_expected;
  const auto sum = to_hex(digest_from_bytes(domain::template_sha256(*plan)));
  std::printf("%s version %u sha256 %s\n", plan->id().c_str(), plan->version(), sum.c_str());
  return as_expected;
}

int print_template(const TemplateOptions& options) {
  const auto plan = usable(options);
  if (!plan) return not_as_expected;
  const auto text = domain::template_text(*plan);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? as_expected : wrong_use;
}

}  // namespace tingbok::cli
