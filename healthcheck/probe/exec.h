// A program of the host's, judged by its exit code. It leads a process group of its own, which is killed when it is late.
#pragma once

#include "healthcheck/probe/kind.h"

namespace vigilcast::health {

extern const ProbeKind kExecKind;

}  // namespace vigilcast::health
