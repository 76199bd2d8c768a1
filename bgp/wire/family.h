// Address families: AFI/SAFI numbers and the words that people use for them. The codec of each is in bgp/wire/nlri.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigilcast::bgp {

enum class Afi : std::uint16_t { ipv4 = 1, ipv6 = 2, l2vpn = 25, bgp_ls = 16388 };
enum class Safi : std::uint8_t {
  unicast = 1,
  multicast = 2,
  nlri_mpls = 4,
  mcast_vpn = 5,
  vpls = 65,
  evpn = 70,
  bgp_ls = 71,
  bgp_ls_vpn = 72,
  sr_policy = 73,
  mup = 85,
  mpls_vpn = 128,
  rtc = 132,
  flow = 133,
  flow_vpn = 134
};

struct Family {
  Afi afi = Afi::ipv4;
  Safi safi = Safi::unicast;
  friend auto operator<=>(const Family&, const Family&) = default;
};

inline constexpr Family kIpv4Unicast{Afi::ipv4, Safi::unicast};
inline constexpr Family kIpv6Unicast{Afi::ipv6, Safi::unicast};
inline constexpr Family kIpv4Flow{Afi::ipv4, Safi::flow};

std::string_view afi_name(Afi afi);    // "ipv4"; empty when unknown
std::string_view safi_name(Safi safi); // "unicast"; empty when unknown
std::string family_name(Family family);  // "ipv4 unicast"; numbers where there is no word: "afi 7 safi 9"
std::optional<Family> parse_family(std::string_view afi, std::string_view safi);  // words, any case

}  // namespace vigilcast::bgp
