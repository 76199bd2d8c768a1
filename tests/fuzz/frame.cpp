// A stream as it comes from a socket: framing, and the small messages.
#include "bgp/wire/message.h"
#include "tests/fuzz/check.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t limit = (data[0] & 1) != 0 ? kMaxExtendedMessage : kMaxMessage;
  Negotiated session;
  session.enhanced_route_refresh = (data[0] & 2) != 0;
  Bytes stream(16, 0xff);  // with a good marker, as nothing else gets past it
  if ((data[0] & 4) != 0) stream.clear();
  stream.insert(stream.end(), data + 1, data + size);
  ByteView left(stream);
  for (;;) {
    const auto frame = next_frame(left, limit);
    if (!frame) {
      FUZZ_CHECK(frame.error().action == FaultAction::reset_session);
      return 0;
    }
    if (!*frame) return 0;
    const Frame& one = **frame;
    FUZZ_CHECK(one.whole.size() >= kHeaderSize && one.whole.size() <= limit && one.whole.data() == left.data());
    FUZZ_CHECK(one.body.size() + kHeaderSize == one.whole.size());
    if (one.type == MessageType::notification) {
      const Notification notification = decode_notification(one.body);
      (void)notification.to_string();
      (void)notification.communication();
      Bytes again;
      encode_notification(again, notification);
      FUZZ_CHECK(one.whole.size() > kMaxMessage || Bytes(one.whole.begin(), one.whole.end()) == again);
    }
    if (one.type == MessageType::route_refresh) {
      if (const auto refresh = decode_route_refresh(one.body, session)) {
        Bytes again;
        encode_route_refresh(again, *refresh);
        FUZZ_CHECK(Bytes(one.whole.begin(), one.whole.end()) == again);
      }
    }
    left = left.subspan(one.whole.size());
  }
}
