// AS numbers as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vigilcast::bgp {

std::optional<std::uint32_t> parse_asn(std::string_view text);  // "65001", or asdot "1.10" (RFC 5396)

}  // namespace vigilcast::bgp
