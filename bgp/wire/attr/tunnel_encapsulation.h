// TUNNEL_ENCAPSULATION (RFC 9012): tunnels that lead to the next hop, each with its sub-TLVs, kept byte for byte. An SR policy (RFC 9830) is one of them, and
// the one that has words here.
#pragma once

#include <optional>
#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct TunnelEncapsulation {
  static constexpr AttributeDescriptor kDescriptor{.code = 23, .name = "tunnel-encaps", .flags = attribute_flag::optional_transitive, .since = Dialect::v6};
  static constexpr std::uint16_t kSrPolicy = 15;

  struct SubTlv {
    std::uint8_t type = 0;
    Bytes value;
    friend bool operator==(const SubTlv&, const SubTlv&) = default;
  };
  struct Tunnel {
    std::uint16_t type = 0;
    std::vector<SubTlv> sub_tlvs;
    friend bool operator==(const Tunnel&, const Tunnel&) = default;
  };
  std::vector<Tunnel> tunnels;

  static std::expected<TunnelEncapsulation, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  // "[ sr-policy preference 100 segment-list weight 1 segment type-a mpls 16 ]", or 0x and the tunnels in hexadecimal.
  static Result<TunnelEncapsulation> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  // [ { "type": 15, "string": "sr-policy preference 100", "value": "0x…" } ]; without "string" when there are no words for a tunnel
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return tunnels.empty(); }

  friend bool operator==(const TunnelEncapsulation&, const TunnelEncapsulation&) = default;
};

// Sub-TLVs of types from 128 on have a length of two octets (RFC 9012 section 2). Nothing when one is cut off.
std::optional<std::vector<TunnelEncapsulation::SubTlv>> read_sub_tlvs(ByteView value);
void append_sub_tlv(Bytes& out, std::uint8_t type, ByteView value);

}  // namespace vigilcast::bgp
