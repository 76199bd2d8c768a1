#include "pkg/exabgp/conf/finish.h"

#include <algorithm>
#include <array>

#include "bgp/wire/capability_codec.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "vigilcast_version.h"

namespace vigilcast::exabgp::conf {
namespace {

constexpr std::uint16_t kLongestRestart = 4095;

class Finish {
 public:
  Finish(Context& context, const Statement& header) : context_(context), load_(context.load), n_(*context.neighbor), header_(header) {}

  void run() {
    if (!n_.address) return;  // reported already
    addresses();
    as_numbers();
    router_id();
    password();
    tcp_ao();
    families();
    capabilities();
    name();
    duplicates();
    ranges_of_groups();
    routes();
    ignored();
    for (NamedProcess& process : n_.processes) load_.uses.push_back({n_.peer.name, context_.path, std::move(process)});
    if (complete_) hand_over();
  }

 private:
  [[nodiscard]] bool said(std::string_view keyword) const { return n_.find_said(Section::neighbor, keyword) != nullptr; }
  [[nodiscard]] Extent where(std::string_view keyword) const {
    const Said* found = n_.find_said(Section::neighbor, keyword);
    return found == nullptr ? header_.extent() : found->extent;
  }
  void error(Extent extent, const std::string& text, const std::string& hint = {}) {
    load_.report.error(extent, text, hint);
    complete_ = false;
  }
  // A value that is there but wrong has been reported already.
  void missing(std::string_view keyword, std::string_view example) {
    complete_ = false;
    if (said(keyword)) return;
    error(header_.extent(), context_.path + " has no " + std::string(keyword), "add: " + std::string(keyword) + " " + std::string(example) + ";");
  }

  void addresses() {
    n_.peer.address = n_.address->address;
    n_.peer.passive |= load_.settings.passive();
    if (n_.address->is_range()) {
      n_.peer.remote_range = Prefix{n_.address->address, n_.address->length}.masked();
      if (!n_.peer.passive) error(header_.extent(), "a range of peer addresses is for passive neighbors only", "add: passive true;");
    }
    if (n_.local_address && !n_.local_address->automatic) n_.peer.local_address = n_.local_address->value;
    if (n_.peer.local_address && n_.peer.local_address->is_v4() != n_.peer.address.is_v4()) {
      error(where("local-address"),
            "local-address " + n_.peer.local_address->to_string() + " and the peer " + n_.peer.address.to_string() + " are of different families");
    }
    if (load_.compat == Compat::v4_2 && !n_.peer.local_address) error(where("local-address"), "ExaBGP 4.2 wants a local-address", "add: local-address IP;");
    n_.peer.open_wait = load_.settings.open_wait();
    n_.peer.most_attempts = load_.settings.most_attempts();
    n_.peer.port = n_.connect_port.value_or(load_.settings.tcp_port());
    source();
    ttls();
  }

  // The source of the session, and where it is listened for it; local-address stays what `next-hop self` stands for.
  void source() {
    if (n_.peer.listen_port && !n_.peer.local_address) error(where("listen"), "listen needs a local-address to listen on", "add: local-address IP;");
    if (!n_.md5_ip) return;
    if (!n_.peer.local_address) {
      load_.report.warning(where("md5-ip"), "md5-ip changes nothing without a local-address, as in ExaBGP", "write it as local-address");
    } else if (n_.md5_ip->is_v4() != n_.peer.address.is_v4()) {
      error(where("md5-ip"), "md5-ip " + n_.md5_ip->to_string() + " and the peer " + n_.peer.address.to_string() + " are of different families");
    } else if (*n_.md5_ip != *n_.peer.local_address) {
      n_.peer.self_address = std::exchange(n_.peer.local_address, n_.md5_ip);
    }
  }

