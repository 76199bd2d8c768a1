// Attributes, flow matches and destinations as people write them. What is read prints, and what was printed is read as the same.
#include "bgp/wire/attr/set.h"
#include "bgp/wire/label.h"
#include "bgp/wire/nlri/flow.h"
#include "bgp/wire/nlri/flow_builder.h"
#include "bgp/wire/nlri/mcast_vpn.h"
#include "bgp/wire/nlri/mup.h"
#include "bgp/wire/nlri/rtc.h"
#include "bgp/wire/route_distinguisher.h"
#include "pkg/base/text.h"
#include "tests/fuzz/check.h"

using namespace vigilcast;
using namespace vigilcast::bgp;

namespace {

void read_attribute(std::string_view keyword, std::span<const std::string_view> rest) {
  TextCursor cursor(rest);
  const auto attribute = parse_attribute(keyword, cursor);
  if (!attribute) {
    FUZZ_CHECK(!attribute.error().text.empty());
    return;
  }
  AttributeSet set;
  set.set(*attribute);
  (void)hash_of(set);
  std::string text = set.text(Dialect::v4_2);
  const auto printed = words(text);
  TextCursor again{std::span(printed).subspan(1)};
  const auto read = parse_attribute(printed[0], again);
  if (read && *read == *attribute) return;
  // A float has more digits than are printed, 4.2's text does not tell two sequences or sets of an as-path from one, and octets of the user's own keep an order
  // that words do not.
  const bool rounded = text.find("rate-limit") != std::string::npos || text.find("bandwidth") != std::string::npos;
  FUZZ_CHECK(rounded || ((printed[0] == "as-path" || keyword == "attribute") && read));
}

void read_flow(std::string_view keyword, std::span<const std::string_view> rest) {
  FlowBuilder builder;
  TextCursor cursor(rest);
  if (!builder.add(keyword, cursor)) return;
  const auto nlri = builder.build();
  if (!nlri) return;
  ByteReader reader(nlri->wire.view());
  SmallBytes canonical;
  FUZZ_CHECK(!find_codec(nlri->family)->decode(reader, canonical) && canonical == nlri->wire);
  std::string json;
  append_nlri_json(json, *nlri, {}, Dialect::v5_0);
}

void read_rtc(std::span<const std::string_view> all) {
  TextCursor cursor(all);
  const auto nlri = parse_rtc(cursor);
  if (!nlri) return;
  const std::string text = nlri_text(*nlri);
  const auto printed = words(text);
  TextCursor again{std::span(printed).subspan(1)};
  const auto read = parse_rtc(again);
  FUZZ_CHECK(read && nlri_text(*read) == text);
}

void read_rd_and_labels(std::span<const std::string_view> all) {
  if (const auto rd = RouteDistinguisher::parse(all[0])) {
    const auto again = RouteDistinguisher::parse(rd->to_string());
    FUZZ_CHECK(again && again->to_string() == rd->to_string());
  }
  TextCursor cursor(all);
  if (const auto labels = parse_labels(cursor)) FUZZ_CHECK(!labels->empty() && labels->back().bottom());
}

// A destination that was read from words is one that is read from the network.
void read_destination(Result<Nlri> (*parse)(Afi afi, TextCursor& words), Afi afi, std::span<const std::string_view> all) {
  TextCursor cursor(all);
  const auto nlri = parse(afi, cursor);
  if (!nlri) {
    FUZZ_CHECK(!nlri.error().text.empty());
    return;
  }
  ByteReader reader(nlri->wire.view());
  SmallBytes canonical;
  FUZZ_CHECK(!find_codec(nlri->family)->decode(reader, canonical) && canonical == nlri->wire);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto all = words(text);
  if (all.empty()) return 0;
  const auto rest = std::span(all).subspan(1);
  read_attribute(all[0], rest);
  read_flow(all[0], rest);
  read_rtc(all);
  read_rd_and_labels(all);
  for (const Afi afi : {Afi::ipv4, Afi::ipv6}) {
    read_destination(parse_mup, afi, all);
    read_destination(parse_mcast_vpn, afi, all);
  }
  return 0;
}
