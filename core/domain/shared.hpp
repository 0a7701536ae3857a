/// A value that copies share until one of them changes it.
#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace tingbok::domain {

/// Never empty: made, it shares T(). Copies may be used on different threads; each copy by one
/// thread at a time where it is changed.
template <class T>
class Shared {
 public:
  Shared() : held_(none()) {}

  const T& operator*() const { return held_->value; }
  const T* operator->() const { return &held_->value; }

  /// The value to change; first copied where others share it. What was handed out of it before is
  /// the others' then, and lives as long as they do.
  T& edit() {
    // The count is read with acquire: whoever let go of the value last has finished reading it.
    if (is_shared()) held_.reset(new Held(held_->value));
    return held_->value;
  }

  bool is_shared() const { return held_->use_count() > 1; }
  /// Whether it is the very same value, unchanged since one was copied from the other.
  bool is(const Shared& other) const { return held_ == other.held_; }

 private:
  struct Held : boost::intrusive_ref_counter<Held, boost::thread_safe_counter> {
    Held() = default;
    explicit Held(const T& from) : value(from) {}
    T value;
  };

  static const boost::intrusive_ptr<Held>& none() {
    static const boost::intrusive_ptr<Held> none(new Held);
    return none;
  }

  boost::intrusive_ptr<Held> held_;
};

}  // namespace tingbok::domain
