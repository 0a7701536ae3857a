/// SHA-256 of bytes that are never in memory all at once.
#pragma once

#include <memory>
#include <string_view>

#include "core/hash/hash.hpp"

namespace tingbok {

/// One hash; may be moved between threads, and used by one at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void add(std::string_view bytes);
  /// Of all that was added. Nothing may be added afterwards.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tingbok
