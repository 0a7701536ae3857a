/// Workshops' plans: those shipped with the server, and those stored in a programme.
#include <algorithm>

#include "core/domain/templates.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"

namespace tingbok::net {
namespace {

pb::TemplateEntry entry_of(const pb::WorkshopTemplate& plan, const std::string& sha256,
                           bool shipped) {
  pb::TemplateEntry entry;
  *entry.mutable_template_() = plan;
  entry.set_sha256(sha256);
  entry.set_shipped(shipped);
  return entry;
}

}  // namespace

void Api::list_shipped_templates(Call& call) {
  pb::TemplateList list;
  for (const pb::WorkshopTemplate& plan : domain::templates()) {
    *list.add_templates() = entry_of(plan, domain::template_sha256(plan), true);
  }
  call.reply(message_reply(list));
}

void Api::list_templates(Call& call, const room::ProgrammePtr& programme) {
  std::vector<const pb::TemplateStored*> stored;
  for (const pb::TemplateStored& one : programme->templates) stored.push_back(&one);
  std::sort(stored.begin(), stored.end(), [](const auto* a, const auto* b) {
    return std::pair(a->template_().id(), a->template_().version()) <
           std::pair(b->template_().id(), b->template_().version());
  });
  pb::TemplateList list;
  for (const auto* one : stored) {
    *list.add_templates() = entry_of(one->template_(), one->sha256(), false);
  }
  call.reply(message_reply(list));
}

void Api::store_template(Call& call, const room::ProgrammePtr& programme) {
  pb::WorkshopTemplate plan;
  parse_body(call.request.body, plan);
  if (const auto why = domain::check_template(plan)) throw Problem{400, "invalid", *why};
  if (domain::find_template(plan.id())) {
    throw Problem{409, "exists", "A template with this id came with the server; take another id."};
  }
  pb::TemplateStored fact;
  *fact.mutable_template_() = plan;
  fact.set_sha256(domain::template_sha256(plan));
  programmes_.store_template(
      programme->id, fact, [fact, reply = call.reply](const room::Changed& changed) {
        const bool done = changed.result == room::Changed::Result::done;
        reply(done ? message_reply(entry_of(fact.template_(), fact.sha256(), false), 201)
                   : reply_to(changed));
      });
}

}  // namespace tingbok::net
