#include "pkg/exabgp/api/neighbor_view.h"

#include <algorithm>

namespace vigilcast::exabgp {
namespace {

template <class Range>
bool has(const Range& range, bgp::Family family) {
  return std::ranges::find(range, family) != range.end();
}
bool names(const std::vector<bgp::AddPathFamily>& paths, bgp::Family family) {
  return std::ranges::find(paths, family, &bgp::AddPathFamily::family) != paths.end();
}

std::vector<CapabilityView> capabilities_of(const bgp::PeerConfig& config, const bgp::Capabilities* remote) {
  const auto theirs = [&](auto judge) { return remote == nullptr ? std::optional<bool>() : std::optional<bool>(judge(*remote)); };
  return {{"asn4", config.as4, theirs([](const auto& c) { return c.as4.has_value(); })},
          {"route-refresh", config.route_refresh, theirs([](const auto& c) { return c.route_refresh || c.enhanced_route_refresh; })},
          {"multi-session", config.of_a_group(), theirs([](const auto& c) { return c.multi_session || c.cisco_multi_session; })},
          {"operational", config.operational, theirs([](const auto& c) { return c.operational; })},
          {"add-path", !config.add_path.empty(), theirs([](const auto& c) { return !c.add_path.empty(); })},
          {"extended-message", config.extended_message, theirs([](const auto& c) { return c.extended_message; })},
          {"graceful-restart", config.graceful_restart.has_value(), theirs([](const auto& c) { return c.graceful_restart.has_value(); })}};
}

FamilyView family_of(bgp::Family family, const bgp::PeerStatus& status, const bgp::Capabilities* remote) {
  FamilyView out{.name = bgp::family_name(family), .remote = {}, .local_paths = names(status.config.add_path, family)};
  if (remote != nullptr) {
    out.remote = remote->families.empty() ? family == bgp::kIpv4Unicast : has(remote->families, family);
    out.remote_paths = names(remote->add_path, family);
  }
  out.send = status.negotiated && status.negotiated->sends_path_id(family);
  out.receive = status.negotiated && status.negotiated->receives_path_id(family);
  return out;
}

std::vector<CountView> counts(const bgp::MessageCounters& sent, const bgp::MessageCounters& received) {
  return {{"open", sent.open, received.open},
          {"notification", sent.notification, received.notification},
          {"keepalive", sent.keepalive, received.keepalive},
          {"update", sent.update, received.update},
          {"refresh", sent.refresh, received.refresh},
          {"total", sent.total(), received.total()}};
}

}  // namespace

bgp::NextHop told_next_hop(const bgp::PeerStatus& status, const bgp::OutView& view) {
  bgp::NextHop out = view.winner->next_hop.given;
  if (!view.winner->next_hop.self) return out;
  const bool unknown = status.local.address.is_unspecified() && status.config.local_address;
  out.address = unknown ? *status.config.local_address : status.local.address;
  return out;
}

std::string fsm_name(bgp::fsm::State state) {
  std::string out(bgp::fsm::state_name(state));
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

NeighborView neighbor_view(const bgp::PeerStatus& status, Instant now) {
  const bgp::PeerConfig& config = status.config;
  NeighborView out;
  out.up = status.negotiated.has_value();
  const bgp::Open* open = out.up && status.peer_open ? &*status.peer_open : nullptr;
  const bgp::Capabilities* remote = open == nullptr ? nullptr : &open->capabilities;
  out.address = config.remote_text();
  out.local_address = status.local.port != 0 ? status.local.address.to_string() : config.local_address ? config.local_address->to_string() : "auto";
  out.age = now - status.since;
  out.state = fsm_name(status.state);
  out.local_as = config.local_as;
  out.remote_as = config.peer_as ? config.peer_as : out.up ? std::optional(status.negotiated->peer_as) : std::nullopt;
  out.local_id = config.router_id.to_string();
  out.local_hold = config.hold_time;
  if (open != nullptr) {
    out.remote_id = open->identifier.to_string();
    out.remote_hold = open->hold_time;
  }
  out.capabilities = capabilities_of(config, remote);
  for (const bgp::Family family : config.families) out.families.push_back(family_of(family, status, remote));
  out.messages = counts(status.sent, status.received);
  return out;
}

}  // namespace vigilcast::exabgp
