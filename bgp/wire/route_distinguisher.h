// Route distinguishers (RFC 4364 section 4.2): eight octets that make equal prefixes of different VPNs different.
// Every bit pattern is a value; types other than 0 (AS:number), 1 (IPv4:number) and 2 (four-octet AS:number) are opaque.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "pkg/base/bytes.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

class RouteDistinguisher {
 public:
  static constexpr std::size_t kSize = 8;

  RouteDistinguisher() = default;  // 0:0
  static RouteDistinguisher read(ByteReader& from);  // zero, and a bad reader, when the octets are missing
  // "65000:1", "192.0.2.1:1", "70000:1", "65000L:1" for a four-octet AS in any case, "0x0003…" for any eight octets.
  static Result<RouteDistinguisher> parse(std::string_view word);

  [[nodiscard]] ByteView bytes() const { return octets_; }
  [[nodiscard]] std::string to_string() const;  // ExaBGP's form; a type that is not known is printed as 0x and 16 digits

  friend auto operator<=>(const RouteDistinguisher&, const RouteDistinguisher&) = default;

 private:
  std::array<std::uint8_t, kSize> octets_{};
};

}  // namespace vigilcast::bgp
