#include "bgp/wire/nlri/flow_builder.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/words.h"
#include "bgp/wire/nlri/flow_component.h"
#include "bgp/wire/nlri/flow_wire.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using flow::Component;
using flow::Kind;

// Keywords of a match section. The families' words for the same component all stand here. A word of IPv6 for a component that IPv4 has as well does not
// decide between the two: only prefixes do, as in ExaBGP.
struct Keyword {
  std::string_view name;
  std::uint8_t type;
  bool ipv6 = false;     // the component is read as that of IPv6
  bool decides = ipv6;
};
constexpr std::array kKeywords{
    Keyword{"destination", 1},
    Keyword{"destination-ipv4", 1},
    Keyword{"destination-ipv6", 1, true},
    Keyword{"source", 2},
    Keyword{"source-ipv4", 2},
    Keyword{"source-ipv6", 2, true},
    Keyword{"protocol", 3},
    Keyword{"next-header", 3, true, false},
    Keyword{"port", 4},
    Keyword{"destination-port", 5},
    Keyword{"source-port", 6},
    Keyword{"icmp-type", 7},
    Keyword{"icmp-code", 8},
    Keyword{"tcp-flags", 9},
    Keyword{"packet-length", 10},
    Keyword{"dscp", 11},
    Keyword{"traffic-class", 11, true, false},
    Keyword{"fragment", 12},
    Keyword{"flow-label", 13, true},
};
constexpr auto kKeywordNames = [] {
  std::array<std::string_view, kKeywords.size()> out;
  std::ranges::transform(kKeywords, out.begin(), &Keyword::name);
  return out;
}();

// "2001:db8::/64/32". Bits behind the length match nothing, and are left out.
struct OffsetPrefix {
  Prefix prefix;
  std::uint8_t offset = 0;
};
Result<OffsetPrefix> parse_prefix(std::string_view word) {
  const auto slash = word.find('/');
  const auto second = slash == std::string_view::npos ? slash : word.find('/', slash + 1);
  const auto address = IpAddress::parse(word.substr(0, slash));
  const auto length = slash == std::string_view::npos ? std::nullopt : parse_number<std::uint8_t>(word.substr(slash + 1, second - slash - 1));
  const bool is_prefix = address && length && *length <= address->bits();
  const auto prefix = is_prefix ? Result<Prefix>(Prefix{*address, *length}.masked()) : Prefix::parse(word.substr(0, second));  // which says what is wrong
  if (!prefix) return std::unexpected(prefix.error());
  if (second == std::string_view::npos) return OffsetPrefix{*prefix, 0};
  const auto offset = parse_number<std::uint8_t>(word.substr(second + 1));
  const bool fits = offset && (*offset < prefix->length || (*offset == 0 && prefix->length == 0));
  if (!prefix->address.is_v6() || !fits) {
    return fail("'" + std::string(word) + "' has no usable offset", "", "write an IPv6 prefix and an offset below its length, such as 2001:db8::/64/32");
  }
  return OffsetPrefix{*prefix, *offset};
}

// Length and offset, then the bits between them.
Bytes encoded(const OffsetPrefix& from) {
  const ByteView address = from.prefix.address.bytes();
  const unsigned count = from.prefix.length - from.offset;
  Bytes out{from.prefix.length, from.offset};
  out.resize(2 + (count + 7) / 8);
  for (unsigned i = 0; i < count; ++i) {
    const unsigned at = from.offset + i;
    const unsigned bit = address[at / 8] >> (7 - at % 8) & 1U;
    out[2 + i / 8] |= static_cast<std::uint8_t>(bit << (7 - i % 8));
  }
  return out;
}

void append_value(Bytes& out, std::uint8_t octet, std::uint32_t value) {
  ByteWriter writer(out);
  if (value <= 0xff) {
    writer.u8(octet).u8(static_cast<std::uint8_t>(value));
  } else if (value <= 0xffff) {
    writer.u8(octet | 0x10).u16(static_cast<std::uint16_t>(value));
  } else {
    writer.u8(octet | 0x20).u32(value);
  }
}

// ">8080&<8088": comparisons joined by AND.
Result<void> append_expression(const Component& component, std::string_view word, Bytes& out) {
  bool first = true;
  for (std::string_view part : split(word, '&')) {
    const std::uint8_t comparison = flow::take_comparison(component.kind, part);
    const bool constant = part.empty() && flow::is_constant(component.kind, comparison);
    const auto value = constant ? std::optional<std::uint32_t>(0) : flow::parse_value(component, part);
    if (!value) {
      return fail("'" + std::string(word) + "' is not a value for " + std::string(component.name), "",
                  component.kind == Kind::binary ? "write names such as " + std::string(component.names[0].name) + ", joined with +"
                                                 : "write a number up to " + std::to_string(component.most) + ", such as =80 or >1024&<2048");
    }
    append_value(out, static_cast<std::uint8_t>(comparison | (first ? 0 : flow::op::conjunction)), *value);
    first = false;
  }
  return {};
}

