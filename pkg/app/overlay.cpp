#include "pkg/app/overlay.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "pkg/model/may_announce.h"

namespace vigilcast::app {
namespace {

using Part = kube::Hindrance::Part;

// Who says another AS number of one router is told so: one of the two is wrong.
kube::Hindrance peer_taken(const bgp::PeerConfig& peer, const bgp::PeerConfig& of_file) {
  const std::string where = of_file.session_text();
  const bool clash = of_file.address == peer.address && of_file.peer_as && peer.peer_as && *of_file.peer_as != *peer.peer_as;
  if (clash) {
    return {Part::peer,
            peer.name,
            {},
            "ASNClash",
            "the agent's own files say that " + where + " is AS " + std::to_string(*of_file.peer_as) + ", this one says AS " + std::to_string(*peer.peer_as) +
                "; files win: keep the peer in one of the two, with the right number"};
  }
  return {Part::peer,
          peer.name,
          {},
          "InFile",
          "the agent's own files have the peer " + of_file.name + " with " + where + ", and files win; keep it in one of the two"};
}

void add_peers(Overlaid& out, const std::vector<bgp::PeerConfig>& peers) {
  for (const bgp::PeerConfig& peer : peers) {
    const auto same =
        std::ranges::find_if(out.config.peers, [&](const bgp::PeerConfig& one) { return one.name == peer.name || one.session_text() == peer.session_text(); });
    if (same == out.config.peers.end()) {
      out.config.peers.push_back(peer);
    } else {
      out.hindrances.push_back(peer_taken(peer, *same));
    }
  }
}

// The names of Services and HealthChecks follow from objects, and whoever writes a file may have chosen the same.
std::string name_taken(const std::string& what, const std::string& name) {
  return "the agent's own files have a " + what + " named " + name + ", and files win; give that one another name";
}

void add_checks(Overlaid& out, const std::vector<health::CheckSpec>& checks) {
  std::set<std::string, std::less<>> taken;
  for (const health::CheckSpec& check : out.config.checks) taken.insert(check.name);
  for (const health::CheckSpec& check : checks) {
    if (taken.contains(check.name)) {
      out.hindrances.push_back({Part::check, check.name, {}, "InFile", name_taken("check", check.name)});
    } else {
      out.config.checks.push_back(check);
    }
  }
}

// Prefixes that services of files announce: two owners would take turns.
std::map<Prefix, std::string> taken_prefixes(const std::vector<announce::ServiceSpec>& services) {
  std::map<Prefix, std::string> out;
  for (const announce::ServiceSpec& service : services) {
    for (const Prefix& prefix : service.prefixes) out.emplace(prefix, service.name);
  }
  return out;
}

// What the files have against it: the reason and the message, or nothing.
std::optional<std::pair<std::string, std::string>> refusal(const model::Config& files, const std::map<Prefix, std::string>& taken, const Prefix& prefix) {
  if (!model::may_announce(files.router, prefix))
    return std::pair("MayNotAnnounce", prefix.to_string() + " may not be announced: router.mayAnnounce of this node does not cover it");
  const auto owner = taken.find(prefix);
  if (owner == taken.end()) return std::nullopt;
  return std::pair("InFile", "the service " + owner->second + " of the agent's own files announces " + prefix.to_string() +
                                 ", and files win; take the prefix out of one of the two");
}

// A service none of whose prefixes may be announced stays, with none: status then says why.
void add_services(Overlaid& out, const std::vector<announce::ServiceSpec>& services) {
  std::set<std::string, std::less<>> names;
  for (const announce::ServiceSpec& service : out.config.services) names.insert(service.name);
  const std::map<Prefix, std::string> taken = taken_prefixes(out.config.services);
  for (const announce::ServiceSpec& service : services) {
    if (names.contains(service.name)) {
      for (const Prefix& prefix : service.prefixes) {
        out.hindrances.push_back({Part::service, service.name, prefix, "InFile", name_taken("service", service.name)});
      }
      continue;
    }
    announce::ServiceSpec allowed = service;
    std::erase_if(allowed.prefixes, [&](const Prefix& prefix) {
      const auto against = refusal(out.config, taken, prefix);
      if (against) out.hindrances.push_back({Part::service, service.name, prefix, against->first, against->second});
      return against.has_value();
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
