#include "bgp/rib/filter.h"

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

bool has_prefix(Family family) {
  return (family.afi == Afi::ipv4 || family.afi == Afi::ipv6) && (family.safi == Safi::unicast || family.safi == Safi::multicast);
}

bool contains_as(const AsPath& path, std::uint32_t as) {
  return std::ranges::any_of(path.segments, [as](const AsPath::Segment& segment) { return std::ranges::find(segment.asns, as) != segment.asns.end(); });
}

bool has_one_of(const AttributeSet& attributes, const std::vector<Community>& wanted) {
  const auto* communities = attributes.find<Communities>();
  return communities != nullptr && std::ranges::any_of(communities->values, [&](Community one) { return std::ranges::find(wanted, one) != wanted.end(); });
}

constexpr std::string_view kRuleForm = "write 10.0.0.0/8, or 10.0.0.0/8 ge 16 le 24 with lengths from 8 to 32";

Error wrong_rule(std::string_view text, const std::string& why) {
  return {"'" + std::string(text) + "' is not a rule for prefixes: " + why, "", std::string(kRuleForm)};
}

}  // namespace

Result<PrefixRule> PrefixRule::parse(std::string_view text) {
  const auto parts = words(text);
  const auto prefix = Prefix::parse(parts.empty() ? std::string_view() : parts[0]);
  if (!prefix) return std::unexpected(prefix.error());
  const auto bits = static_cast<std::uint8_t>(prefix->address.bits());
  std::optional<std::uint8_t> least, most;
  for (std::size_t i = 1; i < parts.size(); i += 2) {
    const bool ge = parts[i] == "ge";
    auto& bound = ge ? least : most;
    if ((!ge && parts[i] != "le") || i + 1 == parts.size() || bound) return std::unexpected(wrong_rule(text, "ge and le are followed by a length, once each"));
    bound = parse_number<std::uint8_t>(parts[i + 1]);
    if (!bound) return std::unexpected(wrong_rule(text, "'" + std::string(parts[i + 1]) + "' is not a length"));
  }
  PrefixRule out{*prefix, least.value_or(prefix->length), most.value_or(least ? bits : prefix->length)};
  if (out.least < prefix->length || out.most < out.least || out.most > bits) return std::unexpected(wrong_rule(text, "the lengths contradict each other"));
  return out;
}

std::string PrefixRule::to_string() const {
  std::string out = prefix.to_string();
  if (least != prefix.length) out += " ge " + std::to_string(least);
  if (most != (least == prefix.length ? prefix.length : prefix.address.bits())) out += " le " + std::to_string(most);
  return out;
}

bool PrefixRule::matches(const Prefix& other) const { return other.length >= least && other.length <= most && prefix.contains(other); }

std::optional<std::string> RouteFilter::refusal_of(const AttributeSet& attributes, std::uint32_t own_as) const {
  const auto* path = attributes.find<AsPath>();
  if (longest_as_path && path != nullptr && path->length() > *longest_as_path) return "its AS path is longer than " + std::to_string(*longest_as_path);
  if (refuses_own_as && path != nullptr && contains_as(*path, own_as)) return "our own AS " + std::to_string(own_as) + " is in its AS path";
  if (!communities.empty() && !has_one_of(attributes, communities)) return "it has none of the communities asked for";
  if (has_one_of(attributes, without_communities)) return "it has a community that is refused";
  return std::nullopt;
}

std::optional<std::string> RouteFilter::refusal_of(const Nlri& nlri) const {
  if (prefixes.empty() || !has_prefix(nlri.family)) return std::nullopt;
  const Prefix prefix = prefix_of(nlri);
  if (std::ranges::any_of(prefixes, [&](const PrefixRule& rule) { return rule.matches(prefix); })) return std::nullopt;
  return "its prefix is not in the list";
}

}  // namespace vigilcast::bgp
