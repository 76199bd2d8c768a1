#include "pkg/exabgp/conf/families.h"

#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp::conf {
namespace {

struct Row {
  std::string_view afi, safi;
  Versions versions;
};
constexpr std::array<Row, 23> kRows{{
    {"ipv4", "unicast", kEverywhere},  {"ipv4", "multicast", kEverywhere}, {"ipv4", "nlri-mpls", kEverywhere}, {"ipv4", "labeled-unicast", kIn6},
    {"ipv4", "mpls-vpn", kEverywhere}, {"ipv4", "mcast-vpn", kFrom50},     {"ipv4", "flow", kEverywhere},      {"ipv4", "flow-vpn", kEverywhere},
    {"ipv4", "mup", kFrom50},          {"ipv4", "sr-policy", kIn6},        {"ipv6", "unicast", kEverywhere},   {"ipv6", "nlri-mpls", kEverywhere},
    {"ipv6", "labeled-unicast", kIn6}, {"ipv6", "mpls-vpn", kEverywhere},  {"ipv6", "mcast-vpn", kFrom50},     {"ipv6", "flow", kEverywhere},
    {"ipv6", "flow-vpn", kEverywhere}, {"ipv6", "mup", kFrom50},           {"ipv6", "sr-policy", kIn6},        {"l2vpn", "vpls", kEverywhere},
    {"l2vpn", "evpn", kFrom42},        {"bgp-ls", "bgp-ls", kFrom42},      {"bgp-ls", "bgp-ls-vpn", kFrom42},
}};

// The 3.4 spelling of an AFI as all later ones have it.
std::string canonical_afi(std::string afi) {
  if (afi == "inet" || afi == "inet4") return "ipv4";
  return afi == "inet6" ? "ipv6" : afi;
}

}  // namespace

std::optional<FamilyWord> find_family(std::string_view afi_word, std::string_view safi_word, Versions versions) {
  const std::string afi = canonical_afi(to_lower(afi_word));
  const std::string safi = to_lower(safi_word);
  for (const Row& row : kRows) {
    if (row.afi != afi || row.safi != safi || (row.versions & versions) == 0) continue;
    const std::string known = safi == "labeled-unicast" ? "nlri-mpls" : safi;  // 6's other word for it
    FamilyWord out{afi + " " + known, bgp::parse_family(afi, known)};
    if (out.family && bgp::find_codec(*out.family) == nullptr) out.family.reset();
    return out;
  }
  return std::nullopt;
}

std::vector<bgp::Family> every_family(Compat compat) {
  const Versions versions = compat == Compat::auto_ ? kIn50 : versions_of(compat);
  std::vector<bgp::Family> out;
  for (const bgp::Family family : bgp::all_families()) {
    const auto row = std::ranges::find_if(kRows, [&](const Row& one) { return bgp::parse_family(one.afi, one.safi) == family; });
    // Some families have no word in a file, and belong to "all" all the same.
    if (row == kRows.end() || (row->versions & versions) != 0) out.push_back(family);
  }
  return out;
}

std::string safi_words(std::string_view afi_word, Versions versions) {
  const std::string afi = canonical_afi(to_lower(afi_word));
  std::string out;
  for (const Row& row : kRows) {
    if (row.afi == afi && (row.versions & versions) != 0) out += (out.empty() ? "" : ", ") + std::string(row.safi);
  }
  return out;
}

}  // namespace vigilcast::exabgp::conf
