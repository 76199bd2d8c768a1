// One destination of any family: its canonical wire bytes without the path identifier, plus that identifier.
// The RIBs key on it and never look inside; the family's codec (a row in nlri/all.h) does.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "bgp/wire/family.h"
#include "pkg/base/ip.h"
#include "pkg/base/small_bytes.h"

namespace vigilcast::bgp {

struct Nlri {
  Family family = kIpv4Unicast;
  std::uint32_t path_id = 0;  // RFC 7911; 0 where add-path is not used
  SmallBytes wire;            // unicast: length in bits, then the masked prefix bytes

  friend bool operator==(const Nlri&, const Nlri&) = default;
  friend std::strong_ordering operator<=>(const Nlri&, const Nlri&) = default;
};

// The same without its family and its bytes: what a message needs of it. Valid as long as whoever lent the bytes says.
struct NlriView {
  std::uint32_t path_id = 0;
  ByteView wire;
};

// Unicast. The prefix is masked.
Nlri unicast_nlri(const Prefix& prefix, std::uint32_t path_id = 0);
// The same bytes in another family whose NLRI are prefixes: multicast, nlri-mpls.
Nlri prefix_nlri(Safi safi, const Prefix& prefix, std::uint32_t path_id = 0);
// The prefix of an NLRI of family ipv4/ipv6 unicast, multicast, nlri-mpls or mpls-vpn.
Prefix prefix_of(const Nlri& nlri);

}  // namespace vigilcast::bgp

template <>
struct std::hash<vigilcast::bgp::Nlri> {
  std::size_t operator()(const vigilcast::bgp::Nlri& nlri) const noexcept {
    return std::hash<vigilcast::SmallBytes>{}(nlri.wire) * 31 + nlri.path_id * 0x9e3779b9U + static_cast<std::size_t>(nlri.family.afi) * 257 +
           static_cast<std::size_t>(nlri.family.safi);
  }
};
