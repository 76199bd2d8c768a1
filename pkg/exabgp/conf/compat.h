// Which ExaBGP is imitated. `auto_` accepts what any version accepts (older forms with a warning) and speaks like 5.0;
// the others are one version strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bgp/wire/dialect.h"

namespace vigilcast::exabgp {

enum class Compat : std::uint8_t { auto_, v3_4, v4_2, v5_0, v6 };

std::string_view compat_name(Compat compat);                    // "auto", "3.4", "4.2", "5.0", "6"
std::optional<Compat> parse_compat(std::string_view text);      // the same words
bgp::Dialect dialect_of(Compat compat);                         // auto speaks 5.0

}  // namespace vigilcast::exabgp
