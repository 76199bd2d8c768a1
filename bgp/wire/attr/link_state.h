// BGP-LS attribute (RFC 9552 section 5.3, RFC 9085, RFC 9514): what an IGP says of a node, a link or a prefix, as TLVs. Received and reported: kept byte for
// byte, those that are not known too; JSON is ExaBGP's.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct LinkState {
  // RFC 9552 section 8.2.2: a malformed one is discarded, its routes stay.
  static constexpr AttributeDescriptor kDescriptor{
      .code = 29, .name = "bgp-ls", .flags = attribute_flag::optional, .malformed = FaultAction::discard_attribute};

  Bytes tlvs;

  static std::expected<LinkState, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<LinkState> parse(TextCursor& words);  // "0x04020006…": the TLVs as they are
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const LinkState&, const LinkState&) = default;
};

}  // namespace vigilcast::bgp
