#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

// The family that keyword and first word name; unknown pairs are reported. A pair that only ExaBGP speaks comes back without a bgp::Family.
std::optional<FamilyWord> read_family(Context& context, const Call& call) {
  const auto words = call.statement.arguments();
  if (words.empty()) {
    single_word(context, call);
    return std::nullopt;
  }
  auto out = find_family(call.keyword.name, words.front().text, context.load.versions);
  if (!out) {
    context.report().error(call.statement.extent(), "\"" + printable_words(call.statement.words) + "\" is not an address family",
                           "after " + std::string(call.keyword.name) + " there can be " + safi_words(call.keyword.name, context.load.versions));
  } else if (!out->family) {
    context.report().warning(call.statement.extent(), out->name + " is not supported by this version of vigilcast: it is left out");
  }
  return out;
}

std::optional<bgp::Afi> read_afi(std::string_view word) {
  if (word == "ipv4") return bgp::Afi::ipv4;
  if (word == "ipv6") return bgp::Afi::ipv6;
  return std::nullopt;
}

const FamilyWord kAllOfAddPath{"all", std::nullopt};

bool names(std::string_view keyword, const FamilyWord& family) { return family.name.starts_with(keyword); }

}  // namespace

void on_family(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  // Duplicates are a mistake inside one block; a template may repeat what the neighbor says.
  std::vector<FamilyWord> before = std::exchange(context.neighbor->families, {});
  read_section(inside, Section::family, call.statement.body);
  std::vector<FamilyWord>& now = context.neighbor->families;
  if (context.neighbor->all_families && !now.empty()) {
    context.report().error(call.statement.extent(), "\"all\" stands alone in a family section", "remove \"all\", or the families beside it");
  }
  now.insert(now.begin(), before.begin(), before.end());
}

void on_family_all(Context& context, const Call& call) {
  if (context.load.compat == Compat::v4_2) {
    return context.report().error(call.statement.extent(), "ExaBGP 4.2 does not read \"all\"", "leave the family section out");
  }
  report_extra(context, call, 0);
  if (!context.neighbor->families.empty() && (context.load.versions & kFrom50) != 0) {
    return context.report().warning(call.statement.extent(), "\"all\" behind a family is not read, as in ExaBGP 5.0", "let it stand alone for every family");
  }
  context.neighbor->all_families = true;
}

void on_family_minimal(Context& context, const Call& call) {
  report_extra(context, call, 0);
  context.neighbor->families.push_back({"ipv4 unicast", bgp::kIpv4Unicast});
}

void on_family_entry(Context& context, const Call& call) {
  auto family = read_family(context, call);
  if (!family) return;
  report_extra(context, call, 1);
  auto& families = context.neighbor->families;
  if (std::ranges::find(families, *family) != families.end()) {
    context.report().error(call.statement.extent(), family->name + " is there twice", "remove one of the two");
  } else {
    families.push_back(std::move(*family));
  }
}

void on_add_path_section(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  std::vector<FamilyWord> before = std::exchange(context.neighbor->add_path_families, {});
  read_section(inside, Section::add_path, call.statement.body);
  std::vector<FamilyWord>& now = context.neighbor->add_path_families;
  now.insert(now.begin(), before.begin(), before.end());
}

// 5.0 reads it, and means no family by it.
void on_add_path_all(Context& context, const Call& call) {
  report_extra(context, call, 0);
  context.report().warning(call.statement.extent(), "\"all\" names no family here, as in ExaBGP 5.0: add-path is offered without one", "leave the section out");
  context.neighbor->add_path_families.push_back(kAllOfAddPath);
}

// `ipv4 unicast` and, from 6 on, `ipv4 unicast limit N`; older versions step over what follows.
void on_add_path_entry(Context& context, const Call& call) {
  auto family = read_family(context, call);
  if (!family) return;
  const auto words = call.statement.arguments();
  const bool limited = words.size() == 3 && words[1].text == "limit";
  report_extra(context, call, limited ? 3 : 1);
  if (limited && (context.load.versions & kIn6) != 0) {
    const auto most = read_paths_limit(words[2].text);
    if (!most) return report_bad_value(context, words[2], most.error());
    if (family->family) context.neighbor->paths_limit.push_back({*family->family, *most});
  }
  auto& families = context.neighbor->add_path_families;
  if (std::ranges::find(families, kAllOfAddPath) != families.end()) {
    return context.report().error(call.statement.extent(), family->name + " follows \"all\"", "remove \"all\", which names no family here");
  }
  if (std::ranges::find(families, *family) != families.end()) {
    return context.report().error(call.statement.extent(), family->name + " is there twice", "remove one of the two");
  }
  families.push_back(std::move(*family));
}

void on_next_hop_section(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, Section::next_hop, call.statement.body);
}

void on_next_hop_entry(Context& context, const Call& call) {
  const auto words = call.statement.arguments();
  if (call.keyword.name == "ipv6" && !words.empty() && to_lower(words.front().text) == "multicast") {  // a word that every version reads
    return context.report().warning(call.statement.extent(), "no neighbor has the family ipv6 multicast: this entry changes nothing, as in ExaBGP");
  }
  auto family = read_family(context, call);
  if (!family) return;
  constexpr std::array kSafis{bgp::Safi::unicast, bgp::Safi::multicast, bgp::Safi::nlri_mpls, bgp::Safi::mpls_vpn};
  if (family->family && std::ranges::find(kSafis, family->family->safi) == kSafis.end()) {
    return context.report().error(words.front().extent, "nexthop has no entry for " + family->name, "unicast, multicast, nlri-mpls and mpls-vpn can have one");
  }
  const auto afi = words.size() > 1 ? read_afi(to_lower(words[1].text)) : std::nullopt;
  if (!afi || names(to_lower(words[1].text), *family)) {
    context.report().error(call.statement.extent(), "an entry of nexthop names a family and the other kind of next hop",
                           "write for example: ipv4 unicast ipv6;");
    return;
  }
  report_extra(context, call, 2);
  context.neighbor->next_hops.push_back({std::move(*family), *afi});
}

}  // namespace vigilcast::exabgp::conf
