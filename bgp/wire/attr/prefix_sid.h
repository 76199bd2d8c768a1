// BGP prefix-SID (RFC 8669; SRv6 services RFC 9252): the segment of segment routing that leads to a prefix. Its TLVs are kept byte for byte; what is known
// of them is checked when they are read, and printed.
//
// What is malformed costs the attribute (RFC 8669 section 6), a malformed SRv6 service the route (RFC 9252 section 7).
#pragma once

#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct PrefixSid {
  static constexpr AttributeDescriptor kDescriptor{
      .code = 40, .name = "bgp-prefix-sid", .flags = attribute_flag::optional_transitive, .malformed = FaultAction::discard_attribute, .internal_only = true};
  static constexpr std::uint8_t kLabelIndex = 1, kSrgb = 3;

  struct Tlv {
    std::uint8_t type = 0;
    Bytes value;
    friend bool operator==(const Tlv&, const Tlv&) = default;
  };
  std::vector<Tlv> tlvs;

  static std::expected<PrefixSid, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  // "[ 300 ]" and "[ 300, [ ( 800000,4096 ) ] ]" (index, ranges), "( l3-service 2001:db8:: 0x48 [ 64,24,16,0,0,0 ] )", or 0x and the TLVs in hexadecimal.
  static Result<PrefixSid> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return tlvs.empty(); }  // without a TLV it is malformed on the wire

  friend bool operator==(const PrefixSid&, const PrefixSid&) = default;
};

}  // namespace vigilcast::bgp
