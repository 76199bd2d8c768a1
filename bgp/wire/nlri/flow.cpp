#include "bgp/wire/nlri/flow.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/words.h"
#include "bgp/wire/nlri/flow_component.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using flow::Component;
using flow::Kind;

constexpr std::size_t kLongLength = 240;  // lengths from here on take two octets
constexpr std::size_t kMostOctets = 4095;

void append_length(Bytes& out, std::size_t length) {
  if (length < kLongLength) {
    ByteWriter(out).u8(static_cast<std::uint8_t>(length));
  } else {
    ByteWriter(out).u16(static_cast<std::uint16_t>(0xf000U | length));
  }
}

std::size_t read_length(ByteReader& reader) {
  const std::size_t first = reader.u8();
  return first < kLongLength ? first : ((first & 0x0f) << 8) | reader.u8();
}

// Reads one component's value off the front; the reader turns bad, or a reason is returned, when it is malformed.
std::string check_prefix(ByteReader& reader, Bytes& canonical) {
  const std::uint8_t bits = reader.u8();
  if (!reader.ok() || bits > 32) return "has a prefix longer than 32 bits";
  const ByteView octets = reader.take((bits + 7U) / 8);
  if (!reader.ok()) return "has a prefix that is cut off";
  canonical.push_back(bits);
  canonical.insert(canonical.end(), octets.begin(), octets.end());
  if (bits % 8 != 0) canonical.back() &= static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  return {};
}

std::string check_operators(const Component& component, ByteReader& reader, Bytes& canonical) {
  std::uint8_t octet = 0;
  do {
    if (reader.empty()) return "has a list without an end";
    octet = reader.u8();
    const std::size_t octets = flow::op::octets(octet);
    if (octets > component.most_octets) return "has a value of " + std::to_string(octets) + " octets for " + std::string(component.name);
    const ByteView value = reader.take(octets);
    if (!reader.ok()) return "has a value that is cut off";
    canonical.push_back(octet);
    canonical.insert(canonical.end(), value.begin(), value.end());
  } while ((octet & flow::op::end) == 0);
  return {};
}

// Empty when the components are as RFC 8955 section 4.2 wants them.
std::string check_components(ByteView value, Bytes& canonical) {
  unsigned last = 0;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const Component* component = flow::find_component(type);
    if (component == nullptr) return "has the unknown component type " + std::to_string(type);
    if (type <= last) return "has component " + std::to_string(type) + " behind component " + std::to_string(last);
    last = type;
    canonical.push_back(type);
    std::string why = component->kind == Kind::prefix ? check_prefix(reader, canonical) : check_operators(*component, reader, canonical);
    if (!why.empty()) return why;
  }
  return {};
}

std::optional<NlriProblem> decode(ByteReader& from, SmallBytes& to) {
  const std::size_t length = read_length(from);
  const ByteView value = from.take(length);
  if (!from.ok()) return NlriProblem{FaultAction::reset_session, true, "a flow is longer than its field"};
  if (length == 0) return NlriProblem{FaultAction::treat_as_withdraw, false, "a flow has no component"};
  Bytes canonical;
  canonical.reserve(length + 2);
  append_length(canonical, length);
  if (std::string why = check_components(value, canonical); !why.empty()) return NlriProblem{FaultAction::treat_as_withdraw, false, "a flow " + why};
  to = SmallBytes(canonical);
  return std::nullopt;
}

std::string prefix_text(ByteReader& reader) {
  const std::uint8_t bits = reader.u8();
  std::array<std::uint8_t, 4> address{};
  std::ranges::copy(reader.take(std::min<std::size_t>(4, (bits + 7U) / 8)), address.begin());
  return IpAddress::v4(address).to_string() + "/" + std::to_string(bits);
}

// The expressions of one component: what is joined by AND is one word.
std::vector<std::string> expressions(const Component& component, ByteReader& reader, std::size_t& operators) {
  std::vector<std::string> out;
  std::uint8_t octet = 0;
  do {
    octet = reader.u8();
    std::uint64_t value = 0;
    for (const std::uint8_t byte : reader.take(flow::op::octets(octet))) value = (value << 8) | byte;
    std::string word = std::string(flow::comparison_text(component.kind, octet)) + flow::value_text(component, value);
    if ((octet & flow::op::conjunction) != 0 && !out.empty()) {
      out.back() += "&" + word;
    } else {
      out.push_back(std::move(word));
    }
    ++operators;
  } while ((octet & flow::op::end) == 0 && reader.ok() && !reader.empty());
  return out;
}

// Calls visit(component, words, operators) for each component.
template <class Visit>
void each_component(ByteView wire, Visit visit) {
  ByteReader reader(wire);
  read_length(reader);
  while (!reader.empty()) {
    const Component* component = flow::find_component(reader.u8());
    if (component == nullptr) return;
    std::size_t operators = 0;
    const std::vector<std::string> words = component->kind == Kind::prefix ? std::vector{prefix_text(reader)} : expressions(*component, reader, operators);
    visit(*component, words, operators);
  }
}

