#include "healthcheck/url.h"

#include <algorithm>
#include <optional>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::health {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

// "fe80::1", "fe80::1%eth0"
bool is_v6(std::string_view text) {
  const auto address = IpAddress::parse(text.substr(0, text.find('%')));
  return address && address->is_v6() && !text.ends_with('%');
}

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

struct Authority {
  std::string_view host;
  std::optional<std::string_view> port;
};

// Splits at the last colon outside of brackets, without judging the parts.
Result<Authority> split_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return fail(quoted(text) + " lacks a closing ]");
    const std::string_view host = text.substr(1, close - 1);
    if (!is_v6(host)) return fail(quoted(host) + " is no IPv6 address");
    const std::string_view rest = text.substr(close + 1);
    if (rest.empty()) return Authority{host, std::nullopt};
    if (rest.front() != ':') return fail("a colon and a port are expected after ] in " + quoted(text));
    return Authority{host, rest.substr(1)};
  }
  const auto colon = text.find(':');
  const std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos) {
    return fail(quoted(text) + " has several colons", "", "write an IPv6 address in brackets: [2001:db8::1]:80");
  }
  if (!is_host_name(host)) return fail(host.empty() ? "the host is missing in " + quoted(text) : quoted(host) + " is neither an address nor a host name");
  if (colon == std::string_view::npos) return Authority{host, std::nullopt};
  return Authority{host, text.substr(colon + 1)};
}

Result<std::uint16_t> parse_port(std::string_view text) {
  const auto port = parse_number<std::uint16_t>(text);
  if (!port || *port == 0) return fail(quoted(text) + " is no port", "", "write a number from 1 to 65535");
  return *port;
}

}  // namespace

Result<HostPort> HostPort::parse(std::string_view text) {
  const auto parts = split_authority(text);
  if (!parts) return std::unexpected(parts.error());
  if (!parts->port) return fail("the port is missing in " + quoted(text), "", "write host:port, such as 127.0.0.1:80 or [::1]:80");
  const auto port = parse_port(*parts->port);
  if (!port) return std::unexpected(port.error());
  return HostPort{std::string(parts->host), *port};
}

std::string HostPort::to_string() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<HttpUrl> HttpUrl::parse(std::string_view text) {
  const auto scheme_end = text.find("://");
  const std::string scheme = to_lower(text.substr(0, scheme_end));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return fail(quoted(text) + " does not begin with http:// or https://", "", "write a URL such as http://127.0.0.1:8080/healthz");
  }
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; })) {
    return fail("a space or control character in the URL " + quoted(text), "", "write a space as %20");
  }
  std::string_view rest = text.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto path = rest.find_first_of("/?");
  const std::string_view authority = rest.substr(0, path);
  if (authority.find('@') != std::string_view::npos) return fail("the URL " + quoted(text) + " has a user name", "", "send an Authorization header instead");
  const auto parts = split_authority(authority);
  if (!parts) return std::unexpected(parts.error());

  HttpUrl url{.tls = scheme == "https", .server = {std::string(parts->host), scheme == "https" ? kHttpsPort : kHttpPort}, .target = "/"};
  if (parts->port) {
    const auto port = parse_port(*parts->port);
    if (!port) return std::unexpected(port.error());
    url.server.port = *port;
  }
  if (path != std::string_view::npos) url.target = (rest[path] == '?' ? "/" : "") + std::string(rest.substr(path));
  return url;
}

std::string HttpUrl::host_header() const {
  const std::string full = server.to_string();
  return server.port == (tls ? kHttpsPort : kHttpPort) ? full.substr(0, full.rfind(':')) : full;
}

}  // namespace vigilcast::health
