#include "server/room/programmes.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/rebuild/programme.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"

namespace tingbok::room {
namespace {

Changed failed(log::Error error) {
  if (error == log::Error::storage_full) {
    return {Changed::Result::storage_full,
            "The disk is nearly full; try again when there is space."};
  }
  return {Changed::Result::failed, "Storage failed: " + std::string(log::describe(error)) + "."};
}

Changed already_there() {
  return {Changed::Result::exists, "A programme with this id exists already."};
}

/// Of somebody added, or changed.
template <typename Fact>
void fold_person(Programme& programme, const Fact& fact) {
  pb::ProgrammePerson& person = programme.people[fact.person()];
  person.set_person(fact.person());
  person.set_label(fact.label());
  person.set_role(fact.role());
  person.set_party(fact.party());
  person.set_votes(fact.votes());
  person.set_language(fact.language());
  *person.mutable_member_of() = fact.member_of();
  *person.mutable_guest_in() = fact.guest_in();
}

void fold_link(Programme& programme, const pb::LinkIssued& fact) {
  pb::LinkEntry& link = programme.links[fact.link()];
  link.set_link(fact.link());
  link.set_person(fact.person());
  link.set_issued_ms(fact.issued_ms());
  link.set_expires_ms(fact.expires_ms());
  link.set_issued_by(fact.issued_by());
  if (!fact.renews().empty()) programme.links[fact.renews()].set_revoked_ms(fact.issued_ms());
}

void fold(Programme& programme, const pb::ProgrammeEvent& event) {
  switch (event.kind_case()) {
    case pb::ProgrammeEvent::kProgrammeCreated:
      programme.id = event.programme_created().id();
      programme.title = event.programme_created().title();
      programme.format = event.programme_created().format();
      programme.seed = event.programme_created().seed();
      programme.simulated = event.programme_created().simulated();
      programme.request = event.programme_created().request();
      return;
    case pb::ProgrammeEvent::kRoomAdded:
      programme.rooms.push_back(event.room_added().config().room());
      return;
    case pb::ProgrammeEvent::kPersonAdded:
      fold_person(programme, event.person_added());
      return;
    case pb::ProgrammeEvent::kPersonChanged:
      fold_person(programme, event.person_changed());
      return;
    case pb::ProgrammeEvent::kTemplateStored:
      programme.templates.push_back(event.template_stored());
      return;
    case pb::ProgrammeEvent::kAccessRevoked:
      programme.revoked_until_ms[event.access_revoked().person()] =
          event.access_revoked().issued_until_ms();
      return;
    case pb::ProgrammeEvent::kLinkIssued:
      fold_link(programme, event.link_issued());
      return;
    case pb::ProgrammeEvent::kLinkUsed:
      programme.links[event.link_used().link()].set_used_ms(event.link_used().used_ms());
      return;
    case pb::ProgrammeEvent::kLinkRevoked:
      programme.links[event.link_revoked().link()].set_revoked_ms(
          event.link_revoked().revoked_ms());
      return;
    case pb::ProgrammeEvent::KIND_NOT_SET:
      break;
  }
  throw log::Damaged("a programme holds an event of a kind this program does not know.");
}

}  // namespace

bool Programme::has_room(std::string_view room) const {
  return std::find(rooms.begin(), rooms.end(), room) != rooms.end();
}

std::int64_t Programme::revoked_until(const std::string& person) const {
  const auto found = revoked_until_ms.find(person);
  return found == revoked_until_ms.end() ? 0 : found->second;
}

Programmes::Programmes(log::EventLog& log, Clock clock) : log_(log), clock_(std::move(clock)) {
  for (const std::string& id : rebuild::programmes(log_)) load(id);
}

void Programmes::load(const std::string& stream) {
  auto programme = std::make_shared<Programme>();
  log_.read(stream, 1, std::numeric_limits<log::Number>::max(), [&](const log::RecordView& record) {
    const auto parsed = rebuild::parse_record(record, stream);
    fold(*programme, rebuild::programme_event(parsed, stream));
    programme->time_ms = parsed.core.time_ms();
    programme->head = record.number;
    return true;
  });
  if (programme->id != stream) {
    throw log::Damaged("the programme stream " + stream + " does not start with its creation.");
  }
  programmes_[stream] = std::move(programme);
}

ProgrammePtr Programmes::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = programmes_.find(id);
  return found == programmes_.end() ? nullptr : found->second;
}

ProgrammePtr Programmes::find_room(std::string_view workshop) const {
  const auto slash = workshop.find('/');
  if (slash == std::string_view::npos) return nullptr;
  ProgrammePtr programme = find(workshop.substr(0, slash));
  return programme && programme->has_room(workshop.substr(slash + 1)) ? programme : nullptr;
}

