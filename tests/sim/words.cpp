#include "tests/sim/words.h"

#include <array>

namespace vigilcast::sim {

Prefix following(const Prefix& first, std::uint32_t index) {
  std::array<std::uint8_t, 16> bytes{};
  const ByteView given = first.address.bytes();
  std::copy(given.begin(), given.end(), bytes.begin());
  // Adds index at the bit where the prefix ends, carrying towards the front.
  std::uint64_t carry = index;
  unsigned at = first.length;
  for (unsigned bit = at; bit-- > 0 && carry != 0; carry >>= 1) {
    std::uint8_t& byte = bytes[bit / 8];
    const unsigned shift = 7 - bit % 8;
    const unsigned sum = ((byte >> shift) & 1U) + static_cast<unsigned>(carry & 1U);
    byte = static_cast<std::uint8_t>((byte & ~(1U << shift)) | ((sum & 1U) << shift));
    carry += (sum & 2U);
  }
  const ByteView whole(bytes.data(), given.size());
  return {first.address.is_v6() ? IpAddress::v6(whole) : IpAddress::v4(whole), first.length};
}

bgp::Route route_to(const Prefix& prefix, std::optional<std::uint32_t> med) {
  bgp::AttributeSet attributes;
  if (med) attributes.set(bgp::Med{*med});
  bgp::Route out;
  out.nlri = bgp::unicast_nlri(prefix);
  out.next_hop.self = true;
  out.attributes = std::make_shared<const bgp::AttributeSet>(std::move(attributes));
  out.owner = {bgp::OwnerKind::operator_, "test"};
  return out;
}

}  // namespace vigilcast::sim
