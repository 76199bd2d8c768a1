// ORIGIN (RFC 4271 section 5.1.1).
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Origin {
  static constexpr AttributeDescriptor kDescriptor{.code = 1, .name = "origin", .flags = attribute_flag::well_known};
  enum class Value : std::uint8_t { igp = 0, egp = 1, incomplete = 2 };

  Value value = Value::igp;

  static std::expected<Origin, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Origin> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Origin&, const Origin&) = default;
};

}  // namespace vigilcast::bgp
