// The body of an OPEN. What is understood must come back the same after it was sent again.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "tests/fuzz/check.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

Capabilities comparable(Capabilities capabilities) {
  std::ranges::sort(capabilities.families);
  capabilities.order.clear();
  return capabilities;
}

bool fits_one_capability(const Capabilities& capabilities) {
  return capabilities.extended_next_hop.size() <= 42 && capabilities.add_path.size() <= 63 &&
         (!capabilities.graceful_restart || capabilities.graceful_restart->families.size() <= 63) &&
         (!capabilities.hostname || (capabilities.hostname->first.size() <= 64 && capabilities.hostname->second.size() <= 64));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto open = decode_open(ByteView(data, size));
  if (!open) {
    FUZZ_CHECK(open.error().action == FaultAction::reset_session && !open.error().text.empty());
    return 0;
  }
  std::string text = open_text(*open, false, Dialect::v4_2) + open_text(*open, true, Dialect::v5_0);
  FUZZ_CHECK(!text.empty());
  for (const Dialect dialect : {Dialect::v4_2, Dialect::v5_0}) {
    for (const bool sent : {false, true}) {
      std::string json;
      append_open_json(json, *open, sent, dialect);
      FUZZ_CHECK(nlohmann::json::accept(json));
    }
  }
  if (!fits_one_capability(open->capabilities)) return 0;
  Bytes message;
  encode_open(message, *open);
  if (message.size() > kMaxMessage) return 0;
  const auto frame = next_frame(message, kMaxMessage);
  FUZZ_CHECK(frame && *frame);
  const auto again = decode_open((*frame)->body);
  FUZZ_CHECK(again && again->my_as == open->my_as && comparable(again->capabilities) == comparable(open->capabilities));
  Bytes canonical;
  encode_open(canonical, *again);
  FUZZ_CHECK(canonical == message);
  return 0;
}
