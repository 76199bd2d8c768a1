// AIGP (RFC 7311): the accumulated metric of the interior networks on the way. It stays among those who agreed on it: every internal session, and external
// ones where it is configured.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Aigp {
  static constexpr AttributeDescriptor kDescriptor{.code = 26, .name = "aigp", .flags = attribute_flag::optional, .malformed = FaultAction::discard_attribute};

  std::uint64_t metric = 0;

  static std::expected<Aigp, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Aigp> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Aigp&, const Aigp&) = default;
};

}  // namespace vigilcast::bgp
