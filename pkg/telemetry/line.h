// The forms of one log line, without the time and level that the log adds. Pure. Whatever the network said comes out as one line
// of printable text: nobody writes a second line, or to a terminal, through our log.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace vigilcast::telemetry {

struct Field {
  std::string_view key;
  std::string value;
};

// "bgp session is up peer=tor-a text=\"two words\"": values with spaces, quotes or '=' are quoted.
std::string text_line(std::string_view source, std::string_view text, std::span<const Field> fields);

// "\"source\":\"bgp\",\"message\":\"…\",\"peer\":\"tor-a\"": the members that follow the time and the level.
std::string json_members(std::string_view source, std::string_view text, std::span<const Field> fields);

// ExaBGP's short layout: the source padded to 15, what stands between, the text.
std::string exabgp_line(std::string_view source, std::string_view between, std::string_view text);

}  // namespace vigilcast::telemetry
