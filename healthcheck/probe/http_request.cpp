#include "healthcheck/probe/http_request.h"

#include <algorithm>

#include "healthcheck/http_syntax.h"
#include "pkg/base/text.h"

namespace vigilcast::health {
namespace {

bool has(const HttpProbe& probe, std::string_view name) {
  return std::ranges::any_of(probe.headers, [&](const auto& header) { return to_lower(header.first) == name; });
}

}  // namespace

Result<std::string> http_request(const HttpProbe& probe, const HttpUrl& url) {
  if (!is_http_token(probe.method)) return fail("'" + printable(probe.method) + "' is no HTTP method");
  std::string out = probe.method + " " + url.target + " HTTP/1.1\r\n";
  if (!has(probe, "host")) out += "Host: " + url.host_header() + "\r\n";
  if (!has(probe, "user-agent")) out += "User-Agent: vigilcast\r\n";
  if (!has(probe, "accept")) out += "Accept: */*\r\n";
  if (!has(probe, "connection") && !probe.reuse) out += "Connection: close\r\n";
  if (!has(probe, "content-length") && (probe.method == "POST" || probe.method == "PUT")) out += "Content-Length: 0\r\n";
  for (const auto& [name, value] : probe.headers) {
    if (!is_http_token(name)) return fail("'" + printable(name) + "' is no HTTP header name");
    if (!is_http_field_value(value)) return fail("the HTTP header " + name + " has a line break or control character");
    out += name + ": " + value + "\r\n";
  }
  return out + "\r\n";
}

}  // namespace vigilcast::health
