#include "bgp/wire/attr/local_preference.h"

#include "bgp/wire/attr/words.h"

namespace vigilcast::bgp {

std::expected<LocalPreference, Fault> LocalPreference::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() != 4) return wrong_length(kDescriptor, value.size(), "4");
  return LocalPreference{ByteReader(value).u32()};
}

void LocalPreference::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).u32(value); }

Result<LocalPreference> LocalPreference::parse(TextCursor& words) {
  const auto number = number_word(words, kDescriptor.name);
  if (!number) return std::unexpected(number.error());
  return LocalPreference{*number};
}

void LocalPreference::append_text(std::string& out, Dialect /*dialect*/) const { out += std::to_string(value); }

void LocalPreference::append_json(std::string& out, Dialect /*dialect*/) const { out += std::to_string(value); }

}  // namespace vigilcast::bgp
