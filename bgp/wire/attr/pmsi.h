// PMSI_TUNNEL (RFC 6514 section 5): the tunnel in which the multicast traffic of a VPN, or the flooded frames of an EVPN, arrive.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/label.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Pmsi {
  static constexpr AttributeDescriptor kDescriptor{.code = 22, .name = "pmsi", .flags = attribute_flag::optional_transitive};
  static constexpr std::uint8_t kIngressReplication = 6;

  std::uint8_t flags = 0;
  std::uint8_t type = 0;
  MplsLabel label;  // the whole entry: VXLAN puts its identifier there
  Bytes tunnel;     // what identifies it; for ingress replication the address of the egress

  static std::expected<Pmsi, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Pmsi> parse(TextCursor& words);  // as printed: "pmsi:ingressreplication:0:100(1601):192.0.2.1"
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Pmsi&, const Pmsi&) = default;
};

}  // namespace vigilcast::bgp
