#include "bgp/wire/family.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

struct AfiWord {
  Afi afi;
  std::string_view name;
};
struct SafiWord {
  Safi safi;
  std::string_view name;
};
constexpr std::array kAfis{AfiWord{Afi::ipv4, "ipv4"}, AfiWord{Afi::ipv6, "ipv6"}, AfiWord{Afi::l2vpn, "l2vpn"}, AfiWord{Afi::bgp_ls, "bgp-ls"}};
constexpr std::array kSafis{SafiWord{Safi::unicast, "unicast"},     SafiWord{Safi::multicast, "multicast"},
                            SafiWord{Safi::nlri_mpls, "nlri-mpls"}, SafiWord{Safi::mcast_vpn, "mcast-vpn"},
                            SafiWord{Safi::vpls, "vpls"},           SafiWord{Safi::evpn, "evpn"},
                            SafiWord{Safi::bgp_ls, "bgp-ls"},       SafiWord{Safi::bgp_ls_vpn, "bgp-ls-vpn"},
                            SafiWord{Safi::sr_policy, "sr-policy"}, SafiWord{Safi::mup, "mup"},
                            SafiWord{Safi::mpls_vpn, "mpls-vpn"},   SafiWord{Safi::rtc, "rtc"},
                            SafiWord{Safi::flow, "flow"},           SafiWord{Safi::flow_vpn, "flow-vpn"}};

}  // namespace

std::string_view afi_name(Afi afi) {
  const auto* found = std::ranges::find(kAfis, afi, &AfiWord::afi);
  return found == kAfis.end() ? std::string_view{} : found->name;
}

std::string_view safi_name(Safi safi) {
  const auto* found = std::ranges::find(kSafis, safi, &SafiWord::safi);
  return found == kSafis.end() ? std::string_view{} : found->name;
}

std::string family_name(Family family) {
  const std::string_view afi = afi_name(family.afi);
  const std::string_view safi = safi_name(family.safi);
  std::string out = afi.empty() ? "afi " + std::to_string(static_cast<unsigned>(family.afi)) : std::string(afi);
  out += safi.empty() ? " safi " + std::to_string(static_cast<unsigned>(family.safi)) : " " + std::string(safi);
  return out;
}

std::optional<Family> parse_family(std::string_view afi, std::string_view safi) {
  const auto* found_afi = std::ranges::find(kAfis, to_lower(afi), &AfiWord::name);
  const auto* found_safi = std::ranges::find(kSafis, to_lower(safi), &SafiWord::name);
  if (found_afi == kAfis.end() || found_safi == kSafis.end()) return std::nullopt;
  return Family{found_afi->afi, found_safi->safi};
}

}  // namespace vigilcast::bgp
