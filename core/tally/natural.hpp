/// Private to core/tally: whole numbers without an upper bound, as little as exact shares need.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace tingbok::tally {

class Natural {
 public:
  Natural() = default;
  explicit Natural(std::uint64_t value);

  Natural& operator+=(const Natural& other);
  /// Throws std::underflow_error where `other` is greater.
  Natural& operator-=(const Natural& other);
  Natural& operator*=(std::uint64_t factor);
  /// Divides, rounding down, and gives the remainder. `divisor` is not 0.
  std::uint64_t divide(std::uint64_t divisor);
  bool divisible_by(std::uint64_t divisor) const;
  std::string text() const;

  bool operator==(const Natural&) const = default;
  std::strong_ordering operator<=>(const Natural& other) const;

 private:
  void trim();

  /// Least first, no zero last; zero has none.
  std::vector<std::uint64_t> digits_;
};

inline Natural operator*(Natural number, std::uint64_t factor) { return number *= factor; }

/// "7", "200/3": the fraction in its lowest terms. `primes` has every prime factor of the
/// denominator, and the denominator is not 0.
std::string fraction_text(Natural numerator, Natural denominator,
                          const std::vector<std::uint64_t>& primes);

}  // namespace tingbok::tally
