#include "bgp/wire/asn.h"

#include "pkg/base/text.h"

namespace vigilcast::bgp {

std::optional<std::uint32_t> parse_asn(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return parse_number<std::uint32_t>(text);
  const auto high = parse_number<std::uint16_t>(text.substr(0, dot));
  const auto low = parse_number<std::uint16_t>(text.substr(dot + 1));
  if (!high || !low) return std::nullopt;
  return (std::uint32_t{*high} << 16) | *low;
}

}  // namespace vigilcast::bgp
