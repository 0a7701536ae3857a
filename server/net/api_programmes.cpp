/// Programmes, their rooms and people.
#include <algorithm>
#include <mutex>

#include <boost/json.hpp>
#include <google/protobuf/util/time_util.h>

#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"

namespace tingbok::net {
namespace {

using Result = room::Changed::Result;

constexpr std::int64_t script_seconds_max = 100LL * 366 * 24 * 3600;

/// "2026-03-01T12:00:00Z", or seconds since the start of a simulated programme, as milliseconds
/// since 1970 UTC.
std::int64_t time_asked(const std::string& text, bool simulated) {
  const bool digits = !text.empty() && text.size() <= 12 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && simulated && std::stoll(text) <= script_seconds_max) {
    return room::simulated_epoch_ms + 1000 * std::stoll(text);
  }
  google::protobuf::Timestamp time;
  if (!digits && google::protobuf::util::TimeUtil::FromString(text, &time)) {
    return google::protobuf::util::TimeUtil::TimestampToMilliseconds(time);
  }
  throw Problem{400, "invalid",
                simulated ? "at is a time like 2026-03-01T12:00:00Z, or seconds since the start."
                          : "at is a time like 2026-03-01T12:00:00Z."};
}

/// The rooms a person is put in, was in, or both.
std::vector<std::string> rooms_of(const pb::ProgrammePerson& person) {
  std::vector<std::string> rooms(person.member_of().begin(), person.member_of().end());
  rooms.insert(rooms.end(), person.guest_in().begin(), person.guest_in().end());
  return rooms;
}

}  // namespace

void Api::create_programme(Call& call) {
  pb::CreateProgramme wanted;
  parse_body(call.request.body, wanted);
  programmes_.create(wanted, [this, id = wanted.id(), reply = call.reply](room::Changed changed) {
    if (changed.result != room::Changed::Result::done) return reply(reply_to(changed));
    pb::ProgrammeLines lines;
    const auto programme = programmes_.find(id);
    lines.set_programme(programme->id);
    lines.set_title(programme->title);
    lines.set_format(programme->format);
    lines.set_seed(programme->seed);
    for (const pb::ProgrammeRoom& room : programme->rooms) {
      lines.add_rooms()->set_room(room.config().room());
    }
    reply(message_reply(lines, 201));
  });
}

void Api::list_programmes(Call& call) {
  boost::json::array list;
  for (const auto& programme : programmes_.all()) {
    boost::json::array rooms;
    for (const pb::ProgrammeRoom& room : programme->rooms) rooms.emplace_back(room.config().room());
    list.push_back({{"id", programme->id},
                    {"title", programme->title},
                    {"simulated", programme->simulated},
                    {"rooms", std::move(rooms)}});
  }
  const boost::json::object body = {{"programmes", std::move(list)}};
  HttpReply reply;
  reply.body = boost::json::serialize(body);
  call.reply(std::move(reply));
}

/// As it is, or as it was at a time.
void Api::show_programme(Call& call, const room::ProgrammePtr& programme) {
  pb::ProgrammeReply shown;
  shown.set_programme(programme->id);
  shown.set_title(programme->title);
  shown.set_simulated(programme->simulated);
  shown.set_number(programme->head);
  shown.set_time_ms(programme->time_ms);
  if (const auto at = call.parameter("at"); at && !at->empty()) {
    const std::int64_t at_ms = time_asked(*at, programme->simulated);
    shown.set_number(0);
    shown.set_time_ms(0);
    log_.read(programme->id, 1, programme->head, [&](const log::RecordView& record) {
      const auto core = rebuild::parse_record(record, programme->id).core;
      if (core.time_ms() > at_ms) return false;
      shown.set_number(record.number);
      shown.set_time_ms(core.time_ms());
      return true;
    });
  }
  for (const pb::ProgrammeRoom& room : programme->rooms) {
    if (room.number() <= shown.number()) *shown.add_rooms() = room;
  }
  call.reply(message_reply(shown));
}

void Api::lines(Call& call) {
  const auto programme = rebuild::read_programme(log_, call.path[1]);
  std::vector<pb::RoomLines> rooms;
  for (const pb::RoomConfig& room : programme.rooms) {
    const std::string stream = call.path[1] + "/" + room.room();
    rooms.push_back(rebuild::lines_of(log_, stream, rebuild::rebuild(log_, stream)));
  }
  call.reply(message_reply(rebuild::programme_lines(programme, std::move(rooms))));
}

void Api::add_room(Call& call) {
  pb::AddRoom wanted;
  parse_body(call.request.body, wanted);
  programmes_.add_room(call.path[1], wanted,
                       [this, id = call.path[1], reply = call.reply](const room::Changed& changed) {
                         if (changed.result != Result::done) return reply(reply_to(changed));
                         const auto programme = programmes_.find(id);
                         pb::ProgrammeReply shown;
                         shown.set_programme(programme->id);
                         shown.set_title(programme->title);
                         shown.set_simulated(programme->simulated);
                         shown.set_number(programme->head);
                         shown.set_time_ms(programme->time_ms);
                         for (const auto& room : programme->rooms) *shown.add_rooms() = room;
                         reply(message_reply(shown, 201));
                       });
}

