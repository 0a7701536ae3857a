/// A room of the tests as a log in memory, and the lineage of something in it.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/lineage/lineage.hpp"
#include "core/log/open.hpp"
#include "core/rebuild/record.hpp"
#include "tests/support/domain_given.hpp"

namespace tingbok::test {

inline const std::string lineage_room = "A/K1";

/// The item S1 is decided on by the vote `vote`, about P1, which all five members are for.
inline void decide(TestRoom& room, const std::string& vote, const std::string& text) {
  room.does("R1", "vote_open { terms { vote: '" + vote +
                      "' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST item: 'S1' "
                      "about: 'P1' } } text: 'P1?'");
  for (const auto* who : {"R1", "R2", "R3", "R4", "R5"})
    room.does(who, "vote_cast { vote: '" + vote + "' ballot { choice: 'for' } }");
  room.does("R1", "vote_close { vote: '" + vote + "' }");
  room.does("R1", "vote_declare { vote: '" + vote + "' }");
  room.does("R1", "decide { item: 'S1' vote: '" + vote + "' } text: '" + text + "'");
}

/// Appends the room's events to the log's stream `name`, as the server would have stored them.
inline void store(log::EventLog& log, const std::string& name, const TestRoom& room) {
  State state;
  log::Transaction transaction;
  for (const auto& recorded : room.log()) {
    pb::Event event = recorded.core;
    domain::merge_personal(event, recorded.personal);
    rebuild::RecordHead head;
    head.time_ms = recorded.meta.time_ms;
    head.actor = recorded.meta.actor;
    head.script_line = recorded.meta.script_line;
    if (event.has_position_submitted()) head.facts = room.facts;
    auto made = rebuild::make_event_record(state, std::move(event), head,
                                           std::string(rebuild::salt_bytes, 's'));
    transaction.appends.push_back({name, made.number - 1, {std::move(made.record)}});
  }
  auto outcome = log::Error::closed;
  for (auto& append : transaction.appends) {
    log::Transaction one;
    one.appends.push_back(std::move(append));
    log.submit(std::move(one), [&](log::Error error) { outcome = error; });
    if (outcome != log::Error::none) throw std::runtime_error("the log in memory refused a record");
  }
}

/// A log of that room alone.
inline std::unique_ptr<log::EventLog> log_of(const TestRoom& room) {
  auto log = log::open_memory_log();
  store(*log, lineage_room, room);
  return log;
}

/// `person` nullopt: the administrator; empty: nobody in particular.
inline lineage::Told lineage_of(const TestRoom& room, const std::string& of,
                                const std::optional<std::string>& person = std::nullopt,
                                log::Number upto = rebuild::to_head) {
  const auto log = log_of(room);
  past::PastReader past(*log);
  return lineage::of_room(past, lineage_room, of, upto, {!person, person.value_or("")});
}

/// The node with that key; null where there is none.
inline const pb::LineageNode* node_of(const pb::Lineage& lineage, const std::string& key) {
  for (const auto& node : lineage.nodes()) {
    if (node.key() == key) return &node;
  }
  return nullptr;
}

inline std::vector<std::string> keys_of(const pb::Lineage& lineage) {
  std::vector<std::string> keys;
  for (const auto& node : lineage.nodes()) keys.push_back(node.key());
  return keys;
}

/// "a > b", and "a ~> b" for what is inferred.
inline std::vector<std::string> edges_of(const pb::Lineage& lineage) {
  std::vector<std::string> edges;
  for (const auto& edge : lineage.edges())
    edges.push_back(edge.from() + (edge.inferred() ? " ~> " : " > ") + edge.to());
  return edges;
}

inline bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// What is wrong with the graph's form; empty: nothing. It is acyclic because every edge goes
/// forward in the order of the nodes; everything leads to the root.
inline std::string malformed(const pb::Lineage& lineage) {
  const auto keys = keys_of(lineage);
  const auto place = [&](const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) - keys.begin();
  };
  const auto end = static_cast<std::ptrdiff_t>(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (place(keys[i]) != static_cast<std::ptrdiff_t>(i)) return "twice: " + keys[i];
  }
  std::vector<bool> leads(keys.size(), false);
  for (auto edge = lineage.edges().rbegin(); edge != lineage.edges().rend(); ++edge) {
    const auto from = place(edge->from());
    const auto to = place(edge->to());
    if (from == end || to == end) return "an end that is no node: " + edge->from();
    if (from >= to) return "backwards: " + edge->from() + " > " + edge->to();
    leads[static_cast<std::size_t>(from)] = true;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!leads[i] && keys[i] != lineage.root()) return "leads nowhere: " + keys[i];
    const auto& node = lineage.nodes(static_cast<int>(i));
    if (node.number() == 0 || node.leaf_hash().size() != 32) return "no proof: " + keys[i];
  }
  return place(lineage.root()) == end ? "no root" : "";
}

}  // namespace tingbok::test
