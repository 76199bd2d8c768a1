// A service of the policy as the outside sees it.
#pragma once

#include "pkg/announce/policy.h"
#include "pkg/model/query.h"
#include "pkg/model/snapshot.h"

namespace vigilcast::model {

// peers_told and peers_up of the prefixes are the caller's to fill: only the engine knows them.
ServiceView service_view(const announce::ServiceStatus& status);

// "service web is down: …" with its rule, its checks and how its prefixes are announced below it.
Explanation explain_service(const announce::ServiceStatus& status, Instant now);

}  // namespace vigilcast::model
