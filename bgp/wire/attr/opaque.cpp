#include "bgp/wire/attr/opaque.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kAttrSet = 128;

// RFC 5543 section 3: descriptors of 36 octets and more, of which the last ones depend on the kind of link.
std::string check_traffic_engineering(ByteView value) {
  constexpr std::size_t kLeast = 36;
  return value.size() < kLeast ? "has length " + std::to_string(value.size()) + ", not 36 or more" : std::string();
}

// RFC 6368 section 5: the AS that the attributes are from, and these. One set inside of another would be read without end.
std::string check_attr_set(ByteView value) {
  ByteReader reader(value);
  reader.u32();
  if (!reader.ok()) return "has length " + std::to_string(value.size()) + ", not 4 or more";
  while (!reader.empty()) {
    const std::uint8_t flags = reader.u8();
    const std::uint8_t code = reader.u8();
    reader.take((flags & attribute_flag::extended_length) != 0 ? reader.u16() : reader.u8());
    if (!reader.ok()) return "has an attribute that is cut off";
    if (code == kAttrSet) return "has another set inside";
  }
  return {};
}

// A next hop as in MP_REACH_NLRI, and what it can do as code, length and value.
std::string check_next_hop_capabilities(ByteView value) {
  ByteReader reader(value);
  reader.take(3);  // AFI, SAFI
  reader.take(reader.u8());
  while (reader.ok() && !reader.empty()) {
    reader.u16();
    reader.take(reader.u16());
  }
  return reader.ok() ? std::string() : "is cut off";
}

constexpr std::array kKnown{
    OpaqueAttribute{{.code = 24, .name = "traffic-engineering", .flags = attribute_flag::optional}, check_traffic_engineering},  // RFC 7606 section 7.13
    OpaqueAttribute{
        {.code = 39, .name = "next-hop-dependent-characteristics", .flags = attribute_flag::optional_transitive, .malformed = FaultAction::discard_attribute},
        check_next_hop_capabilities},
    OpaqueAttribute{{.code = kAttrSet, .name = "attr-set", .flags = attribute_flag::optional_transitive}, check_attr_set},  // RFC 7606 section 7.16
};

}  // namespace

const OpaqueAttribute* find_opaque(std::uint8_t code) {
  const auto* found = std::ranges::find(kKnown, code, [](const OpaqueAttribute& known) { return known.descriptor.code; });
  return found == kKnown.end() ? nullptr : found;
}

}  // namespace vigilcast::bgp
