// Any attribute without a type of its own, kept byte for byte: received ones, and `attribute [ 0x99 0xC0 0x0102 ]` of a configuration.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct UnknownAttribute {
  static constexpr AttributeDescriptor kDescriptor{.code = 0, .name = "attribute"};

  std::uint8_t code = 0;
  std::uint8_t flags = attribute_flag::optional_transitive;  // as received or given, the extended length bit included
  Bytes value;

  void encode(Bytes& out, const Negotiated& session) const;
  static Result<UnknownAttribute> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const UnknownAttribute&, const UnknownAttribute&) = default;
};

}  // namespace vigilcast::bgp
