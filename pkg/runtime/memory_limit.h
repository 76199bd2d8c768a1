// How much memory the kernel lets this process have: of its control group, those above it included. Blocking, so for the start.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace vigilcast::runtime {

// In bytes; nullopt: no limit, or none that we can see. Both generations of control groups are read (cgroup-v2 `memory.max`, v1 `memory.limit_in_bytes`).
// `member` says which groups we are in, `mounted` is where their files are.
std::optional<std::size_t> memory_limit(const std::string& member = "/proc/self/cgroup", const std::string& mounted = "/sys/fs/cgroup");

}  // namespace vigilcast::runtime
