#include "pkg/exabgp/conf/values.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

std::string quoted(std::string_view word) { return "\"" + printable(word) + "\""; }

template <class T>
Result<T> in_range(std::string_view word, std::string_view what, std::uint64_t lowest, std::uint64_t highest) {
  const auto number = parse_number<std::uint64_t>(word);
  if (number && *number >= lowest && *number <= highest) return static_cast<T>(*number);
  return fail(quoted(word) + " is not " + std::string(what) + ", a number from " + std::to_string(lowest) + " to " + std::to_string(highest));
}

template <class T>
Result<OrAuto<T>> or_auto(const Result<T>& value) {
  if (!value) return std::unexpected(value.error());
  return OrAuto<T>{false, *value};
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_off(std::string_view word) { return word == "disable" || word == "disabled" || word == "false"; }

}  // namespace

Result<bool> read_boolean(std::string_view word) {
  const std::string lower = to_lower(word);
  constexpr std::array kTrue = {"true", "enable", "enabled", "yes"};
  constexpr std::array kFalse = {"false", "disable", "disabled", "no"};
  if (std::ranges::find(kTrue, lower) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, lower) != kFalse.end()) return false;
  return fail(quoted(word) + " is neither true nor false", {}, "write true or false (enable and disable are the same)");
}

Result<OrAuto<bool>> read_auto_boolean(std::string_view word) {
  if (to_lower(word) == "auto") return OrAuto<bool>{true, false};
  return or_auto(read_boolean(word));
}

Result<std::uint32_t> read_as_number(std::string_view word) {
  const std::size_t dot = word.find('.');
  if (dot == std::string_view::npos) {
    if (const auto number = parse_number<std::uint32_t>(word)) return *number;
  } else {
    const auto high = parse_number<std::uint16_t>(word.substr(0, dot));
    const auto low = parse_number<std::uint16_t>(word.substr(dot + 1));
    if (high && low) return (static_cast<std::uint32_t>(*high) << 16) | *low;
  }
  return fail(quoted(word) + " is not an AS number", {}, "write a number from 0 to 4294967295, or two of at most 65535 with a dot between them");
}

Result<OrAuto<std::uint32_t>> read_as_or_auto(std::string_view word) {
  if (word == "auto") return OrAuto<std::uint32_t>{true, 0};
  return or_auto(read_as_number(word));
}

Result<std::uint16_t> read_port(std::string_view word) { return in_range<std::uint16_t>(word, "a port", 1, 65535); }

Result<std::uint16_t> read_hold_time(std::string_view word) {
  auto out = in_range<std::uint16_t>(word, "a hold time in seconds", 0, 65535);
  if (out && (*out == 1 || *out == 2)) return fail("a hold time of " + std::string(word) + " is not allowed: it is 0 (off) or at least 3 seconds (RFC 4271)");
  return out;
}

Result<std::optional<std::uint8_t>> read_ttl(std::string_view word) {
  if (is_off(word)) return std::nullopt;
  const auto ttl = in_range<std::uint8_t>(word, "a TTL", 0, 255);
  if (!ttl) return std::unexpected(ttl.error());
  return *ttl;
}

Result<std::uint32_t> read_rate_limit(std::string_view word) {
  const std::string lower = to_lower(word);
  if (lower == "disable" || lower == "disabled") return 0;
  return in_range<std::uint32_t>(word, "a rate in messages a second", 0, UINT32_MAX);
}

Result<std::uint16_t> read_restart_time(std::string_view word) { return in_range<std::uint16_t>(word, "a restart time in seconds", 0, 65535); }

Result<std::uint16_t> read_paths_limit(std::string_view word) { return in_range<std::uint16_t>(word, "a number of paths", 1, 65535); }

Result<std::optional<bgp::AddPathMode>> read_add_path(std::string_view word) {
  const std::string lower = to_lower(word);
  if (lower == "disable" || lower == "disabled") return std::nullopt;
  if (lower == "receive") return bgp::AddPathMode::receive;
  if (lower == "send") return bgp::AddPathMode::send;
  if (lower == "send/receive") return bgp::AddPathMode::both;
  return fail(quoted(word) + " is not a direction of add-path", {}, "write send, receive, send/receive or disable");
}

Result<IpAddress> read_address(std::string_view word) {
  auto out = IpAddress::parse(word);
  if (!out) return fail(quoted(word) + " is not an IP address", {}, "write the address itself: names are not looked up");
  return out;
}

Result<IpAddress> read_link_local(std::string_view word) {
  const auto address = read_address(word);
  if (address && !(address->is_v6() && address->is_link_local())) return fail(quoted(word) + " is not a link-local IPv6 address", {}, "write one of fe80::/10");
  return address;
}

Result<IpAddress> read_router_id(std::string_view word) {
  const auto out = IpAddress::parse(word);
  if (!out || !out->is_v4()) return fail(quoted(word) + " is not a router id", {}, "write four numbers as in an IPv4 address: router-id 192.0.2.1;");
  if (out->is_unspecified()) return fail("0.0.0.0 is no router id: every router refuses it (RFC 6286)");
  return *out;
}

Result<OrAuto<IpAddress>> read_local_address(std::string_view word) {
  if (word == "auto") return OrAuto<IpAddress>{true, {}};
  return or_auto(read_address(word));
}

Result<PeerAddress> read_peer_address(std::string_view word) {
  const std::size_t slash = word.find('/');
  const auto address = read_address(word.substr(0, slash));
  if (!address) return std::unexpected(address.error());
  if (slash == std::string_view::npos) return PeerAddress{*address, static_cast<std::uint8_t>(address->bits())};
  const auto length = in_range<std::uint8_t>(word.substr(slash + 1), "a prefix length", 0, address->bits());
  if (!length) return std::unexpected(length.error());
  return PeerAddress{*address, *length};
}

Result<std::string> read_interface(std::string_view word) {
  if (word.empty() || word.size() > 15 || word.find('/') != std::string_view::npos)
    return fail("'" + std::string(word) + "' cannot be the name of an interface");
  return std::string(word);
}

bool is_name(std::string_view word) {
  const auto fits = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; };
  return !word.empty() && std::ranges::all_of(word, fits);
}

Result<std::string> read_text(std::string_view word) { return std::string(word); }

Result<std::string> read_host_name(std::string_view word) {
  const auto fits = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; };
  const bool good = !word.empty() && word.size() <= kLongestHostName && is_letter_or_digit(word.front()) && is_letter_or_digit(word.back()) &&
                    std::ranges::all_of(word, fits);
  if (!good || word.find("..") != std::string_view::npos) {
    return fail(quoted(word) + " is not a host name", {}, "letters and digits, with single - or . between them, are allowed, at most 255 characters");
  }
  return std::string(word);
}

Result<model::Encoder> read_encoder(std::string_view word) {
  if (word == "text") return model::Encoder::text;
  if (word == "json") return model::Encoder::json;
  return fail(quoted(word) + " is not an encoder", {}, "write text or json");
}

Result<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return fail("the base64 text breaks off");
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return fail("the text is not base64");
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xff);
    }
  }
  return out;
}

}  // namespace vigilcast::exabgp::conf
