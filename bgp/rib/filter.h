// Which routes of a peer are taken, or which of ours it is told: prefix lists, the length of the AS path, our own AS in it, communities.
// A route passes when every condition holds; an empty filter lets everything pass. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bgp/wire/attr/set.h"
#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::bgp {

// The prefix and what lies in it, of these lengths. Invariant: prefix.length <= least <= most.
struct PrefixRule {
  Prefix prefix;
  std::uint8_t least = 0;
  std::uint8_t most = 0;

  // "10.0.0.0/8", "10.0.0.0/8 ge 16 le 24"; ge without le goes down to hosts.
  static Result<PrefixRule> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] bool matches(const Prefix& other) const;
  friend auto operator<=>(const PrefixRule&, const PrefixRule&) = default;
};

struct RouteFilter {
  std::vector<PrefixRule> prefixes;           // one of them matches; empty: any. What is no prefix (FlowSpec) is not judged by them
  std::optional<std::size_t> longest_as_path;
  bool refuses_own_as = false;                // RFC 4271 section 9.1.2: a loop
  std::vector<Community> communities;         // has one of them; empty: any
  std::vector<Community> without_communities; // has none of them

  [[nodiscard]] bool passes_all() const { return *this == RouteFilter{}; }
  // Why a route does not pass, as a short text; nothing when it does.
  [[nodiscard]] std::optional<std::string> refusal_of(const AttributeSet& attributes, std::uint32_t own_as) const;
  [[nodiscard]] std::optional<std::string> refusal_of(const Nlri& nlri) const;
  friend bool operator==(const RouteFilter&, const RouteFilter&) = default;
};

}  // namespace vigilcast::bgp
