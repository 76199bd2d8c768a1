// The BGP prefix-SID attribute as text and JSON.
#include <algorithm>
#include <array>
#include <optional>

#include "bgp/wire/attr/prefix_sid.h"
#include "bgp/wire/attr/srv6_service.h"
#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::uint32_t kMost24 = 0xffffff;
constexpr std::size_t kMostRanges = 10000;  // an attribute has 65,535 octets at most

std::string_view service_name(std::uint8_t type) { return type == srv6::kLayer2 ? "l2-service" : "l3-service"; }

std::string hex_number(std::uint16_t value) {
  Bytes octets;
  ByteWriter(octets).u16(value);
  std::string digits = to_lower(to_hex(octets));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return "0x" + digits;
}

std::uint32_t label_index(const PrefixSid::Tlv& tlv) {
  ByteReader reader(tlv.value);
  reader.take(3);  // reserved, flags
  return reader.u32();
}

struct Range {
  std::uint32_t base = 0;
  std::uint32_t size = 0;
};

std::vector<Range> ranges(const PrefixSid::Tlv& tlv) {
  std::vector<Range> out;
  ByteReader reader(tlv.value);
  reader.u16();  // flags
  while (!reader.empty()) {
    const std::uint32_t base = reader.u24();
    out.push_back({base, reader.u24()});
  }
  return out;
}

std::string ranges_text(const PrefixSid::Tlv& tlv) {
  std::string out;
  for (const Range range : ranges(tlv)) { out += (out.empty() ? "[ ( " : ", ( ") + std::to_string(range.base) + "," + std::to_string(range.size) + " )"; }
  return out + " ]";
}

std::string structure_text(const srv6::SidStructure& structure) {
  const std::array<unsigned, 6> all{structure.locator_block, structure.locator_node,         structure.function,
                                    structure.argument,      structure.transposition_length, structure.transposition_offset};
  std::string out;
  for (const unsigned bits : all) out += (out.empty() ? "[" : ",") + std::to_string(bits);
  return out + "]";
}

std::optional<PrefixSid::Tlv> find(const PrefixSid& from, std::uint8_t type) {
  const auto found = std::ranges::find(from.tlvs, type, &PrefixSid::Tlv::type);
  return found == from.tlvs.end() ? std::nullopt : std::optional(*found);
}

// One SID as a configuration has it.
std::string written_service(const PrefixSid::Tlv& tlv) {
  const auto sids = srv6::sids_of(tlv.value);
  if (sids.empty()) return {};
  const srv6::Sid& sid = sids.front();
  std::string out = "( " + std::string(service_name(tlv.type)) + " " + sid.address.to_string() + " " + hex_number(sid.behavior);
  if (sid.structure) out += " " + structure_text(*sid.structure);
  return out + " )";
}

// 5.0 prints SRv6 in a form that nothing reads; a bracket of it is not closed.
std::string printed_service(const PrefixSid::Tlv& tlv) {
  std::string out;
  for (const srv6::Sid& sid : srv6::sids_of(tlv.value)) {
    out += (out.empty() ? "" : ", ") + std::string("sid-information [ sid:") + sid.address.to_string() +
           " flags:0 endpoint_behavior:" + hex_number(sid.behavior) + " ";
    if (sid.structure) out += " [ sid-structure " + structure_text(*sid.structure) + " ]";
  }
  return std::string(service_name(tlv.type)) + " [ " + out + " ]";
}

std::string printed_tlv(const PrefixSid::Tlv& tlv) {
  if (tlv.type == srv6::kLayer3 || tlv.type == srv6::kLayer2) return printed_service(tlv);
  if (tlv.type == PrefixSid::kSrgb) return ranges_text(tlv);
  return "Attribute with code [ " + std::to_string(tlv.type) + " ] not implemented";
}

std::string index_text(const PrefixSid& from) {
  const auto index = find(from, PrefixSid::kLabelIndex);
  if (!index) return {};
  const auto srgb = find(from, PrefixSid::kSrgb);
  return "[ " + std::to_string(label_index(*index)) + (srgb ? ", " + ranges_text(*srgb) : "") + " ]";
}

