#include "cmd/vigilcast/render/fields.h"

#include <cstdio>

#include "pkg/model/age.h"

namespace vigilcast::cmd {

std::string number(const json::Value& value) { return value.is_number() ? std::to_string(value.integer()) : ""; }

std::string age(const json::Value& thing) {
  const json::Value& seconds = thing["ageSeconds"];
  return seconds.is_number() ? model::age_text(std::chrono::seconds(static_cast<std::int64_t>(seconds.number()))) : "";
}

std::string milliseconds(const json::Value& seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f ms", seconds.number() * 1000);
  return text;
}

std::string moment(const std::string& time) {
  if (time.size() < 19) return time;
  return time.substr(0, 10) + " " + time.substr(11, 8);
}

Tone tone_of(const std::string& state) {
  if (state == "up") return Tone::good;
  return state == "down" ? Tone::bad : Tone::plain;
}

}  // namespace vigilcast::cmd
