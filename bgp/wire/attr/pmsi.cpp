#include "bgp/wire/attr/pmsi.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

struct Kind {
  std::uint8_t type;
  std::string_view name;
};
constexpr std::array kKinds{Kind{0, "notunnel"},
                            Kind{1, "rsvp-tep2mplsp"},
                            Kind{2, "mldpp2mplsp"},
                            Kind{3, "pim-ssmtree"},
                            Kind{4, "pim-smtree"},
                            Kind{5, "bidir-pimtree"},
                            Kind{Pmsi::kIngressReplication, "ingressreplication"},
                            Kind{7, "mldpmp2mplsp"},
                            Kind{10, "assistedreplication"},  // RFC 9574
                            Kind{11, "bier"},                 // RFC 8556
                            Kind{12, "sr-mplsp2mptree"},
                            Kind{13, "srv6p2mptree"}};

bool is_address(std::size_t size) { return size == 4 || size == 16; }

std::string tunnel_text(const Pmsi& pmsi) {
  if (pmsi.tunnel.empty()) return {};
  // An IPv6 address has colons, as what is around it; ExaBGP prints it in hexadecimal too.
  if (pmsi.type == Pmsi::kIngressReplication && pmsi.tunnel.size() == 4) return IpAddress::v4(pmsi.tunnel).to_string();
  return "0x" + to_hex(pmsi.tunnel);
}

std::optional<Bytes> parse_tunnel(std::string_view text) {
  if (text.starts_with("0x")) return from_hex(text.substr(2));
  if (text.empty()) return Bytes{};
  const auto address = IpAddress::parse(text);
  if (!address) return std::nullopt;
  return Bytes(address->bytes().begin(), address->bytes().end());
}

// "100" or "100(1601)": the label, and the entry that it stands in.
std::optional<MplsLabel> parse_label(std::string_view text) {
  const auto open = text.find('(');
  if (open != std::string_view::npos && text.ends_with(')')) {
    const auto entry = parse_number<std::uint32_t>(text.substr(open + 1, text.size() - open - 2));
    return entry && *entry <= 0xffffff ? std::optional(MplsLabel{*entry}) : std::nullopt;
  }
  const auto value = parse_number<std::uint32_t>(text);
  return value && *value <= MplsLabel::kMost ? std::optional(MplsLabel::of(*value, false)) : std::nullopt;
}

std::optional<Pmsi> from_parts(const std::vector<std::string_view>& parts) {
  if (parts.size() != 5 || parts[0] != "pmsi") return std::nullopt;
  const auto* kind = std::ranges::find(kKinds, parts[1], &Kind::name);
  const auto flags = parse_number<std::uint8_t>(parts[2]);
  const auto label = parse_label(parts[3]);
  auto tunnel = parse_tunnel(parts[4]);
  if (kind == kKinds.end() || !flags || !label || !tunnel) return std::nullopt;
  return Pmsi{*flags, kind->type, *label, std::move(*tunnel)};
}

}  // namespace

std::expected<Pmsi, Fault> Pmsi::decode(ByteView value, const Negotiated& /*session*/) {
  if (value.size() < 5) return wrong_length(kDescriptor, value.size(), "5 or more");
  ByteReader reader(value);
  Pmsi out;
  out.flags = reader.u8();
  out.type = reader.u8();
  out.label = {reader.u24()};
  out.tunnel.assign(reader.peek().begin(), reader.peek().end());
  if (std::ranges::find(kKinds, out.type, &Kind::type) == kKinds.end()) {
    return malformed(kDescriptor, update_error::optional_attribute, "has the unknown tunnel type " + std::to_string(out.type));
  }
  if (out.type == kIngressReplication && !is_address(out.tunnel.size())) {
    return malformed(kDescriptor, update_error::optional_attribute, "replicates to an address of " + std::to_string(out.tunnel.size()) + " octets");
  }
  return out;
}

void Pmsi::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).u8(flags).u8(type).u24(label.entry).bytes(tunnel); }

Result<Pmsi> Pmsi::parse(TextCursor& words) {
  if (words.done()) return fail("pmsi needs a value");
  const std::string_view word = words.next();
  const auto out = from_parts(split(word, ':'));
  const std::string hint = "write pmsi:TYPE:FLAGS:LABEL:TUNNEL, such as pmsi:ingressreplication:0:100:192.0.2.1";
  if (!out) return fail("'" + std::string(word) + "' is not a value for pmsi", "", hint);
  if (out->type == kIngressReplication && !is_address(out->tunnel.size()))
    return fail("'" + std::string(word) + "' does not say to whom it replicates", "", hint);
  return *out;
}

void Pmsi::append_text(std::string& out, Dialect dialect) const {
  // ExaBGP keeps the whole entry of ingress replication only; its text of 4.2 is the one that reads back here.
  const bool keeps_entry = type == kIngressReplication && tunnel.size() == 4 && label.entry != 0;
  const bool is_told = keeps_entry || (dialect == Dialect::v4_2 && label != MplsLabel::of(label.value(), false));
  const auto* kind = std::ranges::find(kKinds, type, &Kind::type);
  out += "pmsi:" + std::string(kind == kKinds.end() ? "unknown" : kind->name) + ":" + std::to_string(flags) + ":" + std::to_string(label.value());
  if (is_told) out += "(" + std::to_string(label.entry) + ")";
  out += ":" + tunnel_text(*this);
}

void Pmsi::append_json(std::string& out, Dialect /*dialect*/) const {
  out += '"';
  append_text(out, Dialect::v5_0);
  out += '"';
}

}  // namespace vigilcast::bgp
