// What must hold for every UPDATE, however it came about: it prints as JSON, and what is understood of it says the same when it is sent again.
#pragma once

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/update.h"
#include "tests/fuzz/check.h"

namespace vigilcast::bgp::fuzz {

inline Negotiated session_of(std::uint8_t choice) {
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

// Decode of encode is the value, and encode of decode of encode the same octets: there is one canonical form.
inline void send_again(const Announced& routes, const AttributeSet& attributes, const Negotiated& session) {
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
  if (!session.as4) return;  // AS4_PATH cannot say everything that a two-octet session could (RFC 6793)
  FUZZ_CHECK(again.update.attributes == attributes);
  Bytes canonical;
  FUZZ_CHECK(encode_announce(canonical, got.family, got.next_hop, again.update.attributes, got.nlri, session) == count && canonical == message);
}

inline void withdraw_again(const Withdrawn& routes, const Negotiated& session) {
  Bytes message;
  const std::size_t count = encode_withdraw(message, routes.family, routes.nlri, session);
  FUZZ_CHECK(count == routes.nlri.size() || message.size() > session.max_message() / 2);
  if (count == 0) return;
  const DecodedUpdate again = decode_update(ByteView(message).subspan(kHeaderSize), session);
  FUZZ_CHECK(again.faults.empty() && again.update.announced.empty());
  FUZZ_CHECK(again.update.withdrawn.size() == 1 && again.update.withdrawn[0].family == routes.family);
  FUZZ_CHECK(std::ranges::equal(again.update.withdrawn[0].nlri, std::span(routes.nlri).first(count)));
}

inline void print(const Update& update) {
  for (const Dialect dialect : {Dialect::v4_2, Dialect::v5_0}) {
    std::string json;
    append_update_json(json, update, dialect);
    FUZZ_CHECK(nlohmann::json::accept(json));
    (void)update.attributes.text(dialect);
  }
  for (const Announced& routes : update.announced) {
    for (const Nlri& nlri : routes.nlri) FUZZ_CHECK(!nlri_text(nlri).empty() && !destination_text(nlri, routes.next_hop).empty());
  }
}

// A canonical NLRI is its own canonical form.
inline void check_canonical(const Nlri& nlri) {
  ByteReader reader(nlri.wire.view());
  SmallBytes canonical;
  FUZZ_CHECK(!find_codec(nlri.family)->decode(reader, canonical) && reader.empty() && canonical == nlri.wire);
}

inline void check_update(ByteView body, const Negotiated& session) {
  const DecodedUpdate decoded = decode_update(body, session);
  const Update& update = decoded.update;
  print(update);
  for (const Fault& fault : decoded.faults) FUZZ_CHECK(!fault.text.empty());
  const Fault* worst = strongest(decoded.faults);
  if (worst != nullptr && worst->action == FaultAction::reset_session) return;
  for (const Announced& routes : update.announced) {
    std::ranges::for_each(routes.nlri, check_canonical);
    if (routes.next_hop.address || !find_codec(routes.family)->needs_next_hop) send_again(routes, update.attributes, session);
  }
  for (const Withdrawn& routes : update.withdrawn) {
    std::ranges::for_each(routes.nlri, check_canonical);
    withdraw_again(routes, session);
  }
}

// --- an UPDATE around a part of one -------------------------------------------------------------------------------------------

inline void append_attribute(Bytes& out, std::uint8_t flags, std::uint8_t code, ByteView value) {
  ByteWriter(out).u8(flags | 0x10U).u8(code).u16(static_cast<std::uint16_t>(value.size())).bytes(value);
}

// ORIGIN, AS_PATH (and NEXT_HOP, for the NLRI field) in front of `attributes`.
inline Bytes update_with(ByteView attributes, ByteView nlri, const Negotiated& session) {
  Bytes all;
  append_attribute(all, 0x40, 1, Bytes{0});
  append_attribute(all, 0x40, 2, session.as4 ? Bytes{2, 1, 0, 0, 0xfd, 0xe9} : Bytes{2, 1, 0xfd, 0xe9});
  if (!nlri.empty()) append_attribute(all, 0x40, 3, Bytes{192, 0, 2, 1});
  all.insert(all.end(), attributes.begin(), attributes.end());
  Bytes out;
  ByteWriter(out).u16(0).u16(static_cast<std::uint16_t>(all.size())).bytes(all).bytes(nlri);
  return out;
}

// A next hop as the family has it: of four or sixteen octets, with route distinguishers in front where it is one of VPNs.
inline Bytes next_hop_of(Family family, bool ipv6) {
  Bytes out;
  if (!find_codec(family)->needs_next_hop) return out;
  if (family.safi == Safi::mpls_vpn || family.safi == Safi::bgp_ls_vpn) out.assign(8, 0);
  const Bytes address = ipv6 ? Bytes{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} : Bytes{192, 0, 2, 1};
  out.insert(out.end(), address.begin(), address.end());
  return out;
}

inline Bytes reach(Family family, ByteView nlri, bool ipv6) {
  const Bytes next_hop = next_hop_of(family, ipv6);
  Bytes value, out;
  ByteWriter(value).u16(static_cast<std::uint16_t>(family.afi)).u8(static_cast<std::uint8_t>(family.safi)).u8(static_cast<std::uint8_t>(next_hop.size()));
  ByteWriter(value).bytes(next_hop).u8(0).bytes(nlri);
  append_attribute(out, 0x80, 14, value);
  return out;
}

inline Bytes unreach(Family family, ByteView nlri) {
  Bytes value, out;
  ByteWriter(value).u16(static_cast<std::uint16_t>(family.afi)).u8(static_cast<std::uint8_t>(family.safi)).bytes(nlri);
  append_attribute(out, 0x80, 15, value);
  return out;
}

// The field is announced, and withdrawn.
inline void check_nlri(Family family, ByteView field, const Negotiated& session, ByteView attributes = {}) {
  for (const bool ipv6 : {false, true}) {
    Bytes all = reach(family, field, ipv6);
    all.insert(all.end(), attributes.begin(), attributes.end());
    check_update(update_with(all, {}, session), session);
  }
  check_update(update_with(unreach(family, field), {}, session), session);
}

inline constexpr std::size_t kLongest = 16384;  // of an input: more finds nothing new

}  // namespace vigilcast::bgp::fuzz
