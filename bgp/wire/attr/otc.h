// ONLY_TO_CUSTOMER (RFC 9234 section 5): the AS from which on a route may only go to customers. Who may add or accept it is decided where roles are known.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Otc {
  static constexpr AttributeDescriptor kDescriptor{.code = 35, .name = "otc", .flags = attribute_flag::optional_transitive, .since = Dialect::v6};

  std::uint32_t as = 0;

  static std::expected<Otc, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Otc> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  friend bool operator==(const Otc&, const Otc&) = default;
};

}  // namespace vigilcast::bgp
