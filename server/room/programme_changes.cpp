/// Changing a programme: one change after the other, each decided on the programme as the one
/// before left it, and seen by everyone once it is durable.
#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::room {
namespace {

using Result = Changed::Result;

constexpr std::int64_t script_seconds_max = 100LL * 366 * 24 * 3600;

using Decided = std::variant<ProgrammeChange, Changed>;

ProgrammeChange one(pb::ProgrammeEvent event, std::int64_t time_ms) {
  ProgrammeChange change;
  change.time_ms = time_ms;
  change.events.push_back(std::move(event));
  return change;
}

Changed no_such_link() { return {Result::unknown, "There is no such link in this programme."}; }

/// Why a link cannot be used, renewed or revoked any more.
std::optional<Changed> spent(const pb::LinkEntry& link) {
  if (link.used_ms() != 0) {
    return Changed{Result::exists, "This link has been used; ask for a new one."};
  }
  if (link.revoked_ms() != 0) return Changed{Result::exists, "This link was revoked."};
  return std::nullopt;
}

}  // namespace

void Programmes::change(std::string_view id, DecideChange decide, Done done) {
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    auto& waiting = changes_[std::string(id)];
    full = waiting.size() > changes_waiting_max;
    if (!full) {
      waiting.emplace_back(std::move(decide), std::move(done));
      if (waiting.size() > 1) return;
    }
  }
  if (!full) return next_change(std::string(id));
  done({Result::busy, "Too many changes of this programme wait; try again in a moment."});
}

/// Decides and writes what stands at the front of the programme's queue.
void Programmes::next_change(const std::string& id) {
  DecideChange decide;
  Done told;
  ProgrammePtr now;
  {
    const std::lock_guard lock(mutex_);
    const auto queue = changes_.find(id);
    decide = std::move(queue->second.front().first);
    told = std::move(queue->second.front().second);
    const auto found = programmes_.find(id);
    if (found != programmes_.end()) now = found->second;
  }
  const auto finish = [this, id, told = std::move(told)](Changed changed) {
    bool more = false;
    {
      const std::lock_guard lock(mutex_);
      const auto queue = changes_.find(id);
      queue->second.pop_front();
      more = !queue->second.empty();
      if (!more) changes_.erase(queue);
    }
    told(std::move(changed));
    if (more) next_change(id);
  };
  if (!now) return finish({Result::unknown, "There is no such programme."});
  try {
    auto decided = decide(*now);
    if (auto* changed = std::get_if<Changed>(&decided)) return finish(std::move(*changed));
    write(now, std::get<ProgrammeChange>(std::move(decided)), finish);
  } catch (const std::invalid_argument& error) {
    finish({Result::invalid, error.what()});
  }
}

void Programmes::write(const ProgrammePtr& now, ProgrammeChange change, Done done) {
  if (change.events.empty()) return done({Result::done, {}});
  auto changed = std::make_shared<Programme>(*now);
  log::Append append{now->id, now->head, {}};
  rebuild::RecordHead head;
  head.time_ms = change.time_ms;
  for (const pb::ProgrammeEvent& event : change.events) {
    append.records.push_back(
        rebuild::make_programme_record(changed->head + 1, head, event, fresh_salt()));
    fold(*changed, event, changed->head + 1, change.time_ms);
  }
  log::Transaction transaction;
  transaction.appends = std::move(change.rooms);
  transaction.appends.push_back(std::move(append));
  log_.submit(std::move(transaction), [this, changed, done = std::move(done)](log::Error error) {
    if (error == log::Error::none) {
      const std::lock_guard lock(mutex_);
      programmes_[changed->id] = changed;
    }
    done(error == log::Error::none ? Changed{Result::done, {}} : failed(error));
  });
}

std::int64_t Programmes::time_of(const Programme& programme,
                                 std::optional<std::int64_t> script_time) const {
  std::int64_t time_ms = clock_();
  if (programme.simulated) {
    time_ms = simulated_epoch_ms +
              1000 * std::clamp<std::int64_t>(script_time.value_or(0), 0, script_seconds_max);
  }
  return std::max(time_ms, programme.time_ms);
}

void Programmes::add_room(std::string_view id, const pb::AddRoom& wanted, Done done) {
  change(
      id,
      [this, wanted](const Programme& now) {
        const auto script_time =
            wanted.has_script_time() ? std::optional(wanted.script_time()) : std::nullopt;
        return found_one_more(now, wanted, time_of(now, script_time));
      },
      std::move(done));
}