std::string raw_text(const PrefixSid& from) {
  Bytes octets;
  from.encode(octets, {});
  return "0x" + to_lower(to_hex(octets));
}

// The form of a configuration, when it says all that there is to say.
std::string written(const PrefixSid& from) {
  std::string out = index_text(from);
  if (out.empty() && !from.tlvs.empty()) out = written_service(from.tlvs.front());
  const auto all = words(out);
  TextCursor cursor(all);
  const auto again = PrefixSid::parse(cursor);
  return again && *again == from ? out : raw_text(from);
}

std::string structure_json(const srv6::SidStructure& structure) {
  const std::pair<std::string_view, unsigned> members[] = {{"locator-block-length", structure.locator_block},
                                                           {"locator-node-length", structure.locator_node},
                                                           {"function-length", structure.function},
                                                           {"argument-length", structure.argument},
                                                           {"transposition-length", structure.transposition_length},
                                                           {"transposition-offset", structure.transposition_offset}};
  std::string out;
  for (const auto& [name, bits] : members) out += (out.empty() ? "{\"" : ", \"") + std::string(name) + "\": " + std::to_string(bits);
  return out + "}";
}

std::string service_json(const PrefixSid::Tlv& tlv) {
  std::string out;
  for (const srv6::Sid& sid : srv6::sids_of(tlv.value)) {
    out += (out.empty() ? "" : ", ") + std::string("{ \"sid\": \"") + sid.address.to_string() +
           "\", \"flags\": 0, \"endpoint_behavior\": " + std::to_string(sid.behavior);
    if (sid.structure) out += ", \"structure\": " + structure_json(*sid.structure);
    out += " }";
  }
  return "\"" + std::string(service_name(tlv.type)) + "\": [ " + out + " ]";
}

std::string tlv_json(const PrefixSid::Tlv& tlv) {
  if (tlv.type == PrefixSid::kLabelIndex) return "\"sr-label-index\": " + std::to_string(label_index(tlv));
  if (tlv.type == srv6::kLayer3 || tlv.type == srv6::kLayer2) return service_json(tlv);
  if (tlv.type != PrefixSid::kSrgb) return "\"attribute-not-implemented-" + std::to_string(tlv.type) + "\": \"0x" + to_hex(tlv.value) + "\"";
  std::string out;
  for (const Range range : ranges(tlv)) out += (out.empty() ? "[" : ", [") + std::to_string(range.base) + ", " + std::to_string(range.size) + "]";
  return "\"sr-srgbs\": [" + out + "]";
}

// One word after the other, with the message for the first that is wrong.
Result<std::uint32_t> number(std::string_view word, std::uint32_t most) {
  const bool hex = word.starts_with("0x");
  const auto value = parse_number<std::uint32_t>(word.substr(hex ? 2 : 0), hex ? 16 : 10);
  if (value && *value <= most) return *value;
  return fail("'" + std::string(word) + "' is not a number from 0 to " + std::to_string(most));
}

Result<PrefixSid> parse_index(Words words) {
  if (words.empty()) return fail("bgp-prefix-sid needs a label index", "", "write [ 300 ], or [ 300, [ ( 800000,4096 ) ] ] with the label ranges");
  const auto index = number(words[0], 0xffffffff);
  if (!index) return std::unexpected(index.error());
  PrefixSid out;
  ByteWriter(out.tlvs.emplace_back(PrefixSid::Tlv{PrefixSid::kLabelIndex, {}}).value).u24(0).u32(*index);
  std::vector<std::string_view> numbers;
  std::ranges::copy_if(words.subspan(1), std::back_inserter(numbers),
                       [](std::string_view word) { return std::string_view("[]()").find(word) == std::string_view::npos; });
  if (numbers.empty()) return out;
  if (numbers.size() % 2 != 0) return fail("a label range of bgp-prefix-sid has a base and a size", "", "write [ ( 800000,4096 ) ]");
  if (numbers.size() > kMostRanges * 2) return fail("bgp-prefix-sid has more than " + std::to_string(kMostRanges) + " label ranges");
  Bytes& srgb = out.tlvs.emplace_back(PrefixSid::Tlv{PrefixSid::kSrgb, {0, 0}}).value;
  for (const std::string_view word : numbers) {
    const auto value = number(word, kMost24);
    if (!value) return std::unexpected(value.error());
    ByteWriter(srgb).u24(*value);
  }
  return out;
}

