#include "bgp/wire/attr/otc.h"

#include "bgp/wire/asn.h"

namespace vigilcast::bgp {

std::expected<Otc, Fault> Otc::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() != 4) return wrong_length(kDescriptor, value.size(), "4");
  const Otc out{ByteReader(value).u32()};
  if (out.as == 0) return malformed(kDescriptor, update_error::optional_attribute, "names AS 0");  // RFC 7607
  return out;
}

void Otc::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).u32(as); }

Result<Otc> Otc::parse(TextCursor& words) {
  if (words.done()) return fail("otc needs an AS number");
  const std::string_view word = words.next();
  if (const auto value = parse_asn(word); value && *value != 0) return Otc{*value};
  return fail("'" + std::string(word) + "' is not an AS number", "", "write the AS from which on the route may only go to customers, such as 65001");
}

void Otc::append_text(std::string& out, Dialect /*dialect*/) const { out += std::to_string(as); }

void Otc::append_json(std::string& out, Dialect /*dialect*/) const { out += std::to_string(as); }

}  // namespace vigilcast::bgp
