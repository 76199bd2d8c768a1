// Where a probe goes, taken apart: "host:port" and http(s) URLs. Pure text; a loader may use it to refuse a bad target with its reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pkg/base/result.h"

namespace vigilcast::health {

struct HostPort {
  std::string host;  // a name or an address, without brackets; IPv6 may bear a zone: fe80::1%eth0
  std::uint16_t port = 0;

  static Result<HostPort> parse(std::string_view text);  // "web.example:80", "192.0.2.1:80", "[2001:db8::1]:80"
  [[nodiscard]] std::string to_string() const;           // IPv6 in brackets

  friend bool operator==(const HostPort&, const HostPort&) = default;
};

struct HttpUrl {
  bool tls = false;
  HostPort server;
  std::string target;  // path and query, never empty, as sent: "/healthz?full=1"

  static Result<HttpUrl> parse(std::string_view text);    // no user:password@; a #fragment is dropped, for it is never sent
  [[nodiscard]] std::string host_header() const;          // the port only where it is not the scheme's own

  friend bool operator==(const HttpUrl&, const HttpUrl&) = default;
};

}  // namespace vigilcast::health
