// One path attribute: kind of session, type code, flags, then its value. A route of IPv4 and a flow carry it, as traffic actions mean something there only.
#include "tests/fuzz/round_trip.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3 || size > fuzz::kLongest) return 0;
  const Negotiated session = fuzz::session_of(data[0] & 0xfbU);
  Bytes attribute;
  fuzz::append_attribute(attribute, data[2], data[1], ByteView(data + 3, size - 3));
  fuzz::check_update(fuzz::update_with(attribute, Bytes{24, 192, 0, 2}, session), session);
  fuzz::check_nlri({Afi::ipv4, Safi::flow}, Bytes{3, 4, 0x81, 80}, session, attribute);
  return 0;
}
