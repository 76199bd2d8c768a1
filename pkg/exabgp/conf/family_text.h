// Routes of families that have no prefix at their front, as text: "vpls endpoint 5 … next-hop IP", "mup mup-isd P rd RD next-hop IP", …
#pragma once

#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::conf {

// What follows the name of context.family, in the inline form or, for VPLS, as `[NAME] { kw value; … }`.
std::vector<ParsedRoute> read_family_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);

}  // namespace vigilcast::exabgp::conf
