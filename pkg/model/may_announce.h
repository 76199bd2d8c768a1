// router.mayAnnounce: what may leave this host, whoever asks for it.
#pragma once

#include "bgp/wire/nlri/nlri.h"
#include "pkg/model/config.h"

namespace vigilcast::model {

// True without a list, and for what lies inside one of its prefixes.
bool may_announce(const std::optional<RouterConfig>& router, const Prefix& prefix);
// The same for a route of any family; only unicast and multicast routes are prefixes and are judged.
bool may_announce(const std::optional<RouterConfig>& router, const bgp::Nlri& nlri);

}  // namespace vigilcast::model
