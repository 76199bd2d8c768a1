// poll(2) with a deadline and a Stopper: every wait of the blocking connection goes through here.
#pragma once

#include "pkg/base/time.h"
#include "pkg/http/stopper.h"

namespace vigilcast::http {

enum class Waited { ready, late, stopped };

// Until `descriptor` (-1: none) has one of `events`, the deadline passes, or somebody stops us, which goes first.
Waited wait_for(int descriptor, short events, const Stopper& stopper, Instant deadline);

}  // namespace vigilcast::http
