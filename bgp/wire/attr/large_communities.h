// LARGE_COMMUNITY (RFC 8092). Duplicates are dropped, as the RFC asks of receivers and senders.
#pragma once

#include <compare>
#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct LargeCommunity {
  std::uint32_t global = 0;
  std::uint32_t local_1 = 0;
  std::uint32_t local_2 = 0;

  static Result<LargeCommunity> parse(std::string_view word);  // "65000:1:2", or the 96 bits as one decimal or 0x number
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

struct LargeCommunities {
  static constexpr AttributeDescriptor kDescriptor{.code = 32, .name = "large-community", .flags = attribute_flag::optional_transitive};

  std::vector<LargeCommunity> values;  // sorted when parsed from text, as received when decoded

  static std::expected<LargeCommunities, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<LargeCommunities> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return values.empty(); }  // a list without members is malformed on the wire

  friend bool operator==(const LargeCommunities&, const LargeCommunities&) = default;
};

}  // namespace vigilcast::bgp
