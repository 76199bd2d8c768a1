// AS_PATH (RFC 4271 section 5.1.2, confederations RFC 5065, four-octet AS numbers RFC 6793).
// ASNs are always four octets here; what a two-octet session needs (AS_TRANS, AS4_PATH) is made while encoding.
#pragma once

#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct AsPath {
  static constexpr AttributeDescriptor kDescriptor{.code = 2, .name = "as-path", .flags = attribute_flag::well_known};
  enum class SegmentType : std::uint8_t { set = 1, sequence = 2, confed_sequence = 3, confed_set = 4 };

  struct Segment {
    SegmentType type = SegmentType::sequence;
    std::vector<std::uint32_t> asns;  // any number: encode() splits above 255
    friend bool operator==(const Segment&, const Segment&) = default;
  };

  std::vector<Segment> segments;

  static AsPath sequence(std::vector<std::uint32_t> asns);  // no ASN gives the empty path

  static std::expected<AsPath, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<AsPath> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool empty() const { return segments.empty(); }
  [[nodiscard]] std::size_t length() const;  // as route selection counts: a set is 1, confederation segments are 0
  [[nodiscard]] bool needs_as4() const;  // some ASN does not fit in two octets

  friend bool operator==(const AsPath&, const AsPath&) = default;
};

}  // namespace vigilcast::bgp
