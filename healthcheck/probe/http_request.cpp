#include "healthcheck/probe/http_request.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::health {
namespace {

// RFC 9110 section 5.6.2
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) || c == '\t'; });
}

bool has(const HttpProbe& probe, std::string_view name) {
  return std::ranges::any_of(probe.headers, [&](const auto& header) { return to_lower(header.first) == name; });
}

}  // namespace

Result<std::string> http_request(const HttpProbe& probe, const HttpUrl& url) {
  if (!is_token(probe.method)) return fail("'" + printable(probe.method) + "' is no HTTP method");
  std::string out = probe.method + " " + url.target + " HTTP/1.1\r\n";
  if (!has(probe, "host")) out += "Host: " + url.host_header() + "\r\n";
  if (!has(probe, "user-agent")) out += "User-Agent: vigilcast\r\n";
  if (!has(probe, "accept")) out += "Accept: */*\r\n";
  if (!has(probe, "connection") && !probe.reuse) out += "Connection: close\r\n";
  if (!has(probe, "content-length") && (probe.method == "POST" || probe.method == "PUT")) out += "Content-Length: 0\r\n";
  for (const auto& [name, value] : probe.headers) {
    if (!is_token(name)) return fail("'" + printable(name) + "' is no HTTP header name");
    if (!is_field_value(value)) return fail("the HTTP header " + name + " has a line break or control character");
    out += name + ": " + value + "\r\n";
  }
  return out + "\r\n";
}

}  // namespace vigilcast::health
