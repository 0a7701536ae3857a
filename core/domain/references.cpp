#include "core/domain/references.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

constexpr std::size_t sha256_bytes = 32;

bool lists(const pb::OptionList& list, const std::string& option) {
  return std::any_of(list.options().begin(), list.options().end(),
                     [&](const pb::ListedOption& listed) { return listed.option() == option; });
}

/// Whether a vote names the task among its options or in what it is about.
bool names(const pb::VoteTerms& terms, const std::string& task) {
  const auto holds = [&](const auto& ids) {
    return std::find(ids.begin(), ids.end(), task) != ids.end();
  };
  return holds(terms.options()) || holds(terms.about());
}

}  // namespace

/// Linked again under the same id, a document gets its next version; what was valid before stands
/// in the log.
Decision decide(const Situation& now, const pb::DocumentLink& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.document(), "document")
                         .needed_name(command.title(), "title")
                         .that(command.sha256().size() == sha256_bytes, "sha256")
                         .needed_name(command.file(), "file");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::LinkedDocument>(now.state, command.document())) return *no;
  const auto* before = now.state.find<pb::LinkedDocument>(command.document());
  pb::Event event;
  auto& fact = *event.mutable_document_linked();
  fact.set_document(command.document());
  fact.set_title(command.title());
  fact.set_sha256(command.sha256());
  fact.set_file(command.file());
  fact.set_version(before == nullptr ? 1 : before->version() + 1);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::OptionAdd& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape().id(command.list(), "list").option(command.option(), "option");
  if (shape.wrong()) return *shape.wrong();
  if (const auto* list = now.state.find<pb::OptionList>(command.list())) {
    if (lists(*list, command.option())) {
      return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "option");
    }
    if (list->options_size() >= limits::options_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  if (const auto no = full_for<pb::OptionList>(now.state, command.list())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_option_added();
  fact.set_list(command.list());
  fact.set_option(command.option());
  return one(std::move(event));
}

/// A task on an open ballot is not taken off it.
Decision decide(const Situation& now, const pb::Exempt& command) {
  if (now.state.find<pb::Exemption>(command.task()) != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "task");
  }
  const auto shape = Shape().option(command.task(), "task");
  if (shape.wrong()) return *shape.wrong();
  const auto* open = now.state.find<pb::Vote>(now.room.open_vote());
  if (open != nullptr && names(open->terms(), command.task())) {
    return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  }
  // A decision lists them all.
  if (now.state.count<pb::Exemption>() >= static_cast<std::size_t>(limits::list_items_max)) {
    return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  pb::Event event;
  event.mutable_task_exempted()->set_task(command.task());
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::DocumentLinked& fact, const pb::Event&) {
  const auto document = editor.make<pb::LinkedDocument>(fact.document());
  document->set_title(fact.title());
  document->set_sha256(fact.sha256());
  document->set_file(fact.file());
  document->set_version(fact.version());
  *document->mutable_source() = editor.source();
}

void evolve(Editor& editor, const pb::OptionAdded& fact, const pb::Event&) {
  auto& listed = *editor.make<pb::OptionList>(fact.list())->add_options();
  listed.set_option(fact.option());
  *listed.mutable_source() = editor.source();
}

void evolve(Editor& editor, const pb::TaskExempted& fact, const pb::Event& event) {
  const auto exemption = editor.make<pb::Exemption>(fact.task());
  exemption->set_reason(event.text());
  exemption->set_language(event.language());
  exemption->set_by(editor.meta().actor);
  *exemption->mutable_source() = editor.source();
  editor.add_source(exemption);
}

}  // namespace tingbok::domain
