#include "core/domain/templates.hpp"

#include <stdexcept>

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include "core/domain/limits.hpp"
#include "core/domain/shape.hpp"
#include "core/hash/hash.hpp"

namespace tingbok::domain {
namespace {

namespace pbuf = google::protobuf;

/// The first line of every template's text.
constexpr std::string_view header = "# tingbok-template/1\n";

/// Keeps the first complaint of the parser; lines count from 1, the header included.
class FirstError : public pbuf::io::ErrorCollector {
 public:
  void AddError(int line, pbuf::io::ColumnNumber /*column*/, const std::string& message) override {
    if (!sentence.empty()) return;
    sentence = "Line " + std::to_string(line + 1) + " cannot be read: " + message;
  }
  std::string sentence;
};

TemplateProblem problem(std::string sentence) { return TemplateProblem{std::move(sentence)}; }

}  // namespace

std::string template_text(const pb::WorkshopTemplate& plan) {
  pbuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  if (!printer.PrintToString(plan, &text)) throw std::length_error("a template is too large");
  return std::string(header) + text;
}

std::string template_sha256(const pb::WorkshopTemplate& plan) {
  return std::string(as_bytes(sha256(template_text(plan))));
}

std::variant<pb::WorkshopTemplate, TemplateProblem> read_template(std::string_view text) {
  if (text.size() > limits::template_bytes_max) {
    return problem("A template is at most " + std::to_string(limits::template_bytes_max) +
                   " bytes.");
  }
  if (!text.starts_with(header)) {
    return problem("The first line of a template is \"# tingbok-template/1\".");
  }
  if (!is_utf8(text)) return problem("A template is UTF-8 text; this is not.");
  pb::WorkshopTemplate plan;
  FirstError error;
  pbuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &plan)) return problem(error.sentence);
  if (auto wrong = check_template(plan)) return problem(*std::move(wrong));
  return plan;
}

const std::vector<pb::WorkshopTemplate>& templates() {
  static const auto all = [] {
    std::vector<pb::WorkshopTemplate> plans;
    for (const auto& file : template_files()) {
      auto read = read_template(file.text);
      if (const auto* wrong = std::get_if<TemplateProblem>(&read)) {
        throw std::logic_error("the template " + std::string(file.id) + ": " + wrong->sentence);
      }
      plans.push_back(std::get<pb::WorkshopTemplate>(std::move(read)));
    }
    return plans;
  }();
  return all;
}

const pb::WorkshopTemplate* find_template(std::string_view id) {
  for (const auto& plan : templates()) {
    if (plan.id() == id) return &plan;
  }
  return nullptr;
}

}  // namespace tingbok::domain