  // 0 is what the kernel does. Who looks at the TTL of what comes has a peer that does, too (RFC 5082).
  void ttls() {
    if (n_.peer.outgoing_ttl == 0) n_.peer.outgoing_ttl.reset();
    if (n_.peer.incoming_ttl == 0) n_.peer.incoming_ttl.reset();
    if (n_.peer.incoming_ttl && !n_.peer.outgoing_ttl) n_.peer.outgoing_ttl = 255;
  }

  void as_numbers() {
    if (!n_.peer_as) missing("peer-as", "ASN");
    if (!n_.local_as) missing("local-as", "ASN");
    if (!n_.peer_as || !n_.local_as) return;
    if (!n_.peer_as->automatic) n_.peer.peer_as = n_.peer_as->value;
    if (n_.peer_as->automatic && load_.compat == Compat::v4_2) error(where("peer-as"), "ExaBGP 4.2 does not read peer-as auto", "write the peer's AS number");
    n_.peer.local_as = n_.local_as->value;
    if (!n_.local_as->automatic) return;
    if (load_.compat == Compat::v4_2) return error(where("local-as"), "ExaBGP 4.2 does not read local-as auto", "write our own AS number: local-as ASN;");
    n_.peer.mirror_as = n_.peer_as->automatic;
    n_.peer.local_as = n_.peer_as->automatic ? 0 : n_.peer_as->value;  // the peer's OPEN has to say just that
  }

  void router_id() {
    if (n_.router_id) {
      n_.peer.router_id = *n_.router_id;
    } else if (n_.local_address && !n_.local_address->automatic && n_.local_address->value.is_v4() && !said("router-id")) {
      n_.peer.router_id = n_.local_address->value;
    } else {
      missing("router-id", "IPv4");
    }
  }

  void password() {
    std::string& text = n_.peer.md5_password;
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const std::string_view keyword = said("md5-password") ? "md5-password" : "md5";
    if (n_.md5_base64.value) {
      if (auto decoded = decode_base64(text)) {
        text = std::move(*decoded);
      } else {
        error(where(keyword), "md5-base64 is on and the password is not base64: " + decoded.error().text);
      }
    } else if (n_.md5_base64.automatic && std::ranges::all_of(text, is_hex)) {
      if (auto decoded = decode_base64(text)) text = std::move(*decoded);
    }
    if (text.size() > kLongestPassword) {
      error(where(keyword),
            "the md5-password has " + std::to_string(text.size()) + " bytes: more than " + std::to_string(kLongestPassword) + " cannot be used (RFC 2385)");
    }
  }

  void tcp_ao() {
    if (!n_.tcp_ao) return;
    if (n_.tcp_ao->wrong_id) return;  // reported already
    if (!n_.tcp_ao->id) return error(n_.tcp_ao->extent, "this tcp-ao section has no keyid", "add: keyid NUMBER;");
    if (n_.tcp_ao->password.empty()) return error(n_.tcp_ao->extent, "this tcp-ao section has no password", "add: password SECRET;");
    if (!n_.peer.md5_password.empty()) error(n_.tcp_ao->extent, "tcp-ao and md5-password contradict each other", "keep one of the two");
    std::string secret = n_.tcp_ao->password;
    if (n_.tcp_ao->base64) {
      auto decoded = decode_base64(secret);
      if (!decoded) return error(n_.tcp_ao->extent, "base64 is on and the password of tcp-ao is not base64: " + decoded.error().text);
      secret = std::move(*decoded);
    }
    if (secret.size() > kLongestPassword) {
      return error(n_.tcp_ao->extent,
                   "the password of tcp-ao has " + std::to_string(secret.size()) + " bytes: more than " + std::to_string(kLongestPassword) + " cannot be used");
    }
    n_.peer.ao_keys.push_back({.send_id = *n_.tcp_ao->id, .receive_id = *n_.tcp_ao->id, .algorithm = n_.tcp_ao->algorithm, .secret = std::move(secret)});
  }

