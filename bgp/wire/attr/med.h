// MULTI_EXIT_DISC (RFC 4271 section 5.1.4).
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Med {
  static constexpr AttributeDescriptor kDescriptor{.code = 4, .name = "med", .flags = attribute_flag::optional};

  std::uint32_t value = 0;

  static std::expected<Med, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Med> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Med&, const Med&) = default;
};

}  // namespace vigilcast::bgp
