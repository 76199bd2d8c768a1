// COMMUNITIES (RFC 1997) and the names of the well-known ones.
#pragma once

#include <optional>
#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct Community {
  std::uint32_t value = 0;

  static Result<Community> parse(std::string_view word);  // "65000:1", "no-export", "0xFFFF0000", "4294901760"
  [[nodiscard]] std::string to_string() const;            // the name of a well-known one, else "65000:1"

  friend auto operator<=>(const Community&, const Community&) = default;
};

namespace community {
inline constexpr Community graceful_shutdown{0xffff0000};  // RFC 8326
inline constexpr Community accept_own{0xffff0001};         // RFC 7611
inline constexpr Community llgr_stale{0xffff0006};         // RFC 9494
inline constexpr Community no_llgr{0xffff0007};
inline constexpr Community blackhole{0xffff029a};  // RFC 7999
inline constexpr Community no_export{0xffffff01};  // RFC 1997
inline constexpr Community no_advertise{0xffffff02};
inline constexpr Community no_export_subconfed{0xffffff03};
inline constexpr Community no_peer{0xffffff04};  // RFC 3765
}  // namespace community

struct Communities {
  static constexpr AttributeDescriptor kDescriptor{.code = 8, .name = "community", .flags = attribute_flag::optional_transitive};

  std::vector<Community> values;  // sorted when parsed from text, as received when decoded

  static std::expected<Communities, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<Communities> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return values.empty(); }  // a list without members is malformed on the wire

  friend bool operator==(const Communities&, const Communities&) = default;
};

}  // namespace vigilcast::bgp
