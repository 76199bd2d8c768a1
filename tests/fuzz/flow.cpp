// The components of a FlowSpec NLRI: kind of session, which of the four families, then the components. Their length is put in front, so that it
// is right.
#include "tests/fuzz/round_trip.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

constexpr std::array kFamilies{Family{Afi::ipv4, Safi::flow}, Family{Afi::ipv6, Safi::flow}, Family{Afi::ipv4, Safi::flow_vpn},
                               Family{Afi::ipv6, Safi::flow_vpn}};

Bytes with_length(ByteView components) {
  Bytes out;
  if (components.size() < 240) {
    ByteWriter(out).u8(static_cast<std::uint8_t>(components.size()));
  } else {
    ByteWriter(out).u16(static_cast<std::uint16_t>(0xf000U | components.size()));
  }
  ByteWriter(out).bytes(components);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size - 2 > 4095) return 0;
  const Family family = kFamilies[data[1] % kFamilies.size()];
  fuzz::check_nlri(family, with_length(ByteView(data + 2, size - 2)), fuzz::session_of(data[0] & 0xfbU));
  return 0;
}
