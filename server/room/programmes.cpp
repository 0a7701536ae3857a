#include "server/room/programmes.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/domain/ids.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"

namespace tingbok::room {
namespace {

Changed already_there() {
  return {Changed::Result::exists, "A programme with this id exists already."};
}

/// Of somebody added, or changed.
template <typename Fact>
void fold_person(Programme& programme, const Fact& fact) {
  const auto [found, is_new] = programme.people.try_emplace(fact.person());
  if (is_new) programme.people_in_order.push_back(fact.person());
  pb::ProgrammePerson& person = found->second;
  person.set_person(fact.person());
  person.set_label(fact.label());
  person.set_role(fact.role());
  person.set_party(fact.party());
  person.set_votes(fact.votes());
  person.set_language(fact.language());
  *person.mutable_member_of() = fact.member_of();
  *person.mutable_guest_in() = fact.guest_in();
}

/// Those that cannot be used any more. What is forgotten follows from the events alone, so that a
/// programme that is loaded anew is as it was.
void forget_links(Programme& programme, std::int64_t now_ms) {
  std::erase_if(programme.links_in_order, [&](const std::string& id) {
    const auto found = programme.links.find(id);
    if (programme.can_use(found->second, now_ms)) return false;
    programme.links.erase(found);
    return true;
  });
}

void fold_link(Programme& programme, const pb::LinkIssued& fact) {
  const auto [found, is_new] = programme.links.try_emplace(fact.link());
  if (is_new) programme.links_in_order.push_back(fact.link());
  pb::LinkEntry& link = found->second;
  link.set_link(fact.link());
  link.set_person(fact.person());
  link.set_issued_ms(fact.issued_ms());
  link.set_expires_ms(fact.expires_ms());
  link.set_issued_by(fact.issued_by());
  if (const auto old = programme.links.find(fact.renews()); old != programme.links.end()) {
    old->second.set_revoked_ms(fact.issued_ms());
  }
  if (programme.links.size() > programme_links_kept_max) forget_links(programme, fact.issued_ms());
}

}  // namespace

void fold(Programme& programme, const pb::ProgrammeEvent& event, log::Number number,
          std::int64_t time_ms) {
  programme.head = number;
  programme.time_ms = time_ms;
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
      *programme.rooms.emplace_back().mutable_config() = event.room_added().config();
      programme.rooms.back().set_added_ms(time_ms);
      programme.rooms.back().set_number(number);
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
      if (const auto link = programme.links.find(event.link_used().link());
          link != programme.links.end()) {
        link->second.set_used_ms(event.link_used().used_ms());
      }
      return;
    case pb::ProgrammeEvent::kLinkRevoked:
      if (const auto link = programme.links.find(event.link_revoked().link());
          link != programme.links.end()) {
        link->second.set_revoked_ms(event.link_revoked().revoked_ms());
      }
      return;
    case pb::ProgrammeEvent::KIND_NOT_SET:
      break;
  }
  throw log::Damaged("a programme holds an event of a kind this program does not know.");
}

Changed failed(log::Error error) {
  if (error == log::Error::storage_full) {
    return {Changed::Result::storage_full,
            "The disk is nearly full; try again when there is space."};
  }
  return {Changed::Result::failed, "Storage failed: " + std::string(log::describe(error)) + "."};
}

const pb::ProgrammeRoom* Programme::find_room(std::string_view room) const {
  const auto found = std::find_if(rooms.begin(), rooms.end(),
                                  [&](const auto& one) { return one.config().room() == room; });
  return found == rooms.end() ? nullptr : &*found;
}

const pb::WorkshopTemplate* Programme::find_template(std::string_view wanted) const {
  const pb::WorkshopTemplate* latest = nullptr;
  for (const pb::TemplateStored& stored : templates) {
    const pb::WorkshopTemplate& one = stored.template_();
    if (one.id() == wanted && (!latest || one.version() > latest->version())) latest = &one;
  }
  return latest;
}

std::vector<pb::RosterEntry> Programme::roster(std::string_view room) const {
  std::vector<pb::RosterEntry> entries;
  for (const std::string& who : people_in_order) {
    const pb::ProgrammePerson& person = people.at(who);
    const bool member = domain::holds(person.member_of(), room);
    if (!member && !domain::holds(person.guest_in(), room)) continue;
    pb::RosterEntry& entry = entries.emplace_back();
    entry.set_person(person.person());
    entry.set_label(person.label());
    entry.set_role(person.role());
    entry.set_party(person.party());
    entry.set_votes(person.votes());
    entry.set_member(member);
    entry.set_language(person.language());
  }
  return entries;
}

bool Programme::leads(std::string_view person, std::string_view room) const {
  const pb::ProgrammeRoom* found = find_room(room);
  if (!found || person.empty()) return false;
  const pb::RoomConfig& config = found->config();
  return config.chair() == person || config.deputy() == person || config.secretary() == person ||
         domain::holds(config.facilitators(), person);
}

bool Programme::leads_any(std::string_view person) const {
  return std::any_of(rooms.begin(), rooms.end(),
                     [&](const auto& one) { return leads(person, one.config().room()); });
}

bool Programme::can_use(const pb::LinkEntry& link, std::int64_t now_ms) const {
  return link.used_ms() == 0 && link.revoked_ms() == 0 && link.expires_ms() > now_ms &&
         link.issued_ms() > revoked_until(link.person());
}

bool Programme::may_hand_out(std::string_view leader, const pb::ProgrammePerson& person) const {
  if (person.role() == pb::ROLE_AUDITOR || person.role() == pb::ROLE_SYSTEM) return false;
  if (leads_any(person.person())) return false;
  const auto led = [&](const std::string& room) { return leads(leader, room); };
  return person.member_of_size() + person.guest_in_size() > 0 &&
         std::all_of(person.member_of().begin(), person.member_of().end(), led) &&
         std::all_of(person.guest_in().begin(), person.guest_in().end(), led);
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
    fold(*programme, rebuild::programme_event(parsed, stream), record.number,
         parsed.core.time_ms());
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
  for (const pb::ProgrammeEvent& event : founded.events) {
    fold(*programme, event, programme->head + 1, founded.time_ms);
  }
  try {
    log_.submit(std::move(founded.transaction),
                [this, programme](log::Error error) { this->founded(programme, error); });
  } catch (const std::invalid_argument&) {
    end_founding(programme->id,
                 {Changed::Result::invalid,
                  "A programme's own words, or a person's, are too large to be stored."});
  }
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
  if (error == log::Error::none) {
    const std::lock_guard lock(mutex_);
    programmes_[programme->id] = programme;
  }
  Changed changed{Changed::Result::done, {}};
  if (error == log::Error::number_conflict) {
    changed = already_there();
  } else if (error != log::Error::none) {
    changed = failed(error);
  }
  end_founding(programme->id, changed);
}

void Programmes::end_founding(const std::string& id, const Changed& changed) {
  std::vector<Done> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = std::move(founding_.extract(id).mapped().waiting);
  }
  for (const Done& done : waiting) done(changed);
}

}  // namespace tingbok::room
