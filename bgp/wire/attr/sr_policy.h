// The candidate path of an SR policy (RFC 9830) as words and as the sub-TLVs of its tunnel: what the headend does with packets of the policy's colour.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bgp/wire/attr/tunnel_encapsulation.h"

namespace vigilcast::bgp::sr_policy {

// What may be said of a candidate path: "preference", "binding-sid", "segment-list", …
std::span<const std::string_view> keywords();
// What follows such a keyword, put behind what `tunnel` has already.
Result<void> add(std::string_view keyword, TextCursor& words, TunnelEncapsulation::Tunnel& tunnel);

// "preference 100 segment-list weight 1 segment type-a mpls 16", to the last word.
Result<TunnelEncapsulation::Tunnel> parse(TextCursor& words);
// "sr-policy preference 100 …"; nothing when there are no words for some of it.
std::optional<std::string> text(const TunnelEncapsulation::Tunnel& tunnel);

}  // namespace vigilcast::bgp::sr_policy
