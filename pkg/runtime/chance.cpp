#include "pkg/runtime/chance.h"

#include <random>

namespace vigilcast::runtime {

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32U | device();
}

}  // namespace vigilcast::runtime
