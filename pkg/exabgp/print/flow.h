// A FlowSpec route as exabgp.conf has it: what it matches, and its extended communities as the words of `scope` and `then`.
#pragma once

#include "bgp/wire/nlri/nlri.h"
#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/print/tree.h"
#include "pkg/model/route_list.h"

namespace vigilcast::exabgp::print {

void append_flow(Lines& neighbor, const bgp::Nlri& nlri, const model::RouteTerms& terms, Compat compat);

}  // namespace vigilcast::exabgp::print