  void families() {
    if (n_.all_families || n_.families.empty()) {
      n_.peer.families = every_family(load_.compat);
      return;
    }
    for (const FamilyWord& word : n_.families) {
      if (word.family) n_.peer.families.push_back(*word.family);
    }
    std::ranges::sort(n_.peer.families);
    const auto repeated = std::ranges::unique(n_.peer.families);
    n_.peer.families.erase(repeated.begin(), repeated.end());
    if (n_.peer.families.empty()) {
      load_.report.warning(header_.extent(),
                           "none of the families of " + context_.path + " is supported by this version of vigilcast: the session carries no routes");
    }
  }

  [[nodiscard]] bool has(bgp::Family family) const { return std::ranges::find(n_.peer.families, family) != n_.peer.families.end(); }

  void capabilities() {
    if (n_.peer.route_refresh && !n_.peer.adj_rib_out && load_.compat != Compat::v3_4 && load_.compat != Compat::v4_2) {
      load_.report.warning(where("adj-rib-out"), "adj-rib-out stays on: without it a route-refresh could not be answered", "remove one of the two");
      n_.peer.adj_rib_out = true;
    }
    if (n_.restart_within_hold_time) n_.peer.graceful_restart = std::min(n_.peer.hold_time, kLongestRestart);
    if (n_.restart_within_hold_time && n_.peer.hold_time == 0) n_.peer.graceful_restart.reset();
    if (n_.next_hop_capability.value_or(!n_.next_hops.empty())) next_hops();
    add_path();
    multi_session();
    if (!n_.host_name.empty() && load_.compat != Compat::v4_2) n_.peer.hostname = {n_.host_name, n_.domain_name};
    n_.peer.exabgp_updates = true;
    if (n_.peer.aigp && load_.compat == Compat::v4_2) {  // it reads the word, and sends AIGP within its own AS only
      n_.peer.aigp = false;
      const Said* found = n_.find_said(Section::capability, "aigp");
      if (found != nullptr) load_.report.warning(found->extent, "\"aigp\" has no effect in ExaBGP 4.2: AIGP is not sent to other ASes");
    }
    if (n_.software_version) n_.peer.software_version = "vigilcast " VIGILCAST_VERSION;
  }

  // Only IPv4 over IPv6 goes into the capability (RFC 8950), in ExaBGP's order, and only where both families are on; the other way round is simply sent.
  void next_hops() {
    for (const bgp::Safi safi : {bgp::Safi::unicast, bgp::Safi::multicast, bgp::Safi::nlri_mpls, bgp::Safi::mpls_vpn}) {
      if (!has({bgp::Afi::ipv4, safi}) || !has({bgp::Afi::ipv6, safi})) continue;
      const auto pair = [&](bgp::Afi afi, bgp::Afi next_hop, std::vector<bgp::ExtendedNextHop>& into) {
        const bgp::Family family{afi, safi};
        const auto is_it = [&](const NextHopPair& one) { return one.family.family == family && one.next_hop == next_hop; };
        if (std::ranges::any_of(n_.next_hops, is_it)) into.push_back({family, next_hop});
      };
      pair(bgp::Afi::ipv4, bgp::Afi::ipv6, n_.peer.extended_next_hop);
      pair(bgp::Afi::ipv6, bgp::Afi::ipv4, n_.peer.assumed_next_hop);
    }
    n_.peer.empty_next_hop = n_.peer.extended_next_hop.empty();
  }

