#include "live_hashes.hpp"

namespace tingbok::golden {
namespace {

constexpr int seeks_each_room = 4;

void compare(const std::string& room, const LiveHashes& live, const domain::State& state,
             Compared& compared) {
  const auto number = state.number();
  const bool known = number >= 1 && number <= live.size();
  if (known && state.hash() == live[number - 1]) return;
  compared.wrong.push_back("event " + std::to_string(number) + " of " + room +
                           " is rebuilt to another hash than the live room had");
}

}  // namespace

rebuild::Rebuilt fold_beside(const log::EventLog& log, const std::string& room,
                             const LiveHashes& live, Compared& compared) {
  auto head = rebuild::rebuild(log, room, rebuild::to_head, false,
                               [&](const rebuild::Rebuilt& rebuilt, const v1::RecordCore&,
                                   const v1::Event&, const domain::Changes&) {
                                 ++compared.folded;
                                 compare(room, live, rebuilt.state, compared);
                                 return true;
                               });
  if (head.state.number() != live.size()) {
    compared.wrong.push_back(room + " had " + std::to_string(live.size()) +
                             " events when it was live, " + std::to_string(head.state.number()) +
                             " in the log");
  }
  return head;
}

void seek_beside(past::PastReader& past, const std::string& room, const LiveHashes& live,
                 std::mt19937& chance, Compared& compared) {
  for (int i = 0; i < seeks_each_room && !live.empty(); ++i) {
    ++compared.sought;
    compare(room, live, past.state_at(room, 1 + chance() % live.size())->state, compared);
  }
}

}  // namespace tingbok::golden
