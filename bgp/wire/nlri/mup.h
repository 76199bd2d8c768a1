// Mobile user plane (draft-ietf-bess-mup-safi): the four routes of the 3GPP 5G architecture as values; others are kept and printed as they came.
//
// Wire form: architecture, type in two octets, length in octets, and the fields of the type.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/route_distinguisher.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4MupCodec;
extern const FamilyCodec kIpv6MupCodec;

struct MupRoute {
  enum class Type : std::uint8_t { interwork_segment = 1, direct_segment = 2, type_1_session = 3, type_2_session = 4 };

  // A type has some of these; the others are at rest.
  Type type = Type::interwork_segment;
  RouteDistinguisher rd;
  Prefix prefix;                    // of an interwork segment, of a type 1 session
  IpAddress endpoint;               // of a session; the address of a direct segment
  std::optional<IpAddress> source;  // of a type 1 session
  std::uint32_t teid = 0;           // tunnel endpoint identifier
  std::uint8_t teid_bits = 0;       // of a type 2 session: how many of them there are, 0 to 32
  std::uint8_t qfi = 0;             // QoS flow identifier, of a type 1 session

  friend bool operator==(const MupRoute&, const MupRoute&) = default;
};

Nlri mup_nlri(Afi afi, const MupRoute& route);
// Of architecture, type, length and fields. An error says why the route is malformed; nothing: it is none of the four.
std::expected<std::optional<MupRoute>, std::string> read_mup(Afi afi, ByteView wire);

// "mup-isd PREFIX rd RD", "mup-dsd IP rd RD", "mup-t1st PREFIX rd RD teid N qfi N endpoint IP [source IP]", "mup-t2st IP rd RD teid N/BITS".
Result<Nlri> parse_mup(Afi afi, TextCursor& words);

}  // namespace vigilcast::bgp
