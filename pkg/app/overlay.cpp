#include "pkg/app/overlay.h"

#include <algorithm>
#include <set>

#include "pkg/kube/resources/all.h"
#include "pkg/model/may_announce.h"

namespace vigilcast::app {
namespace {

kube::ObjectRef peer_ref(const std::string& name) {
  return {std::string(kube::kInfo<kube::BgpPeer>.api_version), std::string(kube::kInfo<kube::BgpPeer>.kind), {"", name}, ""};
}

void add_peers(Overlaid& out, const std::vector<bgp::PeerConfig>& peers) {
  for (const bgp::PeerConfig& peer : peers) {
    const auto same = std::ranges::find_if(out.config.peers, [&](const bgp::PeerConfig& one) {
      return one.name == peer.name || Endpoint{one.address, one.port} == Endpoint{peer.address, peer.port};
    });
    if (same == out.config.peers.end()) {
      out.config.peers.push_back(peer);
    } else {
      out.problems.push_back({peer_ref(peer.name), "InFile",
                              "the agent's own files have the peer " + same->name + " with " + Endpoint{same->address, same->port}.to_string() +
                                  ", and files win; keep it in one of the two"});
    }
  }
}

// The names of Services and HealthChecks follow from objects, and whoever writes a file may have chosen the same.
kube::Problem name_taken(const std::string& what, const std::string& name) {
  return {{"", "", {"", name}, ""}, "InFile", "the agent's own files have a " + what + " of this name, and files win; give that one another name"};
}

void add_checks(Overlaid& out, const std::vector<health::CheckSpec>& checks) {
  std::set<std::string, std::less<>> taken;
  for (const health::CheckSpec& check : out.config.checks) taken.insert(check.name);
  for (const health::CheckSpec& check : checks) {
    taken.contains(check.name) ? out.problems.push_back(name_taken("check", check.name)) : out.config.checks.push_back(check);
  }
}

// A service none of whose prefixes may be announced stays, with none: status then says why.
void add_services(Overlaid& out, const std::vector<announce::ServiceSpec>& services) {
  std::set<std::string, std::less<>> taken;
  for (const announce::ServiceSpec& service : out.config.services) taken.insert(service.name);
  for (const announce::ServiceSpec& service : services) {
    if (taken.contains(service.name)) {
      out.problems.push_back(name_taken("service", service.name));
      continue;
    }
    announce::ServiceSpec allowed = service;
    std::erase_if(allowed.prefixes, [&](const Prefix& prefix) {
      if (model::may_announce(out.config.router, prefix)) return false;
      out.problems.push_back({{"", "", {"", service.name}, ""},
                              "MayNotAnnounce",
                              prefix.to_string() + " may not be announced: router.mayAnnounce of this node does not cover it"});
      return true;
    });
    out.config.services.push_back(std::move(allowed));
  }
}

}  // namespace

Overlaid overlay(const model::Config& files, const kube::Wanted& wanted) {
  Overlaid out{files, {}};
  if (out.config.router && out.config.router->id.is_unspecified() && wanted.router_id) out.config.router->id = *wanted.router_id;
  add_peers(out, wanted.peers);
  add_checks(out, wanted.checks);
  add_services(out, wanted.services);
  return out;
}

}  // namespace vigilcast::app
