// Whole numbers without an upper bound: digits of 64 bits.
#include "core/tally/natural.hpp"

#include <algorithm>
#include <stdexcept>

namespace tingbok::tally {
namespace {

__extension__ using Double = unsigned __int128;

}  // namespace

Natural::Natural(std::uint64_t value) {
  if (value != 0) digits_.push_back(value);
}

void Natural::trim() {
  while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
}

Natural& Natural::operator+=(const Natural& other) {
  digits_.resize(std::max(digits_.size(), other.digits_.size()) + 1, 0);
  Double carry = 0;
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    carry += digits_[i];
    if (i < other.digits_.size()) carry += other.digits_[i];
    digits_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  trim();
  return *this;
}

Natural& Natural::operator-=(const Natural& other) {
  if (*this < other) throw std::underflow_error("less than nothing");
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    const Double take = Double{i < other.digits_.size() ? other.digits_[i] : 0} + borrow;
    borrow = take > digits_[i] ? 1 : 0;
    digits_[i] -= static_cast<std::uint64_t>(take);
  }
  trim();
  return *this;
}

Natural& Natural::operator*=(std::uint64_t factor) {
  Double carry = 0;
  for (auto& digit : digits_) {
    carry += Double{digit} * factor;
    digit = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  if (carry != 0) digits_.push_back(static_cast<std::uint64_t>(carry));
  trim();
  return *this;
}

std::uint64_t Natural::divide(std::uint64_t divisor) {
  Double rest = 0;
  for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit) {
    rest = (rest << 64) | *digit;
    *digit = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
  trim();
  return static_cast<std::uint64_t>(rest);
}

bool Natural::divisible_by(std::uint64_t divisor) const {
  Double rest = 0;
  for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit)
    rest = ((rest << 64) | *digit) % divisor;
  return rest == 0;
}

std::string Natural::text() const {
  if (digits_.empty()) return "0";
  std::string reversed;
  for (auto left = *this; !left.digits_.empty();)
    reversed.push_back(static_cast<char>('0' + left.divide(10)));
  return {reversed.rbegin(), reversed.rend()};
}

std::strong_ordering Natural::operator<=>(const Natural& other) const {
  if (digits_.size() != other.digits_.size()) return digits_.size() <=> other.digits_.size();
  return std::lexicographical_compare_three_way(digits_.rbegin(), digits_.rend(),
                                                other.digits_.rbegin(), other.digits_.rend());
}

std::string fraction_text(Natural numerator, Natural denominator,
                          const std::vector<std::uint64_t>& primes) {
  for (const auto prime : primes) {
    while (denominator.divisible_by(prime) && numerator.divisible_by(prime)) {
      if (numerator == Natural()) return "0";
      numerator.divide(prime);
      denominator.divide(prime);
    }
  }
  if (denominator == Natural(1)) return numerator.text();
  return numerator.text() + "/" + denominator.text();
}

}  // namespace tingbok::tally
