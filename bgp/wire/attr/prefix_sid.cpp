#include "bgp/wire/attr/prefix_sid.h"

#include <algorithm>

#include "bgp/wire/attr/srv6_service.h"

namespace vigilcast::bgp {
namespace {

constexpr std::size_t kLabelIndexSize = 7;
constexpr std::size_t kRangeSize = 6;

bool is_service(std::uint8_t type) { return type == srv6::kLayer3 || type == srv6::kLayer2; }

// RFC 8669 section 6: of these, the first one counts and the others are dropped.
bool is_single(std::uint8_t type) { return type == PrefixSid::kLabelIndex || type == PrefixSid::kSrgb; }

std::string check(std::uint8_t type, ByteView value) {
  if (is_service(type)) return srv6::check_service(value);
  if (type == PrefixSid::kLabelIndex && value.size() != kLabelIndexSize) return "has a label index of length " + std::to_string(value.size()) + ", not 7";
  if (type == PrefixSid::kSrgb && (value.size() < 2 + kRangeSize || (value.size() - 2) % kRangeSize != 0)) {
    return "has label ranges of length " + std::to_string(value.size()) + ", not 2 and a multiple of 6";
  }
  return {};
}

}  // namespace

std::expected<PrefixSid, Fault> PrefixSid::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.empty()) return wrong_length(kDescriptor, 0, "3 or more");
  PrefixSid out;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const ByteView tlv = reader.take(reader.u16());
    if (!reader.ok()) return malformed(kDescriptor, update_error::optional_attribute, "has a TLV that is longer than the attribute");
    if (const std::string why = check(type, tlv); !why.empty()) {
      AttributeDescriptor descriptor = kDescriptor;
      if (is_service(type)) descriptor.malformed = FaultAction::treat_as_withdraw;
      return malformed(descriptor, update_error::optional_attribute, why);
    }
    if (is_single(type) && std::ranges::find(out.tlvs, type, &Tlv::type) != out.tlvs.end()) continue;
    out.tlvs.push_back({type, Bytes(tlv.begin(), tlv.end())});
  }
  return out;
}

void PrefixSid::encode(Bytes& out, const Negotiated& /*session*/) const {
  ByteWriter writer(out);
  for (const Tlv& tlv : tlvs) writer.u8(tlv.type).u16(static_cast<std::uint16_t>(tlv.value.size())).bytes(tlv.value);
}

}  // namespace vigilcast::bgp
