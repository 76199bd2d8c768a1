// AGGREGATOR (RFC 4271 section 5.1.7, RFC 6793). The AS is always four octets here, as in AsPath.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Aggregator {
  static constexpr AttributeDescriptor kDescriptor{
      .code = 7, .name = "aggregator", .flags = attribute_flag::optional_transitive, .malformed = FaultAction::discard_attribute};

  std::uint32_t as = 0;
  IpAddress address;  // IPv4

  static std::expected<Aggregator, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Aggregator> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Aggregator&, const Aggregator&) = default;
};

}  // namespace vigilcast::bgp
