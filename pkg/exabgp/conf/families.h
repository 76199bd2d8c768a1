// The words that name address families in exabgp.conf, with the versions that know them. What this program speaks is bgp/wire's word.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/wire/family.h"
#include "pkg/exabgp/conf/keywords.h"

namespace vigilcast::exabgp::conf {

struct FamilyWord {
  std::string name;                   // "ipv4 mpls-vpn"
  std::optional<bgp::Family> family;  // nothing: ExaBGP knows it, this program does not
  friend bool operator==(const FamilyWord&, const FamilyWord&) = default;
};

// Any case. Nothing when the versions do not know the pair.
std::optional<FamilyWord> find_family(std::string_view afi, std::string_view safi, Versions versions);
// All families that this program speaks and the version has: what a neighbor without a family section gets. Doubtful versions are 5.0.
std::vector<bgp::Family> every_family(Compat compat);
// "unicast, multicast, …": what may follow `afi`.
std::string safi_words(std::string_view afi, Versions versions);

}  // namespace vigilcast::exabgp::conf
