// Which ExaBGP's spelling is used where versions print the same value differently.
#pragma once

#include <cstdint>

namespace vigilcast::bgp {

enum class Dialect : std::uint8_t { v3_4, v4_2, v5_0, v6 };

}  // namespace vigilcast::bgp
