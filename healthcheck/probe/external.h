// Answered from elsewhere: Kubernetes endpoints and node conditions. Here only so that every check has a kind, a name and a target to show.
#pragma once

#include "healthcheck/probe/kind.h"

namespace vigilcast::health {

extern const ProbeKind kExternalKind;

}  // namespace vigilcast::health