std::vector<ProgrammePtr> Programmes::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<ProgrammePtr> list;
  for (const auto& [id, programme] : programmes_) list.push_back(programme);
  return list;
}

void Programmes::create(const pb::CreateProgramme& wanted, Done done) {
  FoundedProgramme founded;
  try {
    founded = found_programme(wanted, wanted.simulated() ? simulated_epoch_ms : clock_());
  } catch (const std::invalid_argument& error) {
    return done({Changed::Result::invalid, error.what()});
  }
  bool first = false;
  if (const auto known = enter_founding(wanted, done, first)) return done(*known);
  if (!first) return;
  auto programme = std::make_shared<Programme>();
  for (const pb::ProgrammeEvent& event : founded.events) fold(*programme, event);
  programme->head = founded.events.size();
  programme->time_ms = founded.time_ms;
  log_.submit(std::move(founded.transaction),
              [this, programme](log::Error error) { this->founded(programme, error); });
}

std::optional<Changed> Programmes::enter_founding(const pb::CreateProgramme& wanted,
                                                  const Done& done, bool& first) {
  const std::lock_guard lock(mutex_);
  const auto same = [&](const std::string& request) {
    return !request.empty() && request == wanted.request();
  };
  if (const auto found = programmes_.find(wanted.id()); found != programmes_.end()) {
    return same(found->second->request) ? Changed{Changed::Result::done, {}} : already_there();
  }
  const auto [founding, is_new] = founding_.try_emplace(wanted.id());
  first = is_new;
  if (first) {
    founding->second.request = wanted.request();
  } else if (!same(founding->second.request)) {
    return already_there();
  }
  founding->second.waiting.push_back(done);
  return std::nullopt;
}

void Programmes::founded(const ProgrammePtr& programme, log::Error error) {
  std::vector<Done> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = std::move(founding_.extract(programme->id).mapped().waiting);
    if (error == log::Error::none) programmes_[programme->id] = programme;
  }
  Changed changed{Changed::Result::done, {}};
  if (error == log::Error::number_conflict) {
    changed = already_there();
  } else if (error != log::Error::none) {
    changed = failed(error);
  }
  for (const Done& done : waiting) done(changed);
}

void Programmes::revoke(std::string_view id, std::string_view person, Done done) {
  log::Transaction transaction;
  auto changed = std::make_shared<Programme>();
  {
    const std::lock_guard lock(mutex_);
    const auto found = programmes_.find(id);
    if (found == programmes_.end() || !found->second->people.contains(std::string(person))) {
      return done({Changed::Result::unknown, "There is no such person in this programme."});
    }
    const std::string key = "revoke " + std::string(id);
    if (!under_way_.insert(key).second) {
      return done({Changed::Result::exists, "A revocation is under way; send again in a moment."});
    }
    *changed = *found->second;
    pb::ProgrammeEvent event;
    event.mutable_access_revoked()->set_person(std::string(person));
    event.mutable_access_revoked()->set_issued_until_ms(
        std::max(clock_(), changed->revoked_until(std::string(person)) + 1));
    changed->time_ms = std::max(changed->time_ms, clock_());
    log::Append append{std::string(id), changed->head, {}};
    rebuild::RecordHead head;
    head.time_ms = changed->time_ms;
    append.records.push_back(
        rebuild::make_programme_record(++changed->head, head, event, fresh_salt()));
    transaction.appends.push_back(std::move(append));
    fold(*changed, event);
  }
  log_.submit(std::move(transaction), [this, changed, done = std::move(done)](log::Error error) {
    {
      const std::lock_guard lock(mutex_);
      under_way_.erase("revoke " + changed->id);
      if (error == log::Error::none) programmes_[changed->id] = changed;
    }
    done(error == log::Error::none ? Changed{Changed::Result::done, {}} : failed(error));
  });
}

void Programmes::use_link(std::string_view programme, std::string_view link_id, Done done) {
  const Changed used{Changed::Result::exists, "This link has been used; ask for a new one."};
  std::string key = "link";
  key += '\0';
  key += link_id;
  {
    const std::lock_guard lock(mutex_);
    if (!under_way_.insert(key).second) return done(used);
  }
  const auto finish = [this, key, done = std::move(done)](Changed result) {
    {
      const std::lock_guard lock(mutex_);
      under_way_.erase(key);
    }
    done(std::move(result));
  };
  if (log_.kept_answer(programme, key)) return finish(used);
  log::Transaction transaction;
  transaction.answers.push_back({std::string(programme), key, "used"});
  log_.submit(std::move(transaction), [finish](log::Error error) {
    finish(error == log::Error::none ? Changed{Changed::Result::done, {}} : failed(error));
  });
}

}  // namespace tingbok::room
