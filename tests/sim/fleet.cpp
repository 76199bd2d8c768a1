#include "tests/sim/fleet.h"

#include <algorithm>
#include <array>

#include "tests/sim/invariants.h"
#include "tests/sim/words.h"

namespace vigilcast::sim {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Fleet::Fleet(std::uint64_t seed) : world_(seed) { build(); }

// --- the network --------------------------------------------------------------------------------------------------------------

void Fleet::build() {
  Rng& rng = world_.rng();
  const std::uint64_t agents = 1 + rng.below(3), routers = 1 + rng.below(3);
  const bool one_as = rng.chance(0.2);
  for (std::uint64_t i = 0; i < agents + routers; ++i) {
    const auto number = static_cast<std::uint32_t>(i + 1);
    const std::uint32_t asn = one_as ? 65000 : rng.chance(0.2) ? 4200000000 + number : 65000 + number;
    const bool agent = i < agents;
    Node& node = world_.add((agent ? "a" : "r") + std::to_string(number), following(Prefix::host(ip("10.0.0.0")), number).address, asn);
    (agent ? agents_ : routers_).push_back(&node);
  }
  for (Node* agent : agents_) {
    for (Node* router : routers_) connect(*agent, *router);
    if (rng.chance(0.5)) give_health(*agent);
  }
  for (const auto& node : world_.nodes()) {
    if (rng.chance(0.8)) change_routes(*node);
    world_.agenda().after(any_time(seconds(5)), [&node] { node->boot(); });
  }
}

void Fleet::connect(Node& agent, Node& router) {
  Rng& rng = world_.rng();
  const auto towards = [&](const Node& from, const Node& to) {
    bgp::PeerConfig out;
    out.name = to.name();
    out.address = to.address();
    if (rng.chance(0.7)) out.local_address = from.address();
    out.local_as = from.asn();
    if (rng.chance(0.8)) out.peer_as = to.asn();
    out.router_id = from.address();
    out.hold_time = one_of<std::uint16_t>({0, 3, 9, 30, 90, 180});
    out.as4 = from.asn() > 0xffff || to.asn() > 0xffff || rng.chance(0.8);
    out.extended_message = rng.chance(0.5);
    out.route_refresh = rng.chance(0.7);
    out.group_updates = rng.chance(0.8);
    out.manual_eor = rng.chance(0.2);
    out.families = one_of<std::vector<bgp::Family>>({{bgp::kIpv4Unicast}, {bgp::kIpv4Unicast, bgp::kIpv6Unicast}, {bgp::kIpv4Unicast, bgp::kIpv6Unicast}});
    if (rng.chance(0.2)) {
      for (const bgp::Family family : out.families) out.add_path.push_back({family, bgp::AddPathMode::both});
    }
    if (rng.chance(0.3)) out.graceful_restart = 30;
    out.restart_notification = rng.chance(0.5);
    out.connect_retry = seconds(1 + rng.below(5));
    return out;
  };
  bgp::PeerConfig ours = towards(agent, router), theirs = towards(router, agent);
  const std::uint64_t who = rng.below(3);
  ours.passive = who == 1;
  theirs.passive = who == 0;
  agent.add_peer(ours);
  router.add_peer(theirs);
  Link& link = world_.network().link(agent.address(), router.address());
  link.latency = any_time(milliseconds(rng.chance(0.2) ? 200 : 10));
  link.chunk = one_of<std::size_t>({0, 0, 0, 7, 100});
  link.rate = one_of<std::size_t>({0, 0, 0, 3000, 50000});
  link.buffer = one_of<std::size_t>({1000, 65536, 262144});
  pairs_.push_back({&agent, &router});
}

void Fleet::give_health(Node& node) {
  Rng& rng = world_.rng();
  std::vector<health::CheckSpec> checks;
  for (const char* name : {"web", "dns"}) {
    health::CheckSpec check;
    check.name = name;
    check.probe = health::TcpProbe{"127.0.0.1:80"};
    check.interval = seconds(1 + rng.below(3));
    check.rise = 1 + static_cast<unsigned>(rng.below(3));
    check.fall = 1 + static_cast<unsigned>(rng.below(3));
    checks.push_back(check);
    if (rng.chance(0.7)) node.answer(name, {health::Outcome::pass, milliseconds(rng.below(20))});
  }
  node.set_health(checks, any_services(node), rng.chance(0.5) ? Duration{} : seconds(5));
}

std::vector<announce::ServiceSpec> Fleet::any_services(const Node& node) {
  std::vector<announce::ServiceSpec> out;
  const std::uint32_t own = node.address().to_u32() & 0xff;
  for (std::uint32_t i = 0; i < 3; ++i) {
    announce::ServiceSpec service;
    service.name = "s" + std::to_string(i);
    service.prefixes = {following(Prefix::parse("192.0.2.0/32").value(), own * 8 + i), following(Prefix::parse("2001:db8:5::/64").value(), own * 8 + i)};
    if (i < 2) service.healthy = health::Expression::parse(one_of<const char*>({"web", "dns", "web and dns", "web or dns", "atLeast(1, web, dns)"})).value();
    if (i == 0 || world_.rng().chance(0.8)) out.push_back(service);
  }
  return out;
}

// --- trouble ------------------------------------------------------------------------------------------------------------------

Node& Fleet::any_node() { return *world_.nodes()[world_.rng().below(world_.nodes().size())]; }

void Fleet::trouble() {
  switch (world_.rng().below(10)) {
    case 0:
    case 1:
    case 2: return trouble_on_link();
    case 3: return trouble_on_node();
    case 4: return change_configuration();
    case 5:
    case 6: return change_target();
    default: return change_routes(any_node());
  }
}

void Fleet::trouble_on_link() {
  const Pair pair = pairs_[world_.rng().below(pairs_.size())];
  const IpAddress a = pair.agent->address(), b = pair.router->address();
  Network& network = world_.network();
  switch (world_.rng().below(5)) {
    case 0: return network.reset(a, b);
    case 1: network.set_silent(a, b, true); return world_.agenda().after(any_time(seconds(30)), [&network, a, b] { network.set_silent(a, b, false); });
    case 2: network.link(a, b).refuses = true; return world_.agenda().after(any_time(seconds(20)), [&network, a, b] { network.link(a, b).refuses = false; });
    case 3: network.link(a, b).latency = any_time(milliseconds(100)); return;
    default: network.link(a, b).rate = one_of<std::size_t>({0, 500, 100000}); return;
  }
}

void Fleet::trouble_on_node() {
  Node& node = any_node();
  const std::string peer = node.peers()[world_.rng().below(node.peers().size())].name;
  switch (world_.rng().below(4)) {
    case 0: power_off(node); break;
    case 1: node.shut_down(bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, "trouble")); break;
    case 2: return node.reset(peer, bgp::Notification::cease_with_text(bgp::cease::admin_reset, "trouble"));
    default: return node.refresh(peer);
  }
  world_.agenda().after(any_time(seconds(20)), [&node] { node.boot(); });
}