  // For the families of the section; without one for all that ExaBGP offers it for. MUP among them is 6's: 5.0 knows no path identifier in its routes.
  void add_path() {
    if (!n_.add_path) return;
    constexpr std::array kSafis{bgp::Safi::unicast, bgp::Safi::nlri_mpls, bgp::Safi::mpls_vpn, bgp::Safi::mup};
    const auto offered = [&](bgp::Family family) {
      const bool listed = n_.add_path_families.empty() || std::ranges::find(n_.add_path_families, family, &FamilyWord::family) != n_.add_path_families.end();
      return listed && has(family) && (family.safi != bgp::Safi::mup || load_.compat == Compat::v6);
    };
    std::vector<bgp::Family> families;
    for (const bgp::Safi safi : kSafis) {
      for (const bgp::Afi afi : {bgp::Afi::ipv4, bgp::Afi::ipv6}) {
        if (offered({afi, safi})) families.push_back({afi, safi});
      }
    }
    if (families.empty()) n_.peer.empty_add_path = n_.add_path;
    for (const bgp::Family family : families) {
      n_.peer.add_path.push_back({family, *n_.add_path});
      const auto limit = std::ranges::find(n_.paths_limit, family, &bgp::PathsLimit::family);
      const bool receives = *n_.add_path != bgp::AddPathMode::send;
      if (limit != n_.paths_limit.end() && receives) n_.peer.paths_limit.push_back(*limit);
    }
  }

  // As each version has it on the wire: 4.2 knows code 68 alone, and only 6 puts it into one capability.
  void multi_session() {
    if (!n_.multi_session) return;
    n_.peer.multi_session = bgp::MultiSession{.session_id = {bgp::capability::multiprotocol}, .split = load_.compat != Compat::v6};
    if (load_.compat != Compat::v3_4 && load_.compat != Compat::v4_2) n_.peer.cisco_multi_session.emplace();
  }

  // ExaBGP's full name of the neighbor, which selectors of the process API match word by word.
  void name() {
    const std::string local = n_.local_address && !n_.local_address->automatic ? n_.local_address->value.to_string() : "auto";
    const auto as = [](const auto& number) { return !number || number->automatic ? std::string("auto") : std::to_string(number->value); };
    std::string group;
    for (const bgp::Family family : n_.multi_session ? n_.peer.families : std::vector<bgp::Family>{}) {
      group += (group.empty() ? "" : "/") + std::string(bgp::afi_name(family.afi)) + "-" + std::string(bgp::safi_name(family.safi));
    }
    n_.peer.name = "neighbor " + n_.peer.remote_text() + " local-ip " + local + " local-as " + as(n_.local_as) + " peer-as " + as(n_.peer_as) + " router-id " +
                   n_.peer.router_id.to_string() + " family-allowed " + (n_.multi_session ? group : "in-open");
  }

  // With a listener of its own a peer is known by address and port, else by its full name.
  void duplicates() {
    if (!complete_) return;
    std::pair seen{n_.peer.listen_port ? n_.peer.remote_text() : n_.peer.name, n_.peer.listen_port};
    if (!load_.peers_seen.insert(std::move(seen)).second) {
      error(header_.extent(), context_.path + " is there twice", "remove one of the two, or give them different local-address, AS numbers or router-id");
    }
  }

  // The groups of one router are told apart by its OPEN. Whoever calls from a range becomes a neighbor before that is here, so the range must be the only one.
  void ranges_of_groups() {
    if (!complete_ || !n_.multi_session || !n_.peer.remote_range) return;
    const auto is_the_same = [&](const bgp::PeerConfig& other) {
      const bool overlap = other.remote_range->contains(*n_.peer.remote_range) || n_.peer.remote_range->contains(*other.remote_range);
      return overlap && other.local_address == n_.peer.local_address && other.listen_port == n_.peer.listen_port && other.device() == n_.peer.device();
    };
    if (std::ranges::any_of(load_.group_ranges_seen, is_the_same)) {
      error(header_.extent(), "several ranges with multi-session hold the addresses of " + context_.path + ", and who calls from there would be refused",
            "write a neighbor for each router and group of families, or give the ranges different local-addresses");
    }
    load_.group_ranges_seen.push_back(n_.peer);
  }

