// The NLRI field of any family: kind of session, AFI and SAFI, then the field. What is no family stands for one of them.
#include "tests/fuzz/round_trip.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

Family family_of(std::uint16_t afi, std::uint8_t safi) {
  const Family named{Afi{afi}, Safi{safi}};
  return find_codec(named) != nullptr ? named : all_families()[(afi + safi) % all_families().size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || size > fuzz::kLongest) return 0;
  const Family family = family_of(static_cast<std::uint16_t>(data[1] << 8U | data[2]), data[3]);
  fuzz::check_nlri(family, ByteView(data + 4, size - 4), fuzz::session_of(data[0]));
  return 0;
}
