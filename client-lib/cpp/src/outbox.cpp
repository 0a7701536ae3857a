#include "tingbok/client/outbox.hpp"

#include <algorithm>
#include <utility>

namespace tingbok::client {

std::string_view to_string(Added added) {
  switch (added) {
    case Added::yes:
      return "taken";
    case Added::full:
      return "too many actions wait for an answer";
    case Added::id_waits_already:
      return "an action with this id still waits for its answer";
    case Added::bad_id:
      return "the id of an action has 1 to 64 bytes";
    case Added::too_large:
      return "the action is larger than 64 KiB";
    case Added::stopped:
      return "the connection has been stopped";
  }
  return "";
}

Added Outbox::add(pb::Submit submit) {
  const std::string id = submit.command_id();
  if (id.empty() || id.size() > command_id_bytes_max) return Added::bad_id;
  if (std::ranges::any_of(entries_, [&](const Entry& e) { return e.command_id == id; }))
    return Added::id_waits_already;
  if (entries_.size() >= outbox_commands_max) return Added::full;
  pb::ClientFrame frame;
  *frame.mutable_submit() = std::move(submit);
  if (frame.ByteSizeLong() > client_message_bytes_max) return Added::too_large;
  Entry entry;
  entry.command_id = id;
  entry.frame = frame.SerializeAsString();
  entries_.push_back(std::move(entry));
  return Added::yes;
}

std::optional<std::string> Outbox::next(std::uint32_t in_flight_max, Time now) {
  if (in_flight_ >= in_flight_max) return std::nullopt;
  const auto entry = std::ranges::find_if(entries_, [](const Entry& e) { return !e.sent; });
  if (entry == entries_.end()) return std::nullopt;
  if (entry->sent_before) ++resent_;
  entry->sent = true;
  entry->sent_before = true;
  entry->sent_at = now;
  ++in_flight_;
  return entry->frame;
}

void Outbox::disconnected() {
  for (Entry& entry : entries_) entry.sent = false;
  in_flight_ = 0;
}

bool Outbox::answered(std::string_view command_id) {
  const auto entry =
      std::ranges::find_if(entries_, [&](const Entry& e) { return e.command_id == command_id; });
  if (entry == entries_.end()) return false;
  if (entry->sent) --in_flight_;
  entries_.erase(entry);
  return true;
}

std::optional<Time> Outbox::oldest_sent() const {
  std::optional<Time> oldest;
  for (const Entry& entry : entries_)
    if (entry.sent && (!oldest || entry.sent_at < *oldest)) oldest = entry.sent_at;
  return oldest;
}

}  // namespace tingbok::client
