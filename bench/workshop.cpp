#include "bench/workshop.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tingbok::bench {
namespace {

std::string to_json(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) throw std::logic_error("a message has no JSON: " + status.ToString());
  return json;
}

template <class T>
T from_json(const std::string& json) {
  T message;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  if (!status.ok()) throw HttpFailed("The server's answer is not understood: " + status.ToString());
  return message;
}

}  // namespace

void raise_file_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

WorkFolder::WorkFolder(const Settings& settings) : keep_(settings.keep_data) {
  std::string name = (settings.work / "tingbok-bench-XXXXXX").string();
  if (!mkdtemp(name.data())) {
    throw std::runtime_error(
        fmt::format("{} cannot be written; name a folder with --work.", settings.work.string()));
  }
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;  // A leftover folder in a temporary place harms nobody.
  if (!keep_) std::filesystem::remove_all(path_, ignored);
}

Workshop::Workshop(ServerProcess& server, std::uint32_t rooms, std::uint32_t people)
    : server_(server), http_(server.port()), rooms_(rooms), people_(people), tokens_(rooms) {}

void Workshop::follow_restart() { http_.emplace(server_.port()); }

void Workshop::create() {
  http_->post("/api/v1/programmes", server_.admin_token(),
              to_json(make_programme(programme_id, rooms_, people_)));
}

const std::string& Workshop::token(std::uint32_t room, std::uint32_t person) {
  constexpr std::uint32_t people_per_request = 1000;
  std::vector<std::string>& tokens = tokens_[room];
  while (tokens.size() <= person) {
    pb::TokenRequest request;
    const auto first = static_cast<std::uint32_t>(tokens.size());
    const std::uint32_t end = std::min(people_, first + people_per_request);
    for (std::uint32_t i = first; i < end; ++i) request.add_people(person_id(room, i));
    const auto reply = from_json<pb::TokenReply>(
        http_->post(fmt::format("/api/v1/programmes/{}/tokens", programme_id),
                    server_.admin_token(), to_json(request)));
    if (reply.tokens_size() != request.people_size()) {
      throw HttpFailed("The server gave another number of tokens than it was asked for.");
    }
    for (const pb::IssuedToken& issued : reply.tokens()) tokens.push_back(issued.token());
  }
  return tokens[person];
}

std::string Workshop::ticket(std::uint32_t room, std::uint32_t person) {
  pb::TicketRequest request;
  request.set_workshop(fmt::format("{}/{}", programme_id, room_id(room)));
  return from_json<pb::TicketReply>(
             http_->post("/api/v1/tickets", token(room, person), to_json(request)))
      .ticket();
}

void Workshop::connect_one(Generator& generator, std::uint32_t room, std::uint32_t person) {
  generator.connect(programme_id, room, person, ticket(room, person));
}

void Workshop::connect_everyone(Generator& generator, std::uint32_t times) {
  for (std::uint32_t time = 0; time < times; ++time) {
    for (std::uint32_t room = 0; room < rooms_; ++room) {
      for (std::uint32_t person = 0; person < people_; ++person) {
        connect_one(generator, room, person);
      }
    }
  }
  generator.wait_joined();
}

}  // namespace tingbok::bench
