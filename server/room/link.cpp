#include "server/room/link.hpp"

#include <cassert>

namespace tingbok::room {

void Outgoing::clear() {
  pieces_.clear();
  owners_.clear();
  for (std::string& bytes : own_) bytes.clear();
  own_used_ = 0;
  bytes_ = 0;
}

void Outgoing::add(std::string_view piece) {
  if (piece.empty()) return;
  pieces_.push_back(piece);
  bytes_ += piece.size();
}

void Outgoing::add(std::string_view piece, const Bytes& owner) {
  add(piece);
  owners_.push_back(owner);
}

void Outgoing::add_own(std::string& bytes) {
  assert(own_used_ < 2);
  std::string& mine = own_[own_used_++];
  mine.swap(bytes);
  bytes.clear();
  add(mine);
}

}  // namespace tingbok::room