// Marks the last value of a component as such.
void end_list(Bytes& body, std::size_t start) {
  std::size_t last = start;
  for (std::size_t at = start; at < body.size(); at += 1 + flow::op::octets(body[at])) last = at;
  body[last] |= flow::op::end;
}

}  // namespace

Result<void> FlowBuilder::belongs_to(Afi afi, std::string_view word) {
  if (afi_ && *afi_ != afi) {
    return fail("'" + std::string(word) + "' is for " + std::string(afi_name(afi)) + ", and the flow is for " + std::string(afi_name(*afi_)));
  }
  afi_ = afi;
  return {};
}

Result<void> FlowBuilder::add_prefix(std::uint8_t type, std::string_view word) {
  const auto parsed = parse_prefix(word);
  if (!parsed) return std::unexpected(parsed.error());
  const bool ipv6 = parsed->prefix.address.is_v6();
  if (auto fits = belongs_to(ipv6 ? Afi::ipv6 : Afi::ipv4, word); !fits) return fits;
  const Nlri plain = unicast_nlri(parsed->prefix);  // an IPv4 component has the same form
  components_[type] = ipv6 ? encoded(*parsed) : Bytes(plain.wire.view().begin(), plain.wire.view().end());
  return {};
}

Result<void> FlowBuilder::add(std::string_view keyword, TextCursor& words) {
  const auto* found = std::ranges::find(kKeywords, keyword, &Keyword::name);
  if (found == kKeywords.end()) {
    const auto meant = nearest(keyword, kKeywordNames);
    return fail("'" + std::string(keyword) + "' cannot be matched", "", meant ? "did you mean " + *meant + "?" : "");
  }
  if (keyword.ends_with("-ipv4") && afi_ == Afi::ipv6) return belongs_to(Afi::ipv4, keyword);
  const Component& component = *flow::find_component(found->ipv6 ? Afi::ipv6 : Afi::ipv4, found->type);
  const auto list = list_of_words(words, keyword);
  if (!list) return std::unexpected(list.error());
  if (list->empty()) return fail(std::string(keyword) + " needs a value");
  if (is_prefix(component.kind)) {
    if (components_.contains(component.type) || list->size() != 1) return fail("a flow has one " + std::string(keyword) + " prefix at most");
    const bool other = list->front().find(':') == std::string_view::npos;
    if (found->ipv6 && other) return fail("'" + std::string(list->front()) + "' is IPv4; " + std::string(keyword) + " takes an IPv6 prefix");
    if (keyword.ends_with("-ipv4") && !other) return fail("'" + std::string(list->front()) + "' is IPv6; " + std::string(keyword) + " takes an IPv4 prefix");
    return add_prefix(component.type, list->front());
  }
  Bytes values;
  for (const std::string_view word : *list) {
    if (auto appended = append_expression(component, word, values); !appended) return appended;
  }
  if (found->decides) {
    if (auto fits = belongs_to(Afi::ipv6, keyword); !fits) return fits;
  }
  Bytes& all = components_[component.type];
  all.insert(all.end(), values.begin(), values.end());
  return {};
}

Result<Nlri> FlowBuilder::build() const {
  const Afi afi = afi_.value_or(Afi::ipv4);
  Bytes body;
  if (rd_) ByteWriter(body).bytes(rd_->bytes());
  const std::size_t front = body.size();
  for (const auto& [type, value] : components_) {
    body.push_back(type);
    const std::size_t start = body.size();
    body.insert(body.end(), value.begin(), value.end());
    if (!is_prefix(flow::find_component(afi, type)->kind)) end_list(body, start);
  }
  if (body.size() == front) return fail("a flow needs at least one match, or it matches every packet", "", "add a match such as destination 192.0.2.0/24");
  if (body.size() > flow::kMostOctets) return fail("the flow is longer than " + std::to_string(flow::kMostOctets) + " octets");
  Bytes canonical;
  const ByteView components = ByteView(body).subspan(front);
  flow::check_components(afi, components, canonical);
  if (!std::ranges::equal(canonical, components)) return fail("the flow matches a fragment bit that " + std::string(afi_name(afi)) + " does not have");
  Bytes wire;
  flow::append_length(wire, body.size());
  wire.insert(wire.end(), body.begin(), body.end());
  return Nlri{{afi, rd_ ? Safi::flow_vpn : Safi::flow}, 0, SmallBytes(wire)};
}

std::span<const std::string_view> flow_match_keywords() { return kKeywordNames; }

}  // namespace vigilcast::bgp
