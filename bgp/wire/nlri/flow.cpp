#include "bgp/wire/nlri/flow.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bgp/wire/attr/words.h"
#include "bgp/wire/nlri/flow_component.h"
#include "bgp/wire/nlri/flow_wire.h"
#include "bgp/wire/route_distinguisher.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using flow::Component;
using flow::Kind;

template <Afi kAfi, bool kVpn>
std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const std::size_t length = flow::read_length(from);
  const ByteView value = from.take(length);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a flow is longer than its field"};
  const std::size_t rd = kVpn ? RouteDistinguisher::kSize : 0;
  if (length < rd) return NlriProblem{FaultAction::treat_as_withdraw, false, "a flow ends inside of its route distinguisher"};
  Bytes canonical;
  canonical.reserve(length + 2);
  flow::append_length(canonical, length);
  ByteWriter(canonical).bytes(value.first(rd));
  if (std::string why = flow::check_components(kAfi, value.subspan(rd), canonical); !why.empty()) {
    return NlriProblem{FaultAction::treat_as_withdraw, false, "a flow " + why};
  }
  to = SmallBytes(canonical);
  return std::nullopt;
}

std::string prefix_text(ByteReader& reader) {
  const std::uint8_t bits = reader.u8();
  std::array<std::uint8_t, 4> address{};
  std::ranges::copy(reader.take(std::min<std::size_t>(4, (bits + 7U) / 8)), address.begin());
  return IpAddress::v4(address).to_string() + "/" + std::to_string(bits);
}

// "2001:db8::/64/32": the bits from the offset on; those in front of it are printed as zero.
std::string prefix_with_offset_text(ByteReader& reader) {
  const unsigned length = reader.u8();
  const unsigned offset = reader.u8();
  const unsigned count = length > offset ? length - offset : 0;
  const ByteView pattern = reader.take((count + 7) / 8);
  std::array<std::uint8_t, 16> address{};
  for (unsigned i = 0; i < count && offset + i < 128 && i / 8 < pattern.size(); ++i) {
    const unsigned bit = pattern[i / 8] >> (7 - i % 8) & 1U;
    address[(offset + i) / 8] |= static_cast<std::uint8_t>(bit << (7 - (offset + i) % 8));
  }
  return IpAddress::v6(address).to_string() + "/" + std::to_string(length) + "/" + std::to_string(offset);
}

// The expressions of one component: what is joined by AND is one word.
std::vector<std::string> expressions(const Component& component, ByteReader& reader, std::size_t& operators) {
  std::vector<std::string> out;
  std::uint8_t octet = 0;
  do {
    octet = reader.u8();
    std::uint64_t value = 0;
    for (const std::uint8_t byte : reader.take(flow::op::octets(octet))) value = (value << 8) | byte;
    const bool joined = (octet & flow::op::conjunction) != 0 && !out.empty();
    std::string word(flow::comparison_text(component.kind, octet));
    if (joined || !flow::is_constant(component.kind, octet)) word += flow::value_text(component, value);
    if (joined) {
      out.back() += "&" + word;
    } else {
      out.push_back(std::move(word));
    }
    ++operators;
  } while ((octet & flow::op::end) == 0 && reader.ok() && !reader.empty());
  return out;
}

std::vector<std::string> words_of(const Component& component, ByteReader& reader, std::size_t& operators) {
  if (component.kind == Kind::prefix) return {prefix_text(reader)};
  if (component.kind == Kind::prefix_with_offset) return {prefix_with_offset_text(reader)};
  return expressions(component, reader, operators);
}

// Calls visit(component, words, operators) for each component.
template <class Visit>
void each_component(Afi afi, ByteReader reader, Visit visit) {
  while (!reader.empty()) {
    const Component* component = flow::find_component(afi, reader.u8());
    if (component == nullptr) return;
    std::size_t operators = 0;
    const std::vector<std::string> words = words_of(*component, reader, operators);
    visit(*component, words, operators);
  }
}

