// The life of `vigilcast controller`: watches, the election, the controller's decisions, metrics and health. Blocks until it is over.
#pragma once

#include "pkg/app/options.h"

namespace vigilcast::app {

// The exit code: 0 after an orderly stop, 1 when it could not start.
int run_controller(const RunOptions& options);

}  // namespace vigilcast::app