// A session without a hold time never finds out that its peer is gone, so there is no power cut then.
void Fleet::power_off(Node& node) {
  for (const auto& peer : node.peers()) {
    if (peer.hold_time == 0 || world_.find(peer.name)->peer(node.name()).hold_time == 0) return;
  }
  node.power_off();
}

void Fleet::change_routes(Node& node) {
  Rng& rng = world_.rng();
  const std::uint32_t own = node.address().to_u32() & 0xff;
  const bool v6 = rng.chance(0.3);
  const Prefix first = following(Prefix::parse(v6 ? "2001:db8:100::/48" : "172.16.0.0/24").value(), own * 256);
  const std::uint32_t from = static_cast<std::uint32_t>(rng.below(40)), count = static_cast<std::uint32_t>(1 + rng.below(rng.chance(0.1) ? 200 : 6));
  for (std::uint32_t i = from; i < from + count; ++i) {
    const Prefix prefix = following(first, i);
    if (rng.chance(0.4)) {
      node.withdraw(bgp::unicast_nlri(prefix));
    } else {
      node.announce(route_to(prefix, static_cast<std::uint32_t>(rng.below(3))));
    }
  }
}

void Fleet::change_configuration() {
  Node& node = any_node();
  if (node.health() != nullptr && world_.rng().chance(0.5)) return node.set_health(node.health()->checks(), any_services(node), {});
  bgp::PeerConfig& peer = node.peer(node.peers()[world_.rng().below(node.peers().size())].name);
  switch (world_.rng().below(4)) {
    case 0: peer.hold_time = one_of<std::uint16_t>({0, 3, 9, 90}); break;
    case 1: peer.description += "changed"; break;
    case 2: peer.group_updates = !peer.group_updates; break;
    default: peer.families = one_of<std::vector<bgp::Family>>({{bgp::kIpv4Unicast}, {bgp::kIpv4Unicast, bgp::kIpv6Unicast}}); break;
  }
  node.apply_peers();
}

void Fleet::change_target() {
  Node& node = *agents_[world_.rng().below(agents_.size())];
  const char* check = one_of<const char*>({"web", "dns"});
  const Answer answers[] = {{health::Outcome::pass, milliseconds(5)},
                            {health::Outcome::pass, seconds(2)},
                            {health::Outcome::fail, milliseconds(1)},
                            {health::Outcome::fail, milliseconds(300)},
                            {health::Outcome::inconclusive, milliseconds(1)}};
  node.answer(check, one_of(answers), world_.rng().chance(0.4) ? 1 + static_cast<unsigned>(world_.rng().below(4)) : 0);
}

