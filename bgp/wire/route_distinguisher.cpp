#include "bgp/wire/route_distinguisher.h"

#include <algorithm>
#include <optional>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

std::uint64_t typed(std::uint64_t type, std::uint64_t rest) { return (type << 48) | rest; }

std::optional<std::uint64_t> from_text(std::string_view word) {
  if (word.size() == 18 && (word.starts_with("0x") || word.starts_with("0X"))) return parse_number<std::uint64_t>(word.substr(2), 16);
  const auto parts = split(word, ':');
  if (parts.size() != 2) return std::nullopt;
  const auto wide = parse_number<std::uint32_t>(parts[1]);
  const auto narrow = parse_number<std::uint16_t>(parts[1]);
  if (const auto address = IpAddress::parse(parts[0]); address && address->is_v4()) {
    return narrow ? std::optional(typed(1, (std::uint64_t{address->to_u32()} << 16) | *narrow)) : std::nullopt;
  }
  std::string_view digits = parts[0];
  const bool insists = digits.ends_with('L') || digits.ends_with('l');
  if (insists) digits.remove_suffix(1);
  const auto as = parse_number<std::uint32_t>(digits);
  if (!as || !wide) return std::nullopt;
  if (*as <= 0xffff && !insists) return typed(0, (std::uint64_t{*as} << 32) | *wide);
  return narrow ? std::optional(typed(2, (std::uint64_t{*as} << 16) | *narrow)) : std::nullopt;
}

}  // namespace

RouteDistinguisher RouteDistinguisher::read(ByteReader& from) {
  RouteDistinguisher out;
  std::ranges::copy(from.take(kSize), out.octets_.begin());
  return out;
}

Result<RouteDistinguisher> RouteDistinguisher::parse(std::string_view word) {
  const auto value = from_text(word);
  if (!value) return fail("'" + std::string(word) + "' is not a route distinguisher", "", "write 65000:1, 192.0.2.1:1 or 4200000000:1");
  RouteDistinguisher out;
  for (std::size_t i = 0; i < kSize; ++i) out.octets_[i] = static_cast<std::uint8_t>(*value >> (56 - 8 * i));
  return out;
}

std::string RouteDistinguisher::to_string() const {
  ByteReader reader(octets_);
  switch (reader.u16()) {
    case 0: {
      const std::uint16_t as = reader.u16();
      return std::to_string(as) + ":" + std::to_string(reader.u32());
    }
    case 1: {
      const std::uint32_t address = reader.u32();
      return IpAddress::v4(address).to_string() + ":" + std::to_string(reader.u16());
    }
    case 2: {
      const std::uint32_t as = reader.u32();
      return std::to_string(as) + ":" + std::to_string(reader.u16());
    }
    default: return "0x" + to_hex(octets_);
  }
}

}  // namespace vigilcast::bgp
