#include "pkg/exabgp/convert/services.h"

#include <algorithm>

#include "bgp/wire/nlri/all.h"
#include "pkg/exabgp/convert/profile.h"
#include "pkg/exabgp/convert/unique_names.h"
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

Result<std::string> Services::profile_of(std::size_t peer, const bgp::AttributeSet& attributes) const {
  const bgp::PeerConfig& config = *peers_[peer].config;
  return profile_words(attributes, config.local_as, is_external(config));
}

Result<void> Services::add(std::size_t peer, const bgp::Nlri& nlri, const Way& way, bool non_transitive) {
  const auto [at, fresh] = prefixes_.try_emplace(bgp::prefix_of(nlri), Announcement{way, {}, non_transitive});
  if (!fresh && at->second.way != way) return fail("a prefix is announced alike to all peers and by one service, and another route to it differs");
  at->second.peers.insert(peer);
  return {};
}

void Services::add_route(std::size_t peer, unsigned line, const bgp::Nlri& nlri, const model::RouteTerms& terms) {
  const auto leave_out = [&](const std::string& why) { notes_.push_back({line, "the route " + bgp::nlri_text(nlri) + " is left out: " + why, 1}); };
  if (const std::string why = obstacle(peer, nlri, terms); !why.empty()) return leave_out(why);
  auto profile = profile_of(peer, *terms.attributes);
  if (!profile) return leave_out(profile.error().text);
  const auto added = add(peer, nlri, {.up = *std::move(profile)}, has_non_transitive(*terms.attributes));
  if (!added) return leave_out(added.error().text);
  if (!terms.watchdog.empty())
    notes_.push_back({line, "watchdog " + terms.watchdog + ": the route " + bgp::nlri_text(nlri) + " is always announced; give its service a check"});
}

void Services::note_once(unsigned line, const std::string& text) {
  if (noted_.emplace(line, text).second) notes_.push_back({line, text});
}

bool Services::add_checked(std::size_t peer, const Checked& route) {
  const bgp::Nlri& nlri = route.up.nlri;
  if (!has(*peers_[peer].config, nlri.family)) return false;
  const auto leave_out = [&](const std::string& why) {
    note_once(route.line, "the route " + bgp::nlri_text(nlri) + " of " + route.service + " is left out: " + why);
    return false;
  };
  Way way{.service = route.service, .check = route.check};
  bool non_transitive = false;
  for (const ParsedRoute* state : {&route.up, route.down ? &*route.down : nullptr}) {
    if (state == nullptr) continue;
    const model::RouteTerms terms{nlri.family, nlri.path_id, state->next_hop, state->attributes, {}, false};
    if (const std::string why = obstacle(peer, nlri, terms); !why.empty()) return leave_out(why);
    auto profile = profile_of(peer, *state->attributes);
    if (!profile) return leave_out(profile.error().text);
    (state == &route.up ? way.up : way.down) = *std::move(profile);
    non_transitive |= has_non_transitive(*state->attributes);
  }
  const auto added = add(peer, nlri, way, non_transitive);
  return added ? true : leave_out(added.error().text);
}

std::string Services::yaml() const {
  // In the order of the first prefix of each way.
  std::vector<std::pair<Way, std::vector<std::string>>> all;
  std::map<Way, std::size_t> places;
  for (const auto& [prefix, announcement] : prefixes_) {
    const auto [at, fresh] = places.try_emplace(announcement.way, all.size());
    if (fresh) all.emplace_back(announcement.way, std::vector<std::string>());
    all[at->second].second.push_back(address_word(prefix.to_string()));
  }
  std::string out;
  UniqueNames names;
  for (const auto& [way, prefixes] : all) {
    const std::string name = way.service.empty() ? names.numbered("static") : in_quotes(names.of(way.service));
    out += "  - name: " + name + "\n    prefixes: " + flow_list(prefixes) + "\n";
    if (!way.check.empty()) out += "    healthy: " + in_quotes(way.check) + "\n";
    FlowMap announce;
    if (way.up != "{}") announce.say("up", way.up);
    if (way.down != "withdraw" && !way.check.empty()) announce.say("down", way.down);
    if (!announce.empty()) out += "    announce: " + announce.text() + "\n";
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
