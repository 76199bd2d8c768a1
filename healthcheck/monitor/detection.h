// How long it takes at most to notice that a target is dead, by the settings of its check.
#pragma once

#include <optional>

#include "healthcheck/spec.h"

namespace vigilcast::health {

// From the moment when the target no longer answers to the verdict: a probe is on its way each interval at the latest (and its jitter), each of `fall` probes
// runs into its timeout, and `fast` lies between two of them. A target that refuses is noticed sooner by the timeouts. What is our own trouble comes on top,
// and so does what a rule of the judgement asks for: a minimum time up.
// Checks that it depends on come on top as well. Nothing: never by itself, for nobody asks, and silence says nothing.
std::optional<Duration> worst_detection(const CheckSpec& check);

}  // namespace vigilcast::health