  void routes() {
    for (const auto& section : n_.routes) {
      const auto& all = section->routes->all_terms();
      const bool any_foreign = std::ranges::any_of(all, [&](const model::RouteTerms& terms) { return foreign(terms); });
      if (!any_foreign && (self_explained_ || std::ranges::none_of(all, [&](const model::RouteTerms& terms) { return selfless(terms); }))) continue;
      // The section is read again, to say where those routes are; if the file has changed meanwhile, they are not found.
      load_.source.restore();
      const JudgeRoute judge = [&](const bgp::Nlri& nlri, const model::RouteTerms& terms, const Statement& statement) { judge_route(nlri, terms, statement); };
      Context again = context_;
      again.path = section->path;
      again.judge = &judge;
      read_section(again, section->section, section->block);
      if (any_foreign && complete_) error(section->block.brace.extent, "a route of this section is not of the families of " + context_.path);
    }
  }

  // IPv4 unicast is tolerated and not sent, as in ExaBGP.
  [[nodiscard]] bool foreign(const model::RouteTerms& terms) const {
    return !has(terms.family) && terms.family != bgp::kIpv4Unicast && !n_.peer.families.empty();
  }
  [[nodiscard]] bool selfless(const model::RouteTerms& terms) const {
    return terms.family == bgp::kIpv6Unicast && terms.next_hop.self && n_.peer.address.is_v4();
  }

  void judge_route(const bgp::Nlri& nlri, const model::RouteTerms& terms, const Statement& statement) {
    if (foreign(terms)) {
      error(statement.extent(), bgp::family_name(terms.family) + " is not a family of " + context_.path + ": this route would not be announced",
            "add \"" + bgp::family_name(terms.family) + ";\" to its family section");
    }
    if (selfless(terms) && !std::exchange(self_explained_, true)) explain_self(nlri, statement.extent());
  }

  void explain_self(const bgp::Nlri& nlri, Extent where) {
    const std::string what = "IPv6 route " + bgp::nlri_text(nlri) + " has \"next-hop self\" on an IPv4 session";
    if (!load_.lenient() && load_.compat != Compat::v4_2) {
      error(where, what, "write the address: next-hop IPv6");
    } else {
      load_.report.warning(where,
                           what + ": it is announced with the first global IPv6 address of the interface that has " +
                               (n_.peer.local_address ? n_.peer.local_address->to_string() : std::string("the session's local address")),
                           "write the address to choose it yourself: next-hop IPv6");
    }
  }

  // Settings that are read and change nothing here.
  void ignored() {
    const auto note = [&](bool given, Section section, std::string_view keyword, const std::string& text) {
      const Said* found = n_.find_said(section, keyword);
      if (given && found != nullptr) load_.report.warning(found->extent, "\"" + std::string(keyword) + "\" has no effect: " + text);
    };
    note(!n_.auto_flush, Section::neighbor, "auto-flush", "changes are sent as they come, as in ExaBGP");
    const bool unsaid = !n_.peer.operational && !n_.peer.operational_messages.empty();
    if (unsaid) load_.report.warning(header_.extent(), "nothing of the operational section is sent without its capability", "add: capability { operational; }");
  }

  void hand_over() {
    model::PeerRoutes routes{n_.peer.name, {}};
    for (const auto& section : n_.routes) {
      if (section->routes->size() != 0) routes.lists.push_back(section->routes);
    }
    if (!routes.lists.empty()) load_.config.routes.push_back(std::move(routes));
    if (load_.places != nullptr) remember_places();
    load_.config.peers.push_back(std::move(n_.peer));
  }

  void remember_places() {
    conf::Places::Neighbor& places = load_.places->neighbors.emplace_back();
    places.line = load_.source.line_of(header_.extent().offset);
    for (const auto& [key, said] : n_.said) places.said[key.substr(key.find(' ') + 1)] = load_.source.line_of(said.extent.offset);
    for (const auto& section : n_.routes) places.routes.insert(places.routes.end(), section->lines.begin(), section->lines.end());
  }

  Context& context_;
  Load& load_;
  Neighbor& n_;
  const Statement& header_;
  bool complete_ = true;
  bool self_explained_ = false;
};

}  // namespace

void finish_neighbor(Context& context, const Statement& header) { Finish(context, header).run(); }

}  // namespace vigilcast::exabgp::conf
