#include "bgp/wire/attr/originator_id.h"

#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {

std::expected<OriginatorId, Fault> OriginatorId::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() != 4) return wrong_length(kDescriptor, value.size(), "4");
  return OriginatorId{IpAddress::v4(value)};
}

void OriginatorId::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).bytes(value.bytes()); }

Result<OriginatorId> OriginatorId::parse(TextCursor& words) {
  const auto address = ipv4_word(words, kDescriptor.name);
  if (!address) return std::unexpected(address.error());
  return OriginatorId{*address};
}

void OriginatorId::append_text(std::string& out, Dialect /*dialect*/) const { out += value.to_string(); }

void OriginatorId::append_json(std::string& out, Dialect /*dialect*/) const { out += "\"" + value.to_string() + "\""; }

}  // namespace vigilcast::bgp
