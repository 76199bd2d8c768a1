// announce and withdraw: routes, attributes … nlri, flow, by family, End-of-RIB, route refresh, watchdogs.
#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"
#include "pkg/exabgp/conf/operational_text.h"
#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp {
namespace {

using Parser = Result<std::vector<ParsedRoute>> (*)(std::span<const std::string_view>, const RouteContext&);

Result<Done> change_routes(const Call& call, Parser parse, bool withdraw, std::optional<bgp::Family> family = {}) {
  const auto routes = parse(call.words, {call.compat, family, withdraw});
  if (!routes) return std::unexpected(routes.error());
  const bgp::Owner owner{bgp::OwnerKind::process, call.process};
  RouteOrder order{call.peers, {}};
  for (const ParsedRoute& route : *routes) {
    if (withdraw) {
      order.changes.emplace_back(bgp::Withdraw{route.nlri, owner, bgp::Path{route.next_hop, route.attributes}});
    } else {
      order.changes.emplace_back(bgp::Announce{bgp::Route{route.nlri, route.next_hop, route.attributes, owner}});
    }
  }
  Done done;
  done.orders.emplace_back(std::move(order));
  return done;
}

struct FamilyRoutes {
  std::string_view word;
  bgp::Safi safi;
  Parser parse;
};
constexpr std::array kFamilyRoutes{
    FamilyRoutes{"unicast", bgp::Safi::unicast, parse_route_words},
    FamilyRoutes{"multicast", bgp::Safi::multicast, parse_route_words},
    FamilyRoutes{"nlri-mpls", bgp::Safi::nlri_mpls, parse_route_words},
    FamilyRoutes{"mpls-vpn", bgp::Safi::mpls_vpn, parse_route_words},
    FamilyRoutes{"flow", bgp::Safi::flow, parse_flow_words},
    FamilyRoutes{"flow-vpn", bgp::Safi::flow_vpn, parse_flow_words},
    FamilyRoutes{"mcast-vpn", bgp::Safi::mcast_vpn, parse_family_words},
    FamilyRoutes{"mup", bgp::Safi::mup, parse_family_words},
    FamilyRoutes{"sr-policy", bgp::Safi::sr_policy, parse_family_words},
};

Result<Done> change_family(Call call, bgp::Afi afi, bool withdraw) {
  if (call.words.empty()) return fail("the SAFI is missing", "", "write for example 'announce ipv4 unicast 192.0.2.0/24 next-hop self'");
  const std::string_view safi = call.words.front();
  call.words = call.words.subspan(1);
  const auto* found = std::ranges::find(kFamilyRoutes, safi, &FamilyRoutes::word);
  if (found != kFamilyRoutes.end()) return change_routes(call, found->parse, withdraw, bgp::Family{afi, found->safi});
  return fail("'" + std::string(safi) + "' routes are not supported by this version", "",
              "unicast, multicast, nlri-mpls, mpls-vpn, flow, flow-vpn, mcast-vpn, mup and sr-policy are");
}

Result<Done> change_vpls(const Call& call, bool withdraw) {
  return change_routes(call, parse_family_words, withdraw, bgp::Family{bgp::Afi::l2vpn, bgp::Safi::vpls});
}

Result<Done> change_l2vpn(Call call, bool withdraw) {
  if (call.words.empty() || call.words.front() != "vpls") return fail("vpls is expected", "", "the routes of EVPN cannot be announced in this version");
  call.words = call.words.subspan(1);
  return change_vpls(call, withdraw);
}

Result<bgp::Family> read_family(const Call& call) {
  if (call.words.empty()) return bgp::kIpv4Unicast;
  if (call.words.size() != 2) return fail("AFI and SAFI are expected", "", "such as 'ipv4 unicast'");
  const auto family = bgp::parse_family(call.words[0], call.words[1]);
  if (!family) return fail("'" + std::string(call.words[0]) + " " + std::string(call.words[1]) + "' is not a family");
  return *family;
}

bool any_established(const Call& call) {
  return std::ranges::any_of(call.peers, [&](bgp::PeerId peer) { return call.world.status(peer).negotiated.has_value(); });
}

// Only sessions that are up and have the family can carry a message of their own.
std::vector<bgp::PeerId> established(const Call& call, bgp::Family family) {
  std::vector<bgp::PeerId> out;
  for (const bgp::PeerId peer : call.peers) {
    const auto status = call.world.status(peer);
    if (status.negotiated && status.negotiated->has(family)) out.push_back(peer);
  }
  return out;
}

Done watchdog(const Call& call, bool announce) {
  Done done;
  done.orders.emplace_back(WatchdogOrder{call.words.empty() ? call.process : std::string(call.words.front()), announce});
  return done;
}

}  // namespace

