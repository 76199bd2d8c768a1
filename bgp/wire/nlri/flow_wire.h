// The bytes of a FlowSpec NLRI (RFC 8955 section 4): a length, for VPNs a route distinguisher, and components ascending by type.
#pragma once

#include <string>

#include "bgp/wire/family.h"
#include "pkg/base/bytes.h"

namespace vigilcast::bgp::flow {

inline constexpr std::size_t kMostOctets = 4095;

// The length in as few octets as it needs.
void append_length(Bytes& out, std::size_t length);
std::size_t read_length(ByteReader& reader);

// Appends the components with everything cleared that a receiver ignores. What is wrong with them is returned ("has …"); empty when nothing is.
std::string check_components(Afi afi, ByteView components, Bytes& canonical);

}  // namespace vigilcast::bgp::flow
