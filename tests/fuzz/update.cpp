// The body of an UPDATE on any kind of session. What is accepted prints, and comes back the same after it was sent again.
#include "tests/fuzz/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigilcast;
  if (size == 0) return 0;
  bgp::fuzz::check_update(ByteView(data + 1, size - 1), bgp::fuzz::session_of(data[0]));
  return 0;
}
