#include "pkg/exabgp/print/route.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/sr_policy.h"
#include "bgp/wire/label.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/nlri/mcast_vpn.h"
#include "bgp/wire/nlri/mup.h"
#include "bgp/wire/route_distinguisher.h"
#include "pkg/exabgp/print/flow.h"

namespace vigilcast::exabgp::print {
namespace {

using bgp::Safi;

// --- attributes whose printed form is not the one that every version reads ---------------------------------------------------

// A word that ExaBGP reads as just that, or the octets.
std::string community_word(const bgp::ExtendedCommunity& community, Compat compat) {
  constexpr std::array<std::string_view, 6> kRead{"target", "origin", "redirect", "l2info", "bandwidth", "mup"};
  const std::string word = community.to_string();
  const bool read = std::ranges::find(kRead, std::string_view(word).substr(0, word.find(':'))) != kRead.end();
  const auto again = bgp::ExtendedCommunity::parse(word, dialect_of(compat));
  if (read && again && *again == community) return word;
  Bytes octets;
  ByteWriter(octets).u64(community.value);
  return "0x" + to_hex(octets);
}

std::string path_words(const bgp::AsPath& path, Compat compat) {
  std::string out;
  const bool nested = compat == Compat::v3_4 || compat == Compat::v4_2;
  if (nested || path.empty()) {
    path.append_text(out, bgp::Dialect::v4_2);
    return out;
  }
  for (const auto& segment : path.segments) {
    const bool set = segment.type == bgp::AsPath::SegmentType::set;
    out += (out.empty() ? "" : " ") + std::string(set ? "(" : "[");
    for (const std::uint32_t asn : segment.asns) out += " " + std::to_string(asn);
    out += set ? " )" : " ]";
  }
  return out;
}

template <class A>
std::string value_words(const A& value, Compat compat) {
  if constexpr (std::is_same_v<A, bgp::AsPath>) return path_words(value, compat);
  std::string out;
  if constexpr (std::is_same_v<A, bgp::ExtendedCommunities>) {
    for (const bgp::ExtendedCommunity& community : value.values) out += " " + community_word(community, compat);
    return "[" + out + " ]";
  } else {
    value.append_text(out, bgp::Dialect::v4_2);
    return out;
  }
}

// --- destinations ------------------------------------------------------------------------------------------------------------

bool is_prefix(Safi safi) { return safi == Safi::unicast || safi == Safi::multicast || safi == Safi::nlri_mpls || safi == Safi::mpls_vpn; }

// The family that `static { route P …; }` means.
Safi meant_by_static(const Prefix& prefix, Safi safi) {
  if (safi == Safi::mpls_vpn || safi == Safi::nlri_mpls) return safi;
  return prefix.address.is_v4() && prefix.address.is_multicast() ? Safi::multicast : Safi::unicast;
}

std::string mcast_vpn_words(ByteView wire) {
  const auto read = bgp::read_mcast_vpn(wire);
  if (!read || !*read) return {};
  const bgp::McastVpnRoute& route = **read;
  using Type = bgp::McastVpnRoute::Type;
  const bool join = route.type != Type::source_active;
  const std::string type = !join ? "source-ad source " : route.type == Type::shared_tree_join ? "shared-join rp " : "source-join source ";
  return type + route.source.to_string() + " group " + route.group.to_string() + " rd " + route.rd.to_string() +
         (join ? " source-as " + std::to_string(route.source_as) : "");
}

std::string mup_words(bgp::Afi afi, ByteView wire) {
  const auto read = bgp::read_mup(afi, wire);
  if (!read || !*read) return {};
  const bgp::MupRoute& route = **read;
  const std::string rd = " rd " + route.rd.to_string();
  using Type = bgp::MupRoute::Type;
  switch (route.type) {
    case Type::interwork_segment: return "mup-isd " + route.prefix.to_string() + rd;
    case Type::direct_segment: return "mup-dsd " + route.endpoint.to_string() + rd;
    case Type::type_1_session:
      return "mup-t1st " + route.prefix.to_string() + rd + " teid " + std::to_string(route.teid) + " qfi " + std::to_string(route.qfi) + " endpoint " +
             route.endpoint.to_string() + (route.source ? " source " + route.source->to_string() : "");
    case Type::type_2_session:
      return "mup-t2st " + route.endpoint.to_string() + rd + " teid " + std::to_string(route.teid) + "/" + std::to_string(route.teid_bits);
  }
  return {};
}

std::string destination_words(const bgp::Nlri& nlri) {
  if (is_prefix(nlri.family.safi)) return bgp::prefix_of(nlri).to_string();
  if (nlri.family.safi == Safi::mcast_vpn) return mcast_vpn_words(nlri.wire.view());
  if (nlri.family.safi == Safi::mup) return mup_words(nlri.family.afi, nlri.wire.view());
  std::string out;
  bgp::find_codec(nlri.family)->append_text(out, nlri.wire.view());
  return out.substr(std::min(out.find(' '), out.size() - 1) + 1);  // "vpls …", "sr-policy …": without that word
}

// What a path of an SR policy says stands among the route's own words.
std::string policy_words(const bgp::AttributeSet& attributes) {
  const auto* tunnels = attributes.find<bgp::TunnelEncapsulation>();
  const auto text = tunnels != nullptr && tunnels->tunnels.size() == 1 ? bgp::sr_policy::text(tunnels->tunnels.front()) : std::nullopt;
  return text ? text->substr(std::min(text->find(' '), text->size())) : "";
}

std::string terms_words(const bgp::Nlri& nlri, const model::RouteTerms& terms, Compat compat) {
  std::string out;
  if (nlri.family.safi == Safi::mpls_vpn) {
    ByteReader reader(nlri.wire.view().subspan(1));
    out += " rd " + bgp::RouteDistinguisher::read(reader).to_string();
  }
  if (terms.next_hop.given.labels.size() != 0) {
    out += ' ';
    bgp::append_labels_text(out, bgp::read_labels(terms.next_hop.given.labels.view()));
  }
  if (nlri.path_id != 0) out += " path-information " + IpAddress::v4(nlri.path_id).to_string();
  if (terms.next_hop.self || terms.next_hop.given.address) out += " next-hop " + (terms.next_hop.self ? "self" : terms.next_hop.given.address->to_string());
  const std::string policy = nlri.family.safi == Safi::sr_policy ? policy_words(*terms.attributes) : "";
  if (policy.empty()) {
    out += attribute_words(*terms.attributes, compat);
  } else {
    bgp::AttributeSet others = *terms.attributes;
    others.erase(bgp::TunnelEncapsulation::kDescriptor.code);
    out += attribute_words(others, compat) + policy;
  }
  if (!terms.watchdog.empty()) out += " watchdog " + quoted(terms.watchdog) + (terms.withdrawn ? " withdraw" : "");
  return out;
}

}  // namespace

std::string attribute_words(const bgp::AttributeSet& attributes, Compat compat) {
  std::string out;
  for (const bgp::Attribute& attribute : attributes) {
    std::visit(
        [&]<class A>(const A& value) {
          const std::string words = value_words(value, compat);
          const bool srv6 = std::is_same_v<A, bgp::PrefixSid> && words.starts_with('(');
          out += " " + std::string(A::kDescriptor.name) + (srv6 ? "-srv6" : "") + (words.empty() ? "" : " " + words);
        },
        attribute);
  }
  return out;
}

void append_route(Lines& neighbor, const bgp::Nlri& nlri, const model::RouteTerms& terms, Compat compat) {
  const Safi safi = nlri.family.safi;
  if (safi == Safi::flow || safi == Safi::flow_vpn) return append_flow(neighbor, nlri, terms, compat);
  const std::string text = destination_words(nlri) + terms_words(nlri, terms, compat);
  const auto add = [&](Line& section, std::string_view keyword) { section.inside.push_back({std::string(keyword), {text}, Line::Form::grammar, false, {}}); };
  if (safi == Safi::vpls) return add(last_section(neighbor, "l2vpn"), "vpls");
  if (is_prefix(safi) && meant_by_static(bgp::prefix_of(nlri), safi) == safi) return add(last_section(neighbor, "static"), "route");
  add(last_section(last_section(neighbor, "announce").inside, bgp::afi_name(nlri.family.afi)), bgp::safi_name(safi));
}

}  // namespace vigilcast::exabgp::print
