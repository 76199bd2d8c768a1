// Sockets of probes, made as their data path says. Non-blocking, closed on exec. For the probe loop.
#pragma once

#include <string>

#include "healthcheck/data_path.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::health {

// `family`, `type` and `protocol` as for socket(2). Every error is our own trouble: a descriptor, an interface, an address or a right that we lack.
// Connections leave 64 descriptors to the rest of the program.
// A socket of another network namespace stays in it; this thread is there for two system calls only (needs CAP_SYS_ADMIN).
Result<runtime::Descriptor> open_socket(const DataPath& path, int family, int type, int protocol = 0);

}  // namespace vigilcast::health
