// ORIGINATOR_ID (RFC 4456).
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct OriginatorId {
  static constexpr AttributeDescriptor kDescriptor{.code = 9, .name = "originator-id", .flags = attribute_flag::optional, .internal_only = true};

  IpAddress value;  // IPv4

  static std::expected<OriginatorId, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<OriginatorId> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const OriginatorId&, const OriginatorId&) = default;
};

}  // namespace vigilcast::bgp
