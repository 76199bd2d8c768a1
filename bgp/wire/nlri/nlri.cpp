#include "bgp/wire/nlri/nlri.h"

#include <algorithm>
#include <array>

#include "bgp/wire/route_distinguisher.h"

namespace vigilcast::bgp {

Prefix prefix_of(const Nlri& nlri) {
  const bool ipv6 = nlri.family.afi == Afi::ipv6;
  const std::size_t rd = nlri.family.safi == Safi::mpls_vpn ? RouteDistinguisher::kSize : 0;
  const ByteView wire = nlri.wire.view();
  std::array<std::uint8_t, 16> address{};
  std::uint8_t length = 0;
  if (wire.size() > rd) {
    std::ranges::copy(wire.subspan(1 + rd), address.begin());
    length = static_cast<std::uint8_t>(wire[0] - 8 * rd);
  }
  return {ipv6 ? IpAddress::v6(address) : IpAddress::v4(ByteView(address).first(4)), length};
}

}  // namespace vigilcast::bgp
