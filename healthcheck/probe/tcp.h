// TCP: a connection that comes about is a pass; it is reset at once.
#pragma once

#include "healthcheck/probe/kind.h"

namespace vigilcast::health {

extern const ProbeKind kTcpKind;

}  // namespace vigilcast::health
