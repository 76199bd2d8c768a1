// BGP-LS: kind of session, of a VPN or not, the NLRI type, how many octets of what follows are the descriptors; the rest is the attribute.
// The lengths are put in front, so that they are right.
#include "bgp/wire/nlri/bgp_ls.h"
#include "tests/fuzz/round_trip.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || size > fuzz::kLongest) return 0;
  const ByteView all(data + 4, size - 4);
  const ByteView descriptors = all.first(std::min<std::size_t>(data[3], all.size()));
  Bytes nlri, attribute;
  ByteWriter(nlri).u16(data[2]).u16(static_cast<std::uint16_t>(descriptors.size())).bytes(descriptors);
  fuzz::append_attribute(attribute, 0x80, 29, all.subspan(descriptors.size()));
  fuzz::check_nlri((data[1] & 1) != 0 ? kBgpLsVpn : kBgpLs, nlri, fuzz::session_of(data[0] & 0xfbU), attribute);
  return 0;
}
