#include "seats.hpp"

#include <stdexcept>

namespace tingbok::cli {

void Seat::on_finding(const client::Finding& finding) {
  constexpr std::size_t findings_max = 20;  // The first ones tell what is wrong.
  if (findings.size() < findings_max)
    findings.push_back(person + " in " + room + ": " +
                       std::string(client::to_string(finding.kind)) + ": " + finding.sentence);
}

Seats::Seats(boost::asio::io_context& io, client::ConnectionOptions options)
    : io_(io), options_(std::move(options)) {}

void Seats::add(const std::string& person, const std::string& room, const std::string& token) {
  client::ConnectionOptions options = options_;
  options.session.workshop = room;
  options.access_token = token;
  seats_.emplace(std::pair{room, person}, std::make_unique<Seat>(io_, std::move(options), person));
}

Seat& Seats::at(const std::string& person, const std::string& room) {
  const auto seat = seats_.find({room, person});
  if (seat == seats_.end()) throw std::logic_error("no connection for " + person + " in " + room);
  return *seat->second;
}

bool Seats::open_more() {
  std::size_t opening = 0;
  for (const auto& [key, seat] : seats_)
    if (seat->started && !seat->connection.session().ready()) ++opening;
  bool all_ready = opening == 0;
  for (const auto& [key, seat] : seats_) {
    if (seat->started) continue;
    all_ready = false;
    if (opening++ >= opening_max) break;
    seat->started = true;
    seat->connection.start();
  }
  return all_ready;
}

const Seat* Seats::stopped() const {
  for (const auto& [key, seat] : seats_)
    if (seat->stopped) return seat.get();
  return nullptr;
}

std::vector<Seat*> Seats::all() const {
  std::vector<Seat*> all;
  for (const auto& [key, seat] : seats_) all.push_back(seat.get());
  return all;
}

}  // namespace tingbok::cli
