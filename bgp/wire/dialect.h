// Which ExaBGP is meant where versions print the same value, or read the same words, differently.
#pragma once

#include <cstdint>
#include <optional>

namespace vigilcast::bgp {

enum class Dialect : std::uint8_t { v3_4, v4_2, v5_0, v6 };

// Lists of communities go out as they are written; later versions sort them.
constexpr bool keeps_written_order(std::optional<Dialect> dialect) { return dialect && *dialect < Dialect::v5_0; }
// Route targets and origins with a four-octet AS number go out under the type of IPv4 addresses.
constexpr bool sends_as4_as_address(std::optional<Dialect> dialect) { return dialect && *dialect >= Dialect::v5_0; }

}  // namespace vigilcast::bgp
