// FlowSpec routes as text (RFC 8955): match, scope and then, in the block form and the inline form.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::conf {

// What follows `flow`, with or without the word `route` and a name.
std::vector<ParsedRoute> read_flow_route(std::span<const std::string_view> words, const RouteContext& context, std::vector<WordError>& errors);

}  // namespace vigilcast::exabgp::conf
