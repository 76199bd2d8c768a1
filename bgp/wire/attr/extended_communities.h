// EXTENDED COMMUNITIES (RFC 4360, RFC 5668) and the traffic actions of FlowSpec (RFC 8955 section 7).
#pragma once

#include <optional>
#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct ExtendedCommunity {
  std::uint64_t value = 0;  // the eight octets, the first one most significant

  // "target:65000:1", "redirect:65000:1", "0x0002FDE800000001"
  static Result<ExtendedCommunity> parse(std::string_view word, std::optional<Dialect> dialect = {});
  [[nodiscard]] std::string to_string(Dialect dialect = Dialect::v6) const;  // what is not understood: "0x0002FDE800000001"

  friend auto operator<=>(const ExtendedCommunity&, const ExtendedCommunity&) = default;
};

// The traffic actions, for flow parsers.
namespace traffic {
ExtendedCommunity rate_bytes(float bytes_per_second, std::uint16_t as = 0);      // 0 discards
ExtendedCommunity rate_packets(float packets_per_second, std::uint16_t as = 0);  // 0x800c
ExtendedCommunity action(bool sample, bool terminal);
ExtendedCommunity redirect(std::uint16_t as, std::uint32_t local);       // to a VRF by route target
ExtendedCommunity redirect_as4(std::uint32_t as, std::uint16_t local);   // the same with a four-octet AS
ExtendedCommunity redirect_ip(const IpAddress& ipv4, std::uint16_t local);  // the same with an IPv4 address
ExtendedCommunity mark(std::uint8_t dscp);                               // 0 to 63
ExtendedCommunity redirect_to_nexthop(bool copy);                        // to the next hop of the route
ExtendedCommunity redirect_to_nexthop_ietf(const IpAddress& ipv4, bool copy);  // to the address given

enum class Direction : std::uint8_t { input = 1, output = 2, both = 3 };
ExtendedCommunity interface_set(bool transitive, Direction direction, std::uint32_t as, std::uint16_t group);
}  // namespace traffic

struct ExtendedCommunities {
  static constexpr AttributeDescriptor kDescriptor{.code = 16, .name = "extended-community", .flags = attribute_flag::optional_transitive};

  std::vector<ExtendedCommunity> values;  // sorted when parsed from text (but see keeps_written_order), as received when decoded

  static std::expected<ExtendedCommunities, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<ExtendedCommunities> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return values.empty(); }  // a list without members is malformed on the wire

  void add(ExtendedCommunity community);  // keeps the list sorted

  friend bool operator==(const ExtendedCommunities&, const ExtendedCommunities&) = default;
};

// Link bandwidth (RFC 10005) in octets per second, as receivers are to read it: of several, the lowest, which may be 0; transitive or not is all the same.
// What is no number, negative or infinite does not count. Nothing: the route has none.
std::optional<float> link_bandwidth(const ExtendedCommunities& communities);

}  // namespace vigilcast::bgp