void Api::list_people(Call& call, const room::ProgrammePtr& programme) {
  pb::PeopleReply people;
  for (const std::string& id : programme->people_in_order) {
    const pb::ProgrammePerson& person = programme->people.at(id);
    const auto rooms = rooms_of(person);
    const bool theirs =
        call.administrator || std::any_of(rooms.begin(), rooms.end(), [&](const auto& room) {
          return programme->leads(call.claims->person(), room);
        });
    if (theirs) *people.add_people() = person;
  }
  call.reply(message_reply(people));
}

void Api::add_person(Call& call) {
  pb::ProgrammePerson person;
  parse_body(call.request.body, person);
  programmes_.add_person(
      call.path[1], person,
      [this, programme = call.path[1], person, reply = call.reply](const room::Changed& changed) {
        if (changed.result != Result::done) return reply(reply_to(changed));
        follow(programme, person.person(), rooms_of(person), 201, reply);
      });
}

void Api::change_person(Call& call, const room::ProgrammePtr& programme) {
  pb::ProgrammePerson person;
  parse_body(call.request.body, person);
  if (person.person().empty()) person.set_person(call.path[3]);
  if (person.person() != call.path[3]) {
    throw Problem{400, "invalid", "The person in the body is not the one in the path."};
  }
  std::vector<std::string> rooms = rooms_of(person);
  if (const auto before = programme->people.find(person.person());
      before != programme->people.end()) {
    const auto left = rooms_of(before->second);
    rooms.insert(rooms.end(), left.begin(), left.end());
  }
  programmes_.change_person(
      call.path[1], person,
      [this, id = call.path[1], person, rooms, reply = call.reply](const room::Changed& changed) {
        if (changed.result != Result::done) return reply(reply_to(changed));
        follow(id, person.person(), rooms, 200, reply);
      });
}

/// Replies once the rooms have the person on their rosters, or off them.
void Api::follow(const std::string& id, const std::string& person, std::vector<std::string> rooms,
                 unsigned status, Reply reply) {
  std::sort(rooms.begin(), rooms.end());
  rooms.erase(std::unique(rooms.begin(), rooms.end()), rooms.end());
  server_.follow(
      id, std::move(rooms), [this, id, person, status, reply = std::move(reply)](bool all) {
        if (!all) {
          return reply(
              error_reply(507, "storage_full",
                          "The programme has it, but not every room could write it; they will when "
                          "they are next loaded."));
        }
        const auto now = programmes_.find(id);
        reply(message_reply(now->people.at(person), status));
      });
}

/// Asks every room the viewer may see, and replies when all have told.
void Api::overview(Call& call) {
  const auto programme = programmes_.find(call.path[1]);
  const bool theirs = call.claims && call.claims->programme() == call.path[1];
  room::Viewer viewer{theirs ? call.claims->person() : std::string(), call.administrator};
  std::vector<std::string> rooms;
  for (const pb::ProgrammeRoom& room :
       programme ? programme->rooms : std::vector<pb::ProgrammeRoom>{}) {
    const pb::RoomConfig& config = room.config();
    bool sees = call.administrator || config.public_();
    if (!viewer.person.empty()) {
      const auto entered = rooms_of(programme->people.at(viewer.person));
      sees = sees || std::find(entered.begin(), entered.end(), config.room()) != entered.end();
    }
    if (sees) rooms.push_back(config.room());
  }
  if (rooms.empty()) throw Problem{404, "unknown", "There is no programme here that you may see."};

  struct Gathered {
    std::mutex mutex;
    pb::Overview overview;
    std::vector<std::optional<pb::RoomOverview>> rooms;
    std::size_t left = 0;
  };
  const auto gathered = std::make_shared<Gathered>();
  gathered->overview.set_programme(programme->id);
  gathered->overview.set_title(programme->title);
  gathered->overview.set_simulated(programme->simulated);
  gathered->rooms.resize(rooms.size());
  gathered->left = rooms.size();
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    server_.look(programme->id + "/" + rooms[i], viewer,
                 [gathered, i, reply = call.reply](std::optional<pb::RoomOverview> room) {
                   {
                     const std::lock_guard lock(gathered->mutex);
                     gathered->rooms[i] = std::move(room);
                     if (--gathered->left > 0) return;
                   }
                   for (auto& one : gathered->rooms) {
                     if (one) *gathered->overview.add_rooms() = std::move(*one);
                   }
                   reply(message_reply(gathered->overview));
                 });
  }
}

void Api::server_status(Call& call) {
  if (!call.administrator) not_administrator();
  pb::ServerStatus status = server_.status();
  status.set_epoch(log_.epoch());
  for (const auto& programme : programmes_.all()) {
    status.set_programmes(status.programmes() + 1);
    status.set_events(status.events() + programme->head);
    for (const pb::ProgrammeRoom& room : programme->rooms) {
      status.set_rooms(status.rooms() + 1);
      status.set_events(status.events() +
                        log_.head(programme->id + "/" + room.config().room()).number);
    }
  }
  call.reply(message_reply(status));
}

}  // namespace tingbok::net
