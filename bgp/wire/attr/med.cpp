#include "bgp/wire/attr/med.h"

#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {

std::expected<Med, Fault> Med::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() != 4) return wrong_length(kDescriptor, value.size(), "4");
  return Med{ByteReader(value).u32()};
}

void Med::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).u32(value); }

Result<Med> Med::parse(TextCursor& words) {
  const auto number = number_word(words, kDescriptor.name);
  if (!number) return std::unexpected(number.error());
  return Med{*number};
}

void Med::append_text(std::string& out, Dialect /*dialect*/) const { out += std::to_string(value); }

void Med::append_json(std::string& out, Dialect /*dialect*/) const { out += std::to_string(value); }

}  // namespace vigilcast::bgp
