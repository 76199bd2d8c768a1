#include "pkg/model/age.h"

namespace vigilcast::model {
namespace {

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string age_text(Duration age) {
  const std::int64_t seconds = age.count() < 0 ? 0 : std::chrono::duration_cast<std::chrono::seconds>(age).count();
  const std::int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;
  if (days > 0) return std::to_string(days) + "d" + two_digits(hours % 24) + "h";
  if (hours > 0) return std::to_string(hours) + "h" + two_digits(minutes % 60) + "m";
  if (minutes > 0) return std::to_string(minutes) + "m" + two_digits(seconds % 60) + "s";
  return std::to_string(seconds) + "s";
}

}  // namespace vigilcast::model
