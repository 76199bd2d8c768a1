#include "bgp/wire/nlri/all.h"

#include <algorithm>
#include <array>

#include "bgp/wire/label.h"
#include "bgp/wire/nlri/bgp_ls.h"
#include "bgp/wire/nlri/evpn.h"
#include "bgp/wire/nlri/flow.h"
#include "bgp/wire/nlri/mcast_vpn.h"
#include "bgp/wire/nlri/mup.h"
#include "bgp/wire/nlri/rtc.h"
#include "bgp/wire/nlri/sr_policy.h"
#include "bgp/wire/nlri/unicast.h"
#include "bgp/wire/nlri/vpls.h"
#include "bgp/wire/nlri/vpn.h"
#include "bgp/wire/route_distinguisher.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp {
namespace {

struct Row {
  Family family;
  const FamilyCodec* codec;
};
// Sorted by family.
constexpr std::array kRows{
    Row{kIpv4Unicast, &kIpv4UnicastCodec},
    Row{{Afi::ipv4, Safi::multicast}, &kIpv4MulticastCodec},
    Row{{Afi::ipv4, Safi::nlri_mpls}, &kIpv4LabelledCodec},
    Row{{Afi::ipv4, Safi::mcast_vpn}, &kIpv4McastVpnCodec},
    Row{{Afi::ipv4, Safi::sr_policy}, &kIpv4SrPolicyCodec},
    Row{{Afi::ipv4, Safi::mup}, &kIpv4MupCodec},
    Row{{Afi::ipv4, Safi::mpls_vpn}, &kIpv4VpnCodec},
    Row{{Afi::ipv4, Safi::rtc}, &kRtcCodec},
    Row{kIpv4Flow, &kIpv4FlowCodec},
    Row{{Afi::ipv4, Safi::flow_vpn}, &kIpv4FlowVpnCodec},
    Row{kIpv6Unicast, &kIpv6UnicastCodec},
    Row{{Afi::ipv6, Safi::multicast}, &kIpv6MulticastCodec},
    Row{{Afi::ipv6, Safi::nlri_mpls}, &kIpv6LabelledCodec},
    Row{{Afi::ipv6, Safi::mcast_vpn}, &kIpv6McastVpnCodec},
    Row{{Afi::ipv6, Safi::sr_policy}, &kIpv6SrPolicyCodec},
    Row{{Afi::ipv6, Safi::mup}, &kIpv6MupCodec},
    Row{{Afi::ipv6, Safi::mpls_vpn}, &kIpv6VpnCodec},
    Row{{Afi::ipv6, Safi::flow}, &kIpv6FlowCodec},
    Row{{Afi::ipv6, Safi::flow_vpn}, &kIpv6FlowVpnCodec},
    Row{{Afi::l2vpn, Safi::vpls}, &kVplsCodec},
    Row{{Afi::l2vpn, Safi::evpn}, &kEvpnCodec},
    Row{kBgpLs, &kBgpLsCodec},
    Row{kBgpLsVpn, &kBgpLsVpnCodec},
};
constexpr auto kFamilies = [] {
  std::array<Family, kRows.size()> out;
  std::ranges::transform(kRows, out.begin(), &Row::family);
  return out;
}();
static_assert(std::ranges::is_sorted(kFamilies));

std::string dotted(std::uint32_t path_id) { return IpAddress::v4(path_id).to_string(); }

// Behind the length in bits.
std::string rd_text(ByteView wire) {
  ByteReader reader(wire.subspan(std::min<std::size_t>(1, wire.size())));
  return RouteDistinguisher::read(reader).to_string();
}

}  // namespace

const FamilyCodec* find_codec(Family family) {
  const auto* found = std::ranges::lower_bound(kRows, family, {}, &Row::family);
  return found == kRows.end() || found->family != family ? nullptr : found->codec;
}

std::span<const Family> all_families() { return kFamilies; }

namespace {

void append_front(std::string& out, const FamilyCodec& codec, const Nlri& nlri) {
  codec.append_text(out, nlri.wire.view());
  if (nlri.path_id != 0) out += " path-information " + dotted(nlri.path_id);
}

}  // namespace

void append_nlri_text(std::string& out, const Nlri& nlri) {
  const FamilyCodec* codec = find_codec(nlri.family);
  if (codec == nullptr) return;
  append_front(out, *codec, nlri);
  if (codec->distinguished) out += " rd " + rd_text(nlri.wire.view());
}

std::string nlri_text(const Nlri& nlri) {
  std::string out;
  append_nlri_text(out, nlri);
  return out;
}

void append_nlri_json(std::string& out, const Nlri& nlri, const NextHop& next_hop, Dialect dialect) {
  const FamilyCodec* codec = find_codec(nlri.family);
  if (codec == nullptr) return void(out += "{ }");
  out += "{ ";
  if (codec->append_json_with_next_hop != nullptr && next_hop.address) {
    codec->append_json_with_next_hop(out, nlri.wire.view(), *next_hop.address, dialect);
  } else {
    codec->append_json(out, nlri.wire.view(), dialect);
  }
  if (nlri.path_id != 0) out += ", \"path-information\": \"" + dotted(nlri.path_id) + "\"";
  if (next_hop.labels.size() != 0) {
    out += ", ";
    append_labels_json(out, read_labels(next_hop.labels.view()), false);
  }
  if (codec->distinguished) out += ", \"rd\": \"" + rd_text(nlri.wire.view()) + "\"";
  out += " }";
}

std::string destination_text(const Nlri& nlri, const NextHop& next_hop) {
  std::string out;
  const FamilyCodec* codec = find_codec(nlri.family);
  if (codec == nullptr) return out;
  append_front(out, *codec, nlri);
  if (next_hop.labels.size() != 0) {
    out += ' ';
    append_labels_text(out, read_labels(next_hop.labels.view()));
  }
  if (next_hop.address) out += " next-hop " + next_hop.address->to_string();
  if (codec->distinguished) out += " rd " + rd_text(nlri.wire.view());
  return out;
}

}  // namespace vigilcast::bgp
