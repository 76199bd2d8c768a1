// What every path attribute type says about itself; decoding, encoding, text, JSON and the keyword table derive from it.
//
// An attribute type is a value with:
//   static constexpr AttributeDescriptor kDescriptor;
//   static std::expected<T, Fault> decode(ByteView value, const Negotiated&);   // `value` without flags, type and length
//   void encode(Bytes& out, const Negotiated&) const;                           // appends the value only
//   static Result<T> parse(TextCursor&);                                        // what follows the keyword
//   void append_text(std::string& out, Dialect) const;                          // what parse() reads
//   void append_json(std::string& out, Dialect) const;                          // one JSON value
// and may have:
//   bool omitted(const Negotiated&) const;                                      // it is not sent on this session
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "bgp/wire/dialect.h"
#include "bgp/wire/fault.h"
#include "pkg/base/bytes.h"

namespace vigilcast::bgp {

namespace attribute_flag {
inline constexpr std::uint8_t optional = 0x80, transitive = 0x40, partial = 0x20, extended_length = 0x10;
inline constexpr std::uint8_t well_known = transitive, optional_transitive = optional | transitive;
}  // namespace attribute_flag

struct AttributeDescriptor {
  std::uint8_t code = 0;
  std::string_view name;   // ExaBGP's word: keyword and JSON key
  std::uint8_t flags = 0;  // optional and transitive as the RFC has them
  FaultAction malformed = FaultAction::treat_as_withdraw;
  bool internal_only = false;  // discarded when it comes from another AS (RFC 7606 sections 7.5, 7.9, 7.10; RFC 8669 section 6)
  Dialect since = Dialect::v3_4;  // the first ExaBGP that has a word for it: earlier ones print its octets, as of any attribute that they do not know
  Dialect named_since = Dialect::v3_4;  // the first that has a name for it in JSON: earlier ones print its number, although they have words for its value
};

// What decode() returns for a malformed value: the descriptor's action and an UPDATE error of `subcode`.
std::unexpected<Fault> malformed(const AttributeDescriptor& descriptor, std::uint8_t subcode, std::string why);
// The same for a value whose length is wrong: "MED has length 3, not 4".
std::unexpected<Fault> wrong_length(const AttributeDescriptor& descriptor, std::size_t length, std::string_view expected);

}  // namespace vigilcast::bgp