template <Afi kAfi, bool kVpn>
void append_text(std::string& out, ByteView wire) {
  ByteReader reader(wire);
  flow::read_length(reader);
  const RouteDistinguisher rd = kVpn ? RouteDistinguisher::read(reader) : RouteDistinguisher{};
  out += "flow";
  each_component(kAfi, reader, [&](const Component& component, const std::vector<std::string>& words, std::size_t operators) {
    out += " " + std::string(component.name) + (operators > 1 ? " [ " : " ") + join(words, " ") + (operators > 1 ? " ]" : "");
  });
  if (kVpn) out += " rd " + rd.to_string();
}

// As 4.2 lists flags: "=syn+ack" is "=syn" and "=ack", and what is joined by AND stays with the last bit of what it is joined to.
std::vector<std::string> bit_by_bit(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    bool joined = false;
    for (const std::string_view rule : split(word, '&')) {
      const auto bits_at = std::min(rule.find_first_not_of("!="), rule.size());
      const std::string operators = (joined ? "&" : "") + std::string(rule.substr(0, bits_at));
      for (const std::string_view bit : split(rule.substr(bits_at), '+')) {
        std::string one = operators + std::string(bit);
        if (one.ends_with("!is-fragment")) one.replace(one.rfind('!'), std::string::npos, "not-a-fragment");
        if (std::exchange(joined, false)) {
          out.back() += one;
        } else {
          out.push_back(std::move(one));
        }
      }
      joined = true;
    }
  }
  return out;
}

// `next_hop` is a word, or empty.
template <Afi kAfi, bool kVpn>
void append_members(std::string& out, ByteView wire, const std::string& next_hop, Dialect dialect) {
  ByteReader reader(wire);
  flow::read_length(reader);
  const RouteDistinguisher rd = kVpn ? RouteDistinguisher::read(reader) : RouteDistinguisher{};
  each_component(kAfi, reader, [&](const Component& component, std::vector<std::string> words, std::size_t) {
    if (component.kind == Kind::binary && dialect < Dialect::v5_0) words = bit_by_bit(words);
    out += "\"" + std::string(component.name) + "\": ";
    append_json_list(out, words, [](std::string& to, const std::string& word) { to += "\"" + word + "\""; });
    out += ", ";
  });
  if (kVpn) out += "\"rd\": \"" + rd.to_string() + "\", ";
  if (!next_hop.empty()) out += "\"next-hop\": \"" + next_hop + "\", ";
  out += "\"string\": \"";
  append_text<kAfi, kVpn>(out, wire);
  if (!next_hop.empty()) out += " next-hop " + next_hop;
  out += '"';
}

template <Afi kAfi, bool kVpn>
void append_json(std::string& out, ByteView wire, Dialect dialect) {
  append_members<kAfi, kVpn>(out, wire, {}, dialect);
}

template <Afi kAfi, bool kVpn>
void append_json_with_next_hop(std::string& out, ByteView wire, const IpAddress& next_hop, Dialect dialect) {
  append_members<kAfi, kVpn>(out, wire, next_hop.to_string(), dialect);
}

template <Afi kAfi, bool kVpn>
constexpr FamilyCodec codec() {
  return {.family = {kAfi, kVpn ? Safi::flow_vpn : Safi::flow},
          .needs_next_hop = false,
          .decode = decode<kAfi, kVpn>,
          .append_text = append_text<kAfi, kVpn>,
          .append_json = append_json<kAfi, kVpn>,
          .append_json_with_next_hop = append_json_with_next_hop<kAfi, kVpn>};
}

}  // namespace

constinit const FamilyCodec kIpv4FlowCodec = codec<Afi::ipv4, false>();
constinit const FamilyCodec kIpv4FlowVpnCodec = codec<Afi::ipv4, true>();
constinit const FamilyCodec kIpv6FlowCodec = codec<Afi::ipv6, false>();
constinit const FamilyCodec kIpv6FlowVpnCodec = codec<Afi::ipv6, true>();

}  // namespace vigilcast::bgp
