// The end of a neighbor section: defaults, checks between values, and the PeerConfig that comes of it.
#pragma once

#include "pkg/exabgp/conf/context.h"

namespace vigilcast::exabgp::conf {

// `header` is the neighbor's statement: what is missing is reported there. Nothing is added to the configuration when something is wrong.
void finish_neighbor(Context& context, const Statement& header);

}  // namespace vigilcast::exabgp::conf