// --- the end ------------------------------------------------------------------------------------------------------------------

void Fleet::heal() {
  for (const Pair& pair : pairs_) {
    const IpAddress a = pair.agent->address(), b = pair.router->address();
    Link& link = world_.network().link(a, b);
    link.refuses = false;
    if (link.rate != 0) link.rate = std::max<std::size_t>(link.rate, 3000);
    world_.network().set_silent(a, b, false);
  }
  for (const auto& node : world_.nodes()) node->boot();
  for (Node* agent : agents_) {
    for (const char* check : {"web", "dns"}) agent->answer(check, {world_.rng().chance(0.5) ? health::Outcome::pass : health::Outcome::fail, milliseconds(5)});
  }
}

std::optional<std::string> Fleet::run() {
  const Instant end = world_.now() + seconds(20) + any_time(seconds(60));
  for (std::uint64_t i = 0, count = 3 + world_.rng().below(20); i < count; ++i) {
    world_.agenda().at(world_.now() + any_time(end - world_.now()), [this] { trouble(); });
  }
  world_.run_until(end);
  heal();
  // Delayed troubles may still end within 30 s; after that there is nothing but waiting for the longest back-off.
  world_.run_for(seconds(31));
  std::optional<std::string> wrong = agree_within(minutes(10));
  world_.run_for(seconds(5));
  if (!wrong) wrong = agree_within(minutes(1));
  if (!world_.violation().empty()) wrong = world_.violation();
  if (!wrong) return std::nullopt;
  return *wrong + "\n" + world_.story(25);
}

// Looks now and then, never in the rhythm of a KEEPALIVE that is always under way at the same moment.
std::optional<std::string> Fleet::agree_within(Duration length) {
  const Instant limit = world_.now() + length;
  std::optional<std::string> wrong;
  while (world_.violation().empty() && (wrong = disagreement()) && world_.now() < limit) world_.run_for(any_time(seconds(2)));
  return wrong;
}

std::optional<std::string> Fleet::disagreement() {
  for (const Pair& pair : pairs_) {
    if (world_.network().connections(pair.agent->address(), pair.router->address()) > 1)
      return pair.agent->name() + " and " + pair.router->name() + " keep a connection that nobody uses";
    if (!in_step(world_, *pair.agent, *pair.router)) return pair.agent->name() + " and " + pair.router->name() + " have no session, or never come to rest";
    for (const auto& [from, to] : {std::pair(pair.agent, pair.router), std::pair(pair.router, pair.agent)}) {
      if (auto what = difference(world_, *from, *to)) return what;
      if (auto what = check_routes(*from, *to)) return what;
    }
  }
  return std::nullopt;
}

// Against what the test itself asked for, whatever the RIBs believe.
std::optional<std::string> Fleet::check_routes(const Node& from, const Node& to) {
  const bgp::PeerStatus theirs = to.status(from.name()).value();
  std::map<bgp::Nlri, bgp::SharedAttributes> held;
  to.engine().each_in(theirs.id, [&](const bgp::Nlri& nlri, const bgp::InView& view) { held[nlri] = view.attributes; });
  std::size_t wanted = 0;
  const auto want = [&](const bgp::Nlri& nlri) {
    if (!theirs.negotiated->has(nlri.family)) return true;
    ++wanted;
    return held.contains(nlri);
  };
  for (const auto& [nlri, route] : from.routes()) {
    if (!want(nlri)) return to.name() + " lacks " + text_of(nlri) + ", which " + from.name() + " announces";
  }
  for (const announce::ServiceSpec& service : from.health() != nullptr ? from.health()->services() : std::vector<announce::ServiceSpec>{}) {
    const auto verdict_of = [&](std::string_view check) {
      const auto tape = from.tapes().find(std::string(check));
      return tape != from.tapes().end() && tape->second.standing.outcome == health::Outcome::pass ? health::Verdict::up : health::Verdict::down;
    };
    health::Latches latches;
    if (service.healthy && service.healthy->evaluate(verdict_of, latches) != health::Verdict::up) continue;
    for (const Prefix& prefix : service.prefixes) {
      if (!want(bgp::unicast_nlri(prefix)))
        return to.name() + " lacks " + prefix.to_string() + " of the healthy service " + service.name + " on " + from.name();
    }
  }
  if (held.size() == wanted) return std::nullopt;
  return to.name() + " holds " + std::to_string(held.size()) + " routes of " + from.name() + ", which announces " + std::to_string(wanted);
}

}  // namespace vigilcast::sim