void Programmes::add_person(std::string_view id, const pb::ProgrammePerson& person, Done done) {
  change(
      id,
      [this, person](const Programme& now) -> Decided {
        if (now.people.contains(person.person())) {
          return Changed{Result::exists, "This person is in the programme already."};
        }
        if (now.people.size() >= static_cast<std::size_t>(programme_people_max)) {
          return Changed{Result::invalid, "A programme has at most 3,800 people."};
        }
        check_person(now, person);
        pb::ProgrammeEvent event;
        *event.mutable_person_added() = entry_of<pb::PersonAdded>(person);
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::change_person(std::string_view id, const pb::ProgrammePerson& person, Done done) {
  change(
      id,
      [this, person](const Programme& now) -> Decided {
        const auto found = now.people.find(person.person());
        if (found == now.people.end()) {
          return Changed{Result::unknown, "There is no such person in this programme."};
        }
        ProgrammeChange nothing;
        if (found->second.SerializeAsString() == person.SerializeAsString()) return nothing;
        check_person(now, person);
        pb::ProgrammeEvent event;
        *event.mutable_person_changed() = entry_of<pb::PersonChanged>(person);
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::store_template(std::string_view id, const pb::TemplateStored& fact, Done done) {
  change(
      id,
      [this, fact](const Programme& now) -> Decided {
        for (const pb::TemplateStored& stored : now.templates) {
          if (stored.template_().id() != fact.template_().id() ||
              stored.template_().version() != fact.template_().version()) {
            continue;
          }
          if (stored.sha256() == fact.sha256()) return ProgrammeChange{};
          return Changed{Result::exists,
                         "This version is stored with another text; give the new text a higher "
                         "version."};
        }
        if (now.templates.size() >= programme_templates_max) {
          return Changed{Result::invalid, "A programme holds at most 64 templates."};
        }
        pb::ProgrammeEvent event;
        *event.mutable_template_stored() = fact;
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::revoke(std::string_view id, std::string_view person, Done done) {
  change(
      id,
      [this, who = std::string(person)](const Programme& now) -> Decided {
        if (!now.people.contains(who)) {
          return Changed{Result::unknown, "There is no such person in this programme."};
        }
        pb::ProgrammeEvent event;
        pb::AccessRevoked& fact = *event.mutable_access_revoked();
        fact.set_person(who);
        fact.set_issued_until_ms(std::max(clock_(), now.revoked_until(who) + 1));
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::issue_link(std::string_view id, const pb::LinkIssued& fact, Done done) {
  change(
      id,
      [this, fact](const Programme& now) -> Decided {
        if (!now.people.contains(fact.person())) {
          return Changed{Result::unknown, "There is no such person in this programme."};
        }
        if (fact.issued_ms() <= now.revoked_until(fact.person())) {
          return Changed{Result::exists, "Access was revoked at this moment; ask again."};
        }
        const std::int64_t now_ms = clock_();
        const auto usable =
            std::count_if(now.links.begin(), now.links.end(),
                          [&](const auto& entry) { return now.can_use(entry.second, now_ms); });
        if (static_cast<std::size_t>(usable) >= programme_links_max) {
          return Changed{Result::invalid,
                         "A programme holds at most 20,000 links that can still be used."};
        }
        if (!fact.renews().empty()) {
          const auto old = now.links.find(fact.renews());
          if (old == now.links.end()) return no_such_link();
          if (const auto why = spent(old->second)) return *why;
        }
        pb::ProgrammeEvent event;
        *event.mutable_link_issued() = fact;
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::use_link(std::string_view id, std::string_view link, Done done) {
  change(
      id,
      [this, link = std::string(link)](const Programme& now) -> Decided {
        const auto found = now.links.find(link);
        if (found == now.links.end()) return no_such_link();
        if (const auto why = spent(found->second)) return *why;
        pb::ProgrammeEvent event;
        event.mutable_link_used()->set_link(link);
        event.mutable_link_used()->set_used_ms(clock_());
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

void Programmes::revoke_link(std::string_view id, std::string_view link, std::string_view by,
                             Done done) {
  change(
      id,
      [this, link = std::string(link), by = std::string(by)](const Programme& now) -> Decided {
        const auto found = now.links.find(link);
        if (found == now.links.end()) return no_such_link();
        if (const auto why = spent(found->second)) return *why;
        pb::ProgrammeEvent event;
        pb::LinkRevoked& fact = *event.mutable_link_revoked();
        fact.set_link(link);
        fact.set_revoked_ms(clock_());
        fact.set_revoked_by(by);
        return one(std::move(event), time_of(now));
      },
      std::move(done));
}

}  // namespace tingbok::room
