// UPDATE (RFC 4271 section 4.3, RFC 4760, RFC 7606): bytes <-> value.
//
// NEXT_HOP, MP_REACH_NLRI and MP_UNREACH_NLRI are framing: they become `announced` and `withdrawn`. AS4_PATH and
// AS4_AGGREGATOR (RFC 6793) are merged while decoding and made while encoding. Everything else is in `attributes`.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bgp/wire/attr/set.h"
#include "bgp/wire/fault.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/next_hop.h"
#include "bgp/wire/nlri/nlri.h"

namespace vigilcast::bgp {

struct Announced {
  Family family;
  NextHop next_hop;
  std::vector<Nlri> nlri;
  friend bool operator==(const Announced&, const Announced&) = default;
};

struct Withdrawn {
  Family family;
  std::vector<Nlri> nlri;
  friend bool operator==(const Withdrawn&, const Withdrawn&) = default;
};

struct Update {
  std::vector<Withdrawn> withdrawn;
  AttributeSet attributes;
  std::vector<Announced> announced;
  std::optional<Family> end_of_rib;  // RFC 4724 section 2; everything else is empty then
};

struct DecodedUpdate {
  Update update;
  std::vector<Fault> faults;
};

// `body` is the message without its header. Families that were not negotiated are left out of the update and reported.
// NLRI of an update whose strongest fault is treat_as_withdraw are already moved to `withdrawn`.
DecodedUpdate decode_update(ByteView body, const Negotiated& session);

// Each of the following appends one whole message (header included) of at most session.max_message() bytes.
// They take as many NLRI from the front as fit and return how many; 0 means that not even one fits.
std::size_t encode_announce(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const NlriView> nlri,
                            const Negotiated& session);
std::size_t encode_announce(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const Nlri> nlri,
                            const Negotiated& session);
std::size_t encode_withdraw(Bytes& out, Family family, std::span<const NlriView> nlri, const Negotiated& session);
std::size_t encode_withdraw(Bytes& out, Family family, std::span<const Nlri> nlri, const Negotiated& session);
// The same with next hop, labels and attributes, which a withdrawal does not need and ExaBGP sends. Not for ipv4 unicast.
std::size_t encode_withdraw(Bytes& out, Family family, const NextHop& next_hop, const AttributeSet& attributes, std::span<const NlriView> nlri,
                            const Negotiated& session);
void encode_end_of_rib(Bytes& out, Family family);

}  // namespace vigilcast::bgp
