#include "pkg/base/time.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace vigilcast {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array kUnits{
    Unit{"d", 86400 * kSecond}, Unit{"h", 3600 * kSecond}, Unit{"m", 60 * kSecond}, Unit{"s", kSecond},
    Unit{"ms", kSecond / 1000}, Unit{"us", 1000},          Unit{"ns", 1},
};
constexpr std::int64_t kLongest = 10L * 366 * 86400 * kSecond;  // ten years: longer is a typing mistake

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail("'" + std::string(text) + "' is not a duration: " + std::string(why), "", "write a number with its unit, such as 200ms, 0.2s or 1m30s");
}

// Reads digits with an optional fraction and advances `at`; the result is nanoseconds of `unit` once the unit is known.
struct Number {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;  // billionths
};

std::optional<Number> read_number(std::string_view text, std::size_t& at) {
  Number number;
  const std::size_t start = at;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (number.whole > kLongest / 10) return std::nullopt;
    number.whole = number.whole * 10 + (text[at] - '0');
  }
  if (at == start) return std::nullopt;
  if (at >= text.size() || text[at] != '.') return number;
  ++at;
  const std::size_t point = at;
  for (std::int64_t scale = kSecond / 10; at < text.size() && is_digit(text[at]); ++at, scale /= 10) number.fraction += scale * (text[at] - '0');
  if (at == point) return std::nullopt;
  return number;
}

const Unit* read_unit(std::string_view text, std::size_t& at) {
  std::size_t end = at;
  while (end < text.size() && !is_digit(text[end])) ++end;
  const std::string_view name = text.substr(at, end - at);
  at = end;
  const auto* found = std::ranges::find(kUnits, name, &Unit::name);
  return found == kUnits.end() ? nullptr : found;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty");
  std::int64_t total = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto number = read_number(text, at);
    if (!number) return bad(text, "a number is expected");
    if (at == text.size()) return bad(text, "the unit is missing");
    const Unit* unit = read_unit(text, at);
    if (unit == nullptr) return bad(text, "the unit must be one of d h m s ms us ns");
    if (number->whole > kLongest / unit->nanoseconds) return bad(text, "it is longer than ten years");
    const std::int64_t unit_seconds = unit->nanoseconds / kSecond;
    total += number->whole * unit->nanoseconds + (unit_seconds > 0 ? number->fraction * unit_seconds : number->fraction * unit->nanoseconds / kSecond);
    if (total > kLongest) return bad(text, "it is longer than ten years");
  }
  return Duration{total};
}

std::string format_duration(Duration value) {
  std::int64_t left = value.count();
  if (left == 0) return "0s";
  std::string out = left < 0 ? "-" : "";
  left = left < 0 ? -left : left;
  for (const Unit& unit : kUnits) {
    if (left < unit.nanoseconds) continue;
    out += std::to_string(left / unit.nanoseconds) + std::string(unit.name);
    left %= unit.nanoseconds;
  }
  return out;
}

namespace {

// "2026-11-22T10:11:12.", and the rest in `Fraction`s of `digits` digits.
template <class Fraction>
std::string format_utc(WallTime value, int digits) {
  const auto since_epoch = value.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const auto fraction = std::chrono::duration_cast<Fraction>(since_epoch - seconds).count();
  const std::time_t when = seconds.count();
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::array<char, 40> buffer{};
  const std::size_t length = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 16> tail{};
  std::snprintf(tail.data(), tail.size(), ".%0*dZ", digits, static_cast<int>(fraction));
  return std::string(buffer.data(), length) + tail.data();
}

}  // namespace

std::string format_wall_time(WallTime value) { return format_utc<std::chrono::milliseconds>(value, 3); }
std::string format_micro_time(WallTime value) { return format_utc<std::chrono::microseconds>(value, 6); }

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a) return b;
  if (!b) return a;
  return std::min(*a, *b);
}

}  // namespace vigilcast
