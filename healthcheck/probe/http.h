// HTTP and HTTPS: one request over HTTP/1.1, judged by status and, if asked for, by what the body contains.
#pragma once

#include "healthcheck/probe/kind.h"

namespace vigilcast::health {

extern const ProbeKind kHttpKind;

}  // namespace vigilcast::health
