// LOCAL_PREF (RFC 4271 section 5.1.5): between speakers of one AS only.
#pragma once

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct LocalPreference {
  static constexpr AttributeDescriptor kDescriptor{.code = 5, .name = "local-preference", .flags = attribute_flag::well_known, .internal_only = true};

  std::uint32_t value = 0;

  static std::expected<LocalPreference, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<LocalPreference> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& session) const { return !session.ibgp(); }

  friend bool operator==(const LocalPreference&, const LocalPreference&) = default;
};

}  // namespace vigilcast::bgp
