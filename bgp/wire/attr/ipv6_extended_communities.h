// IPv6 EXTENDED COMMUNITIES (RFC 5701): twenty octets each. FlowSpec has actions of its own among them (RFC 8956 section 6).
#pragma once

#include <array>
#include <compare>
#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Ipv6ExtendedCommunity {
  static constexpr std::size_t kSize = 20;
  std::array<std::uint8_t, kSize> octets{};

  // "target:2001:db8::1:5", "origin:…", "redirect:…" (the number comes last), "redirect-to-nexthop-ietf:2001:db8::1", "copy-to-nexthop-ietf:…",
  // "0x" and 40 digits.
  static Result<Ipv6ExtendedCommunity> parse(std::string_view word);
  [[nodiscard]] std::string to_string() const;  // what is not understood: "0x…"

  friend auto operator<=>(const Ipv6ExtendedCommunity&, const Ipv6ExtendedCommunity&) = default;
};

namespace traffic {
Ipv6ExtendedCommunity redirect_ipv6(const IpAddress& ipv6, std::uint16_t local);              // to a VRF by route target
Ipv6ExtendedCommunity redirect_to_nexthop_ietf_ipv6(const IpAddress& ipv6, bool copy);        // to the address given
}  // namespace traffic

struct Ipv6ExtendedCommunities {
  static constexpr AttributeDescriptor kDescriptor{
      .code = 25, .name = "extended-community-ipv6", .flags = attribute_flag::optional_transitive, .named_since = Dialect::v5_0};

  std::vector<Ipv6ExtendedCommunity> values;  // sorted when parsed from text, as received when decoded

  static std::expected<Ipv6ExtendedCommunities, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Ipv6ExtendedCommunities> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return values.empty(); }  // a list without members is malformed on the wire

  void add(const Ipv6ExtendedCommunity& community);  // keeps the list sorted

  friend bool operator==(const Ipv6ExtendedCommunities&, const Ipv6ExtendedCommunities&) = default;
};

}  // namespace vigilcast::bgp
