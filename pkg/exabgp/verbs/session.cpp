#include "pkg/exabgp/verbs/session.h"

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

constexpr std::uint32_t kExampleAs = 65533;

}  // namespace

bgp::PeerConfig imagined_neighbor(std::vector<bgp::Family> families, bool path_information) {
  bgp::PeerConfig out;
  out.address = *IpAddress::parse("127.0.0.1");
  out.local_address = out.address;
  out.router_id = *IpAddress::parse("10.0.0.2");
  out.local_as = kExampleAs;
  out.peer_as = kExampleAs;
  out.families = std::move(families);
  if (out.families.empty()) out.families.assign(bgp::all_families().begin(), bgp::all_families().end());
  if (path_information) {
    for (const bgp::Family family : out.families) out.add_path.push_back({family, bgp::AddPathMode::both});
  }
  return out;
}

bgp::Negotiated imagined_session(const bgp::PeerConfig& neighbor) {
  bgp::Negotiated out;
  out.local_as = neighbor.local_as;
  out.peer_as = neighbor.peer_as.value_or(neighbor.local_as);
  out.local_id = neighbor.router_id;
  out.hold_time = neighbor.hold_time;
  out.as4 = neighbor.as4;
  out.extended_message = neighbor.extended_message;
  out.route_refresh = out.enhanced_route_refresh = true;
  out.aigp = neighbor.aigp;
  out.families = neighbor.families;
  for (const bgp::AddPathFamily& each : neighbor.add_path) {
    if (each.mode != bgp::AddPathMode::receive) out.add_path_send.push_back(each.family);
    if (each.mode != bgp::AddPathMode::send) out.add_path_receive.push_back(each.family);
  }
  for (const bgp::ExtendedNextHop& each : neighbor.extended_next_hop) out.extended_next_hop.push_back(each.family);
  return out;
}

Result<std::vector<bgp::Family>> read_families(std::string_view text) {
  std::vector<bgp::Family> out;
  const auto parts = words(text);
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    const auto family = i + 1 < parts.size() ? bgp::parse_family(to_lower(parts[i]), to_lower(parts[i + 1])) : std::nullopt;
    if (!family || bgp::find_codec(*family) == nullptr)
      return fail("'" + printable(text) + "' is no list of address families", "", "write pairs such as \"ipv4 unicast ipv6 unicast\"");
    out.push_back(*family);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace vigilcast::exabgp
