// The SRv6 service TLVs of the BGP prefix-SID attribute (RFC 9252): what a provider edge does with packets to a segment identifier.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pkg/base/bytes.h"
#include "pkg/base/ip.h"

namespace vigilcast::bgp::srv6 {

inline constexpr std::uint8_t kLayer3 = 5, kLayer2 = 6;

// How the 128 bits of a SID are divided, in bits.
struct SidStructure {
  std::uint8_t locator_block = 0;
  std::uint8_t locator_node = 0;
  std::uint8_t function = 0;
  std::uint8_t argument = 0;
  std::uint8_t transposition_length = 0;  // so many bits, from the offset on, are in the label of the route
  std::uint8_t transposition_offset = 0;
};

struct Sid {
  static constexpr std::uint16_t kOpaqueBehavior = 0xffff;

  IpAddress address;
  std::uint8_t flags = 0;
  std::uint16_t behavior = kOpaqueBehavior;
  std::optional<SidStructure> structure;
};

// Why the value of a service TLV is malformed; empty when it is not.
std::string check_service(ByteView value);
// The SIDs of a value that is not malformed; sub-TLVs of other types are left out.
std::vector<Sid> sids_of(ByteView value);
Bytes encode_service(const Sid& sid);

}  // namespace vigilcast::bgp::srv6
