#include "pkg/exabgp/convert/services.h"

#include <algorithm>

#include "bgp/wire/nlri/all.h"
#include "pkg/exabgp/convert/profile.h"
#include "pkg/exabgp/convert/yaml_words.h"

namespace vigilcast::exabgp::convert {
namespace {

bool is_external(const bgp::PeerConfig& peer) { return peer.peer_as != peer.local_as; }

bool has(const bgp::PeerConfig& peer, bgp::Family family) { return std::ranges::find(peer.families, family) != peer.families.end(); }

bool has_non_transitive(const bgp::AttributeSet& attributes) {
  constexpr std::uint64_t kNonTransitive = std::uint64_t{0x40} << 56;
  const auto* list = attributes.find<bgp::ExtendedCommunities>();
  return list != nullptr && std::ranges::any_of(list->values, [](const bgp::ExtendedCommunity& one) { return (one.value & kNonTransitive) != 0; });
}

}  // namespace

void Services::add_routes(std::size_t peer, const model::RouteLists& lists) {
  const std::vector<unsigned>& lines = peers_[peer].places->routes;
  // Of several routes to one destination the last one counts.
  struct Placed {
    unsigned line;
    model::RouteTerms terms;
  };
  std::map<bgp::Nlri, Placed> last;
  std::size_t number = 0;
  for (const auto& list : lists) {
    list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { last.insert_or_assign(nlri, Placed{lines.at(number++), terms}); });
  }
  for (const auto& [nlri, placed] : last) {
    if (has(*peers_[peer].config, nlri.family)) add_route(peer, placed.line, nlri, placed.terms);
  }
}

// Why a service cannot announce it.
std::string Services::obstacle(std::size_t peer, const bgp::Nlri& nlri, const model::RouteTerms& terms) const {
  if (nlri.family != bgp::kIpv4Unicast && nlri.family != bgp::kIpv6Unicast) return "services are of ipv4 unicast and ipv6 unicast";
  if (nlri.path_id != 0) return "services have no path-information";
  if (terms.withdrawn) return "it waits for its watchdog, which is a helper's";
  if (terms.next_hop.self) return {};
  const auto& hop = terms.next_hop.given.address;
  const bool own = hop && hop == peers_[peer].config->local_address && hop->is_v6() == (nlri.family.afi == bgp::Afi::ipv6);
  return own ? "" : "services have our own address as next hop";
}

void Services::add_route(std::size_t peer, unsigned line, const bgp::Nlri& nlri, const model::RouteTerms& terms) {
  const auto leave_out = [&](const std::string& why) { notes_.push_back({line, "the route " + bgp::nlri_text(nlri) + " is left out: " + why, 1}); };
  if (const std::string why = obstacle(peer, nlri, terms); !why.empty()) return leave_out(why);
  const bgp::PeerConfig& config = *peers_[peer].config;
  const auto profile = profile_words(*terms.attributes, config.local_as, is_external(config));
  if (!profile) return leave_out(profile.error().text);
  const auto [at, fresh] = prefixes_.try_emplace(bgp::prefix_of(nlri), Announcement{*profile, {}, has_non_transitive(*terms.attributes)});
  if (at->second.profile != *profile) return leave_out("a prefix is announced alike to all peers, and another neighbor has it with other attributes");
  at->second.peers.insert(peer);
  if (!terms.watchdog.empty())
    notes_.push_back({line, "watchdog " + terms.watchdog + ": the route " + bgp::nlri_text(nlri) + " is always announced; give its service a check"});
}

std::string Services::yaml() const {
  // In the order of the first prefix of each profile.
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const auto& [prefix, announcement] : prefixes_) {
    auto found = std::ranges::find(all, announcement.profile, &std::pair<std::string, std::vector<std::string>>::first);
    if (found == all.end()) found = all.insert(all.end(), {announcement.profile, {}});
    found->second.push_back(address_word(prefix.to_string()));
  }
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    out += "  - name: static-" + std::to_string(i + 1) + "\n    prefixes: " + flow_list(all[i].second) + "\n";
    if (all[i].first != "{}") out += "    announce: {up: " + all[i].first + "}\n";
  }
  return out;
}

std::optional<std::vector<Prefix>> Services::filter_of(std::size_t peer) const {
  std::vector<Prefix> out;
  bool all = true;
  for (const auto& [prefix, announcement] : prefixes_) {
    if (announcement.peers.contains(peer)) {
      out.push_back(prefix);
    } else {
      all &= !has(*peers_[peer].config, prefix.address.is_v4() ? bgp::kIpv4Unicast : bgp::kIpv6Unicast);
    }
  }
  return all ? std::nullopt : std::optional(out);
}

bool Services::needs_non_transitive(std::size_t peer) const {
  return std::ranges::any_of(prefixes_, [&](const auto& one) { return one.second.non_transitive && one.second.peers.contains(peer); });
}

}  // namespace vigilcast::exabgp::convert
