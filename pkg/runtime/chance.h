// Chance from the kernel: the seed of every generator that need not be repeated. Thread: any.
#pragma once

#include <cstdint>

namespace vigilcast::runtime {

std::uint64_t random_seed();

}  // namespace vigilcast::runtime
