// FlowSpec (RFC 8955, for IPv6 RFC 8956), of the global table and of VPNs: which packets are matched. What happens to them is said by
// extended communities. The canonical wire form has nothing in it that a receiver ignores.
#pragma once

#include "bgp/wire/nlri/all.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4FlowCodec;
extern const FamilyCodec kIpv4FlowVpnCodec;
extern const FamilyCodec kIpv6FlowCodec;
extern const FamilyCodec kIpv6FlowVpnCodec;

}  // namespace vigilcast::bgp