Result<std::optional<srv6::SidStructure>> parse_structure(Words words) {
  if (words.empty()) return std::nullopt;
  if (words.size() != 8 || words.front() != "[" || words.back() != "]") {
    return fail("the structure of a SID has six numbers", "",
                "write [ 64,24,16,0,0,0 ]: locator block, locator node, function, argument, transposition length and offset");
  }
  std::array<std::uint8_t, 6> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const auto value = number(words[i + 1], 0xff);
    if (!value) return std::unexpected(value.error());
    bits[i] = static_cast<std::uint8_t>(*value);
  }
  return srv6::SidStructure{bits[0], bits[1], bits[2], bits[3], bits[4], bits[5]};
}

Result<PrefixSid> parse_service(Words words) {
  const std::string hint = "write ( l3-service SID ), ( l3-service SID BEHAVIOR ) or ( l3-service SID BEHAVIOR [ 64,24,16,0,0,0 ] )";
  if (words.size() < 2 || (words[0] != "l3-service" && words[0] != "l2-service")) return fail("a SID of bgp-prefix-sid-srv6 needs its service", "", hint);
  srv6::Sid sid;
  const auto address = IpAddress::parse(words[1]);
  if (!address || address->is_v4()) return fail("'" + std::string(words[1]) + "' is not an IPv6 address", "", hint);
  sid.address = *address;
  if (words.size() > 2) {
    const auto behavior = number(words[2], 0xffff);
    if (!behavior) return std::unexpected(behavior.error());
    sid.behavior = static_cast<std::uint16_t>(*behavior);
    const auto structure = parse_structure(words.subspan(3));
    if (!structure) return std::unexpected(structure.error());
    sid.structure = *structure;
  }
  Bytes value = srv6::encode_service(sid);
  if (const std::string why = srv6::check_service(value); !why.empty()) return fail("bgp-prefix-sid " + why);
  return PrefixSid{{{words[0] == "l2-service" ? srv6::kLayer2 : srv6::kLayer3, std::move(value)}}};
}

Result<PrefixSid> parse_raw(std::string_view word) {
  const auto value = from_hex(word.substr(2));
  if (!value) return fail("'" + std::string(word) + "' is not an even number of hexadecimal digits");
  auto out = PrefixSid::decode(*value, {});
  if (!out) return fail(out.error().text);
  return std::move(*out);
}

}  // namespace

Result<PrefixSid> PrefixSid::parse(TextCursor& words) {
  if (words.peek().starts_with("0x")) return parse_raw(words.next());
  const bool index = words.peek().starts_with('[');
  if (!index && !words.peek().starts_with('(')) {
    return fail("bgp-prefix-sid needs a value in brackets", "", "write [ 300 ] for a label index, ( l3-service 2001:db8:: ) for SRv6");
  }
  const auto inside = bracketed_words(words, kDescriptor.name);
  if (!inside) return std::unexpected(inside.error());
  return index ? parse_index(*inside) : parse_service(*inside);
}

void PrefixSid::append_text(std::string& out, Dialect dialect) const {
  if (dialect == Dialect::v4_2) {
    out += written(*this);
  } else if (const std::string index = index_text(*this); !index.empty()) {
    out += index;
  } else {
    out += "[ ";
    for (const Tlv& tlv : tlvs) out += (&tlv == &tlvs.front() ? "" : ", ") + printed_tlv(tlv);
    out += " ]";
  }
}

void PrefixSid::append_json(std::string& out, Dialect /*dialect*/) const {
  out += "{ ";
  for (const Tlv& tlv : tlvs) out += (&tlv == &tlvs.front() ? "" : ", ") + tlv_json(tlv);
  out += " }";
}

}  // namespace vigilcast::bgp
