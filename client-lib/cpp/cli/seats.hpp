/// The connections of a play: one for each person in each room they act in.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tingbok/client/connection.hpp"

namespace tingbok::cli {

/// Connections that are being opened at the same time.
inline constexpr std::size_t opening_max = 64;

/// One person in one room.
class Seat : public client::Listener {
 public:
  Seat(boost::asio::io_context& io, client::ConnectionOptions options, std::string person_id)
      : person(std::move(person_id)),
        room(options.session.workshop),
        token(options.access_token),
        connection(io, std::move(options), *this) {}

  const std::string person;
  /// PROGRAMME/ROOM.
  const std::string room;
  const std::string token;

  bool started = false;
  /// The answer to the command under way.
  std::optional<pb::Answer> answer;
  std::optional<client::Stopped> stopped;
  /// What the session found wrong, with the person's name.
  std::vector<std::string> findings;
  std::uint64_t losses = 0;

  client::Connection connection;

 private:
  void on_answer(const pb::Answer& got) override { answer = got; }
  void on_stopped(const client::Stopped& why) override { stopped = why; }
  void on_lost(const client::Lost&) override { ++losses; }
  void on_finding(const client::Finding& finding) override;
};

/// All seats, on one io_context that the caller runs.
class Seats {
 public:
  /// `options` is the template for each connection; room and token are filled in.
  Seats(boost::asio::io_context& io, client::ConnectionOptions options);

  void add(const std::string& person, const std::string& room, const std::string& token);
  Seat& at(const std::string& person, const std::string& room);
  std::size_t size() const { return seats_.size(); }

  /// Starts the next seats, as far as opening_max allows; true when all are ready.
  bool open_more();
  /// The first seat that stopped; null where none did.
  const Seat* stopped() const;
  std::vector<Seat*> all() const;

 private:
  boost::asio::io_context& io_;
  client::ConnectionOptions options_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Seat>> seats_;
};

}  // namespace tingbok::cli
