#include "bgp/wire/attr/ipv6_extended_communities.h"

#include <algorithm>
#include <optional>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

constexpr std::uint16_t kTarget = 0x0002, kOrigin = 0x0003, kToNextHop = 0x000c, kRedirect = 0x000d;

Ipv6ExtendedCommunity make(std::uint16_t type, const IpAddress& address, std::uint16_t local) {
  Bytes octets;
  ByteWriter(octets).u16(type).bytes(address.bytes()).u16(local);
  Ipv6ExtendedCommunity out;
  std::ranges::copy(octets, out.octets.begin());
  return out;
}

// An address and a number, or an address and a bit.
struct Row {
  std::string_view name;
  std::uint16_t type;
  std::optional<std::uint16_t> local;  // none: it stands in the text
};
constexpr std::array kRows{
    Row{"target", kTarget, std::nullopt},           Row{"origin", kOrigin, std::nullopt},       Row{"redirect", kRedirect, std::nullopt},
    Row{"redirect-to-nexthop-ietf", kToNextHop, 0}, Row{"copy-to-nexthop-ietf", kToNextHop, 1},
};

std::optional<Ipv6ExtendedCommunity> from_row(const Row& row, std::string_view rest) {
  const auto colon = row.local ? rest.size() : rest.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(rest.substr(0, colon));
  const auto local = row.local ? row.local : parse_number<std::uint16_t>(rest.substr(colon + 1));
  if (!address || !address->is_v6() || !local) return std::nullopt;
  return make(row.type, *address, *local);
}

std::optional<Ipv6ExtendedCommunity> from_hex_digits(std::string_view word) {
  const auto octets = word.starts_with("0x") || word.starts_with("0X") ? from_hex(word.substr(2)) : std::nullopt;
  if (!octets || octets->size() != Ipv6ExtendedCommunity::kSize) return std::nullopt;
  Ipv6ExtendedCommunity out;
  std::ranges::copy(*octets, out.octets.begin());
  return out;
}

// The octets as one number: ExaBGP prints it in full.
std::string decimal(ByteView octets) {
  std::string out;
  Bytes left(octets.begin(), octets.end());
  while (std::ranges::any_of(left, [](std::uint8_t octet) { return octet != 0; }) || out.empty()) {
    unsigned remainder = 0;
    for (std::uint8_t& octet : left) {
      const unsigned value = remainder << 8 | octet;
      octet = static_cast<std::uint8_t>(value / 10);
      remainder = value % 10;
    }
    out.push_back(static_cast<char>('0' + remainder));
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace

namespace traffic {
Ipv6ExtendedCommunity redirect_ipv6(const IpAddress& ipv6, std::uint16_t local) { return make(kRedirect, ipv6, local); }
Ipv6ExtendedCommunity redirect_to_nexthop_ietf_ipv6(const IpAddress& ipv6, bool copy) { return make(kToNextHop, ipv6, copy ? 1 : 0); }
}  // namespace traffic

Result<Ipv6ExtendedCommunity> Ipv6ExtendedCommunity::parse(std::string_view word) {
  if (const auto value = from_hex_digits(word)) return *value;
  const auto end = word.find_first_of(": ");
  if (end != std::string_view::npos) {
    const std::string name = to_lower(word.substr(0, end));
    const auto* row = std::ranges::find(kRows, name, &Row::name);
    const auto value = row == kRows.end() ? std::nullopt : from_row(*row, word.substr(end + 1));
    if (value) return *value;
  }
  return fail("'" + std::string(word) + "' is not an IPv6 extended community", "",
              "write target:2001:db8::1:5, redirect-to-nexthop-ietf:2001:db8::1, or 0x and 40 hexadecimal digits");
}

std::string Ipv6ExtendedCommunity::to_string() const {
  ByteReader reader(octets);
  const std::uint16_t type = reader.u16();
  const std::string address = IpAddress::v6(reader.take(16)).to_string();
  const std::uint16_t local = reader.u16();
  const auto* row = std::ranges::find_if(kRows, [&](const Row& each) { return each.type == type && (!each.local || each.local == local); });
  if (row == kRows.end()) return "0x" + to_hex(octets);
  return std::string(row->name) + (row->local ? " " + address : ":" + address + ":" + std::to_string(local));
}

std::expected<Ipv6ExtendedCommunities, Fault> Ipv6ExtendedCommunities::decode(ByteView value, const Negotiated& /*session*/) {
  constexpr std::size_t kSize = Ipv6ExtendedCommunity::kSize;
  if (value.empty() || value.size() % kSize != 0) return wrong_length(kDescriptor, value.size(), "a multiple of 20");
  Ipv6ExtendedCommunities out;
  for (ByteReader reader(value); !reader.empty();) std::ranges::copy(reader.take(kSize), out.values.emplace_back().octets.begin());
  return out;
}

void Ipv6ExtendedCommunities::encode(Bytes& out, const Negotiated& /*session*/) const {
  for (const Ipv6ExtendedCommunity& community : values) ByteWriter(out).bytes(community.octets);
}

Result<Ipv6ExtendedCommunities> Ipv6ExtendedCommunities::parse(TextCursor& words) {
  const auto in_two_words = [](std::string_view word) { return word == kRows[3].name || word == kRows[4].name; };
  const bool bare = words.peek() != "[";
  auto list = list_of_words(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  if (bare && in_two_words(list->front()) && !words.done()) list->push_back(words.next());
  Ipv6ExtendedCommunities out;
  for (TextCursor each(*list); !each.done();) {
    std::string word(each.next());
    if (in_two_words(word) && !each.done()) word += " " + std::string(each.next());
    const auto community = Ipv6ExtendedCommunity::parse(word);
    if (!community) return std::unexpected(community.error());
    out.values.push_back(*community);
  }
  std::ranges::sort(out.values);
  return out;
}

// In order, as ExaBGP prints them.
void Ipv6ExtendedCommunities::append_text(std::string& out, Dialect /*dialect*/) const {
  append_list(out, sorted(values), false, [](std::string& to, const Ipv6ExtendedCommunity& community) { to += community.to_string(); });
}

void Ipv6ExtendedCommunities::append_json(std::string& out, Dialect dialect) const {
  if (kDescriptor.named_since > dialect) {
    out += '"';
    append_text(out, dialect);
    out += '"';
    return;
  }
  append_json_list(out, sorted(values), [](std::string& to, const Ipv6ExtendedCommunity& community) {
    to += "{ \"value\": " + decimal(community.octets) + ", \"string\": \"" + community.to_string() + "\" }";
  });
}

void Ipv6ExtendedCommunities::add(const Ipv6ExtendedCommunity& community) { values.insert(std::ranges::upper_bound(values, community), community); }

}  // namespace vigilcast::bgp
