// A route as exabgp.conf has it: the statement, and the sections that it stands in. What it says is what the readers of conf/route_text.h read.
#pragma once

#include "bgp/wire/nlri/nlri.h"
#include "pkg/exabgp/conf/compat.h"
#include "pkg/exabgp/print/tree.h"
#include "pkg/model/route_list.h"

namespace vigilcast::exabgp::print {

// Behind what `neighbor` has already, in the section that the route before it opened where that is the same.
void append_route(Lines& neighbor, const bgp::Nlri& nlri, const model::RouteTerms& terms, Compat compat);

// " med 100 community [ 65000:1 ]": attributes as conf reads them.
std::string attribute_words(const bgp::AttributeSet& attributes, Compat compat);

}  // namespace vigilcast::exabgp::print
