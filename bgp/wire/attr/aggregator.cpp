#include "bgp/wire/attr/aggregator.h"

#include "bgp/wire/asn.h"
#include "bgp/wire/open.h"

namespace vigilcast::bgp {
namespace {

std::string_view without_parentheses(std::string_view word) {
  if (word.starts_with('(')) word.remove_prefix(1);
  if (word.ends_with(')')) word.remove_suffix(1);
  return word;
}

}  // namespace

std::expected<Aggregator, Fault> Aggregator::decode(ByteView value, const Negotiated& session) {
  const std::size_t expected = session.as4 ? 8 : 6;
  if (value.size() != expected) return wrong_length(kDescriptor, value.size(), session.as4 ? "8" : "6");
  ByteReader reader(value);
  const std::uint32_t as = session.as4 ? reader.u32() : reader.u16();
  const IpAddress address = IpAddress::v4(reader.u32());
  if (as == 0) return malformed(kDescriptor, update_error::optional_attribute, "names AS 0");  // RFC 7607
  if (address.is_unspecified()) return malformed(kDescriptor, update_error::optional_attribute, "names the address 0.0.0.0");
  return Aggregator{as, address};
}

void Aggregator::encode(Bytes& out, const Negotiated& session) const {
  ByteWriter writer(out);
  if (session.as4) {
    writer.u32(as);
  } else {
    writer.u16(as > 0xffff ? kAsTrans : static_cast<std::uint16_t>(as));
  }
  writer.bytes(address.bytes());
}

Result<Aggregator> Aggregator::parse(TextCursor& words) {
  const bool parenthesis = words.accept("(");
  const std::string_view given = words.next();
  const std::string_view word = without_parentheses(given);
  if (parenthesis && !words.accept(")")) return fail("the parenthesis of aggregator is not closed", "", "write ( 65001:192.0.2.1 )");
  const auto colon = word.find(':');
  if (colon != std::string_view::npos) {
    const auto as = parse_asn(word.substr(0, colon));
    const auto address = IpAddress::parse(word.substr(colon + 1));
    if (as && address && address->is_v4()) return Aggregator{*as, *address};
  }
  return fail("'" + std::string(given) + "' is not an aggregator", "", "write ASN:IPV4, such as 65001:192.0.2.1");
}

void Aggregator::append_text(std::string& out, Dialect /*dialect*/) const { out += "( " + std::to_string(as) + ":" + address.to_string() + " )"; }

void Aggregator::append_json(std::string& out, Dialect /*dialect*/) const { out += "\"" + std::to_string(as) + ":" + address.to_string() + "\""; }

}  // namespace vigilcast::bgp
