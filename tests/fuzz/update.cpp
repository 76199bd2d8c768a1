// The body of an UPDATE on any kind of session. What is accepted prints, and comes back the same after it was sent again.
#include <algorithm>

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "tests/fuzz/check.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

Negotiated session_of(std::uint8_t choice) {
  Negotiated out;
  out.local_as = 65000;
  out.peer_as = (choice & 1) != 0 ? 65000 : 65001;
  out.as4 = (choice & 2) != 0;
  out.extended_message = true;
  out.families.assign(all_families().begin(), all_families().end());
  if ((choice & 4) != 0) out.add_path_receive = out.add_path_send = out.families;
  out.aigp = (choice & 16) != 0;
  if ((choice & 8) != 0) out.extended_next_hop = {kIpv4Unicast, kIpv6Unicast};
  return out;
}

void send_again(const Announced& routes, const AttributeSet& attributes, const Negotiated& session) {
  Bytes message;
  const std::size_t count = encode_announce(message, routes.family, routes.next_hop, attributes, routes.nlri, session);
  if (count == 0) {
    FUZZ_CHECK(message.empty());
    return;
  }
  FUZZ_CHECK(message.size() <= session.max_message());
  const auto frame = next_frame(message, session.max_message());
  FUZZ_CHECK(frame && *frame);
  const DecodedUpdate again = decode_update((*frame)->body, session);
  FUZZ_CHECK(again.faults.empty());
  FUZZ_CHECK(again.update.announced.size() == 1);
  const auto& got = again.update.announced[0];
  FUZZ_CHECK(got.family == routes.family && got.next_hop == routes.next_hop && std::ranges::equal(got.nlri, std::span(routes.nlri).first(count)));
  // AS4_PATH cannot say everything that a two-octet session could (RFC 6793).
  if (session.as4) FUZZ_CHECK(again.update.attributes == attributes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Negotiated session = session_of(data[0]);
  const DecodedUpdate decoded = decode_update(ByteView(data + 1, size - 1), session);
  const Update& update = decoded.update;
  std::string text = update.attributes.text(Dialect::v4_2) + update.attributes.text(Dialect::v5_0);
  append_update_json(text, update, Dialect::v4_2);
  append_update_json(text, update, Dialect::v5_0);
  for (const Announced& routes : update.announced) text += nlri_text(routes.nlri.front()) + destination_text(routes.nlri.front(), routes.next_hop);
  for (const Fault& fault : decoded.faults) FUZZ_CHECK(!fault.text.empty());
  const Fault* worst = strongest(decoded.faults);
  if (worst != nullptr && worst->action == FaultAction::reset_session) return 0;
  for (const Announced& routes : update.announced) {
    if (routes.next_hop.address || !find_codec(routes.family)->needs_next_hop) send_again(routes, update.attributes, session);
  }
  for (const Withdrawn& routes : update.withdrawn) {
    Bytes message;
    FUZZ_CHECK(encode_withdraw(message, routes.family, routes.nlri, session) == routes.nlri.size() || message.size() > session.max_message() / 2);
  }
  return 0;
}
