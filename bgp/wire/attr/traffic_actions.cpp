#include <bit>

#include "bgp/wire/attr/extended_communities.h"

namespace vigilcast::bgp::traffic {
namespace {

ExtendedCommunity with_type(std::uint16_t type, std::uint64_t rest) { return {(std::uint64_t{type} << 48) | rest}; }

}  // namespace

ExtendedCommunity rate_bytes(float bytes_per_second, std::uint16_t as) {
  return with_type(0x8006, (std::uint64_t{as} << 32) | std::bit_cast<std::uint32_t>(bytes_per_second));
}

ExtendedCommunity rate_packets(float packets_per_second, std::uint16_t as) {
  return with_type(0x800c, (std::uint64_t{as} << 32) | std::bit_cast<std::uint32_t>(packets_per_second));
}

ExtendedCommunity action(bool sample, bool terminal) { return with_type(0x8007, (sample ? 2U : 0U) | (terminal ? 1U : 0U)); }

ExtendedCommunity redirect(std::uint16_t as, std::uint32_t local) { return with_type(0x8008, (std::uint64_t{as} << 32) | local); }

ExtendedCommunity redirect_as4(std::uint32_t as, std::uint16_t local) { return with_type(0x8208, (std::uint64_t{as} << 16) | local); }

ExtendedCommunity redirect_ip(const IpAddress& ipv4, std::uint16_t local) { return with_type(0x8108, (std::uint64_t{ipv4.to_u32()} << 16) | local); }

ExtendedCommunity mark(std::uint8_t dscp) { return with_type(0x8009, dscp & 0x3fU); }

ExtendedCommunity redirect_to_nexthop(bool copy) { return with_type(0x0800, copy ? 1 : 0); }

ExtendedCommunity redirect_to_nexthop_ietf(const IpAddress& ipv4, bool copy) {
  return with_type(0x010c, (std::uint64_t{ipv4.to_u32()} << 16) | (copy ? 1U : 0U));
}

ExtendedCommunity interface_set(bool transitive, Direction direction, std::uint32_t as, std::uint16_t group) {
  const auto tail = static_cast<std::uint16_t>((static_cast<unsigned>(direction) << 14) | (group & 0x3fffU));
  return with_type(transitive ? 0x0702 : 0x4702, (std::uint64_t{as} << 16) | tail);
}

}  // namespace vigilcast::bgp::traffic
