// ATOMIC_AGGREGATE (RFC 4271 section 5.1.6): its presence is its value.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct AtomicAggregate {
  static constexpr AttributeDescriptor kDescriptor{
      .code = 6, .name = "atomic-aggregate", .flags = attribute_flag::well_known, .malformed = FaultAction::discard_attribute};

  static std::expected<AtomicAggregate, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<AtomicAggregate> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const AtomicAggregate&, const AtomicAggregate&) = default;
};

}  // namespace vigilcast::bgp
