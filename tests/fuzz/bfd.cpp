// A BFD control packet. What is understood must come back the same after it was sent again, and a session in any state takes it.
#include "bgp/bfd/session.h"
#include "tests/fuzz/check.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

// Whatever it says, the session has a next deadline that moves on.
void deliver(const bfd::Packet& packet, ByteView datagram, bool demands_key) {
  bfd::Settings settings;
  if (demands_key) settings.key = bfd::Key{bfd::AuthenticationType::keyed_sha1, 1, Bytes{1, 2, 3}};
  const auto no_digest = [](ByteView) { return Bytes(20); };
  Instant now{};
  bfd::Session session(settings, {no_digest, no_digest}, packet.your_discriminator == 0 ? 1 : packet.your_discriminator, Rng(1), now);
  for (int i = 0; i < 4; ++i) {
    session.receive(packet, datagram, now);
    const auto next = session.next_deadline();
    if (!next) return;
    now = std::max(now, *next);
    session.on_time(now);
    FUZZ_CHECK(!session.next_deadline() || *session.next_deadline() > now);
    for (const Bytes& sent : session.take_packets()) FUZZ_CHECK(bfd::decode(sent));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packet = bfd::decode(ByteView(data, size));
  if (!packet) {
    FUZZ_CHECK(!packet.error().empty());
    return 0;
  }
  FUZZ_CHECK(!bfd::diagnostic_text(packet->diagnostic).empty() && !bfd::state_name(packet->state).empty());
  deliver(*packet, ByteView(data, size), packet->authentication.has_value());
  const Bytes sent = bfd::encode(*packet);
  FUZZ_CHECK(sent.size() <= size);
  const auto again = bfd::decode(sent);
  FUZZ_CHECK(again && *again == *packet && bfd::encode(*again) == sent);
  return 0;
}
