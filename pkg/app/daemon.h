// The life of the agent: configuration, log, core, admin server, signals, and the end. Blocks until it is over.
#pragma once

#include "pkg/app/options.h"

namespace vigilcast::app {

// The exit code: 0 after an orderly stop, 1 when it could not start or a helper died too often.
int run(const RunOptions& options);

// $VIGILCAST_SOCKET, or /run/vigilcast/vigilcast.sock.
std::string default_socket();

}  // namespace vigilcast::app
