#include <algorithm>

#include "pkg/admin/metrics.h"
#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

struct MediaRange {
  std::string type;       // "text/plain", lower case
  std::string version;    // its parameter; empty when there is none
  unsigned quality = 1000;  // thousandths
};

// RFC 9110 section 12.4.2: at most three digits after the point. What is malformed weighs nothing.
unsigned quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.') || text.size() > 5) return 0;
  std::string digits(text.size() > 2 ? text.substr(2) : "");
  digits.resize(3, '0');
  const unsigned thousandths = parse_number<unsigned>(digits).value_or(0) + (text[0] == '1' ? 1000 : 0);
  return thousandths > 1000 ? 0 : thousandths;
}

MediaRange media_range(std::string_view text) {
  MediaRange out;
  bool first = true;
  for (const std::string_view part : split(text, ';')) {
    const std::string_view trimmed = trim(part);
    const auto equals = trimmed.find('=');
    const std::string name = to_lower(trim(trimmed.substr(0, equals)));
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : trim(trimmed.substr(equals + 1));
    if (first) out.type = to_lower(trimmed);
    if (!first && name == "q") out.quality = quality(value);
    if (!first && name == "version") out.version = value;
    first = false;
  }
  return out;
}

}  // namespace

// OpenMetrics has to be asked for by name: wildcards come from people with a browser or curl.
Exposition negotiate_exposition(std::string_view accept) {
  unsigned openmetrics = 0, plain = 0;
  for (const std::string_view part : split(accept, ',')) {
    const MediaRange range = media_range(part);
    const bool ours = range.version.empty() || range.version == "1.0.0" || range.version == "0.0.1";
    if (range.type == "application/openmetrics-text" && ours) openmetrics = std::max(openmetrics, range.quality);
    if (range.type == "text/plain") plain = std::max(plain, range.quality);
  }
  return openmetrics > 0 && openmetrics >= plain ? Exposition::openmetrics : Exposition::prometheus;
}

std::string_view content_type(Exposition form) {
  return form == Exposition::openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
}

}  // namespace vigilcast::admin