Result<Done> announce_route(const Call& call) { return change_routes(call, parse_route_words, false); }
Result<Done> withdraw_route(const Call& call) { return change_routes(call, parse_route_words, true); }
Result<Done> announce_attributes(const Call& call) { return change_routes(call, parse_attributes_words, false); }
Result<Done> withdraw_attributes(const Call& call) { return change_routes(call, parse_attributes_words, true); }
Result<Done> announce_flow(const Call& call) { return change_routes(call, parse_flow_words, false); }
Result<Done> withdraw_flow(const Call& call) { return change_routes(call, parse_flow_words, true); }
Result<Done> announce_ipv4(const Call& call) { return change_family(call, bgp::Afi::ipv4, false); }
Result<Done> withdraw_ipv4(const Call& call) { return change_family(call, bgp::Afi::ipv4, true); }
Result<Done> announce_ipv6(const Call& call) { return change_family(call, bgp::Afi::ipv6, false); }
Result<Done> withdraw_ipv6(const Call& call) { return change_family(call, bgp::Afi::ipv6, true); }
Result<Done> announce_vpls(const Call& call) { return change_vpls(call, false); }
Result<Done> withdraw_vpls(const Call& call) { return change_vpls(call, true); }
Result<Done> announce_l2vpn(const Call& call) { return change_l2vpn(call, false); }
Result<Done> withdraw_l2vpn(const Call& call) { return change_l2vpn(call, true); }
Result<Done> announce_watchdog(const Call& call) { return watchdog(call, true); }
Result<Done> withdraw_watchdog(const Call& call) { return watchdog(call, false); }

Result<Done> announce_eor(const Call& call) {
  const auto family = read_family(call);
  if (!family) return std::unexpected(family.error());
  EndOfRibOrder order{established(call, *family), *family};
  if (order.peers.empty() && !any_established(call)) return fail("no neighbor is established");
  Done done;
  if (order.peers.empty()) {  // as ExaBGP answers
    done.warning = "no neighbor has " + bgp::family_name(*family) + ": its End-of-RIB is sent to nobody";
    return done;
  }
  done.orders.emplace_back(std::move(order));
  return done;
}

Result<Done> announce_refresh(const Call& call) {
  const auto family = read_family(call);
  if (!family) return std::unexpected(family.error());
  RefreshOrder order{{}, *family};
  for (const bgp::PeerId peer : established(call, *family)) {
    if (call.world.status(peer).negotiated->route_refresh) order.peers.push_back(peer);
  }
  if (order.peers.empty())
    return fail("no neighbor is established that knows route refresh for " + bgp::family_name(*family), "", "add 'capability { route-refresh; }'");
  Done done;
  done.orders.emplace_back(std::move(order));
  return done;
}

// To whom it can be said now or later: ExaBGP looks at the configured families, too, and answers `done` whoever is left.
Result<Done> announce_operational(const Call& call) {
  const std::string_view name = call.words.empty() ? "" : call.words.front();
  const bgp::OperationalName* known = bgp::find_operational(name);
  Done done;
  if (known == nullptr) {
    done.warning = "there is no OPERATIONAL message '" + printable(name) + "': nothing is sent";
    return done;
  }
  const std::string usage = "write: announce operational " + to_lower(known->name) + " " + std::string(conf::operational_usage(known->form));
  const auto read = conf::read_operational(*known, call.words.subspan(1));
  if (!read) return fail(read.error().text, "", read.error().hint.empty() ? usage : read.error().hint);
  AdviceOrder order{{}, read->message};
  for (const bgp::PeerId peer : call.peers) {
    const auto& families = call.world.status(peer).config.families;
    if (std::ranges::find(families, read->message.family) != families.end()) order.peers.push_back(peer);
  }
  if (order.peers.empty()) {
    done.warning = "no neighbor has " + bgp::family_name(read->message.family) + ": the OPERATIONAL message is sent to nobody";
    return done;
  }
  if (read->used + 1 < call.words.size()) done.warning = "what follows is not sent, as in ExaBGP: " + printable(call.words[read->used + 1]) + " …";
  done.orders.emplace_back(std::move(order));
  return done;
}

}  // namespace vigilcast::exabgp