void append_text(std::string& out, ByteView wire) {
  out += "flow";
  each_component(wire, [&](const Component& component, const std::vector<std::string>& words, std::size_t operators) {
    out += " " + std::string(component.name) + (operators > 1 ? " [ " : " ") + join(words, " ") + (operators > 1 ? " ]" : "");
  });
}

void append_json(std::string& out, ByteView wire, Dialect /*dialect*/) {
  each_component(wire, [&](const Component& component, const std::vector<std::string>& words, std::size_t) {
    out += "\"" + std::string(component.name) + "\": ";
    append_json_list(out, words, [](std::string& to, const std::string& word) { to += "\"" + word + "\""; });
    out += ", ";
  });
  out += "\"string\": \"";
  append_text(out, wire);
  out += '"';
}

// Keywords of a match section. The families' words for the same component all stand here; IPv4 has no flow label.
struct Keyword {
  std::string_view name;
  std::uint8_t type;
};
constexpr std::array kKeywords{
    Keyword{"destination", 1}, Keyword{"destination-ipv4", 1}, Keyword{"source", 2},      Keyword{"source-ipv4", 2}, Keyword{"protocol", 3},
    Keyword{"port", 4},        Keyword{"destination-port", 5}, Keyword{"source-port", 6}, Keyword{"icmp-type", 7},   Keyword{"icmp-code", 8},
    Keyword{"tcp-flags", 9},   Keyword{"packet-length", 10},   Keyword{"dscp", 11},       Keyword{"fragment", 12},
};
constexpr auto kKeywordNames = [] {
  std::array<std::string_view, kKeywords.size()> out;
  std::ranges::transform(kKeywords, out.begin(), &Keyword::name);
  return out;
}();

Result<Bytes> parse_prefix(const Component& component, std::string_view word) {
  const auto prefix = Prefix::parse(word);
  if (!prefix) return std::unexpected(prefix.error());
  if (prefix->address.is_v6()) return fail("'" + std::string(word) + "' is IPv6; " + std::string(component.name) + " takes an IPv4 prefix");
  const Nlri nlri = unicast_nlri(*prefix);  // a component has the same form
  return Bytes(nlri.wire.view().begin(), nlri.wire.view().end());
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
    const auto value = flow::parse_value(component, part);
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

}  // namespace

constinit const FamilyCodec kIpv4FlowCodec{kIpv4Flow, false, decode, append_text, append_json};

Result<void> FlowBuilder::add(std::string_view keyword, TextCursor& words) {
  const auto* found = std::ranges::find(kKeywords, keyword, &Keyword::name);
  if (found == kKeywords.end()) {
    const auto meant = nearest(keyword, kKeywordNames);
    return fail("'" + std::string(keyword) + "' cannot be matched", "", meant ? "did you mean " + *meant + "?" : "");
  }
  const Component& component = *flow::find_component(found->type);
  const auto list = list_of_words(words, keyword);
  if (!list) return std::unexpected(list.error());
  if (list->empty()) return fail(std::string(keyword) + " needs a value");
  if (component.kind == Kind::prefix) {
    if (components_.contains(component.type) || list->size() != 1) return fail("a flow has one " + std::string(component.name) + " prefix at most");
    auto prefix = parse_prefix(component, list->front());
    if (!prefix) return std::unexpected(prefix.error());
    components_[component.type] = std::move(*prefix);
    return {};
  }
  Bytes values;
  for (const std::string_view word : *list) {
    if (auto appended = append_expression(component, word, values); !appended) return appended;
  }
  Bytes& all = components_[component.type];
  all.insert(all.end(), values.begin(), values.end());
  return {};
}

Result<Nlri> FlowBuilder::build() const {
  Bytes body;
  for (const auto& [type, value] : components_) {
    body.push_back(type);
    const std::size_t start = body.size();
    body.insert(body.end(), value.begin(), value.end());
    if (flow::find_component(type)->kind == Kind::prefix) continue;
    std::size_t last = start;
    for (std::size_t at = start; at < body.size(); at += 1 + flow::op::octets(body[at])) last = at;
    body[last] |= flow::op::end;
  }
  if (body.empty()) return fail("a flow needs at least one match, or it matches every packet", "", "add a match such as destination 192.0.2.0/24");
  if (body.size() > kMostOctets) return fail("the flow is longer than " + std::to_string(kMostOctets) + " octets");
  Bytes wire;
  append_length(wire, body.size());
  wire.insert(wire.end(), body.begin(), body.end());
  return Nlri{kIpv4Flow, 0, SmallBytes(wire)};
}

std::span<const std::string_view> flow_match_keywords() { return kKeywordNames; }

}  // namespace vigilcast::bgp
