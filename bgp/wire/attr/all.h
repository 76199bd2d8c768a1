// The list of path attributes. To add one: write attr/x.{h,cpp} and name its type here.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "bgp/wire/attr/aggregator.h"
#include "bgp/wire/attr/aigp.h"
#include "bgp/wire/attr/as_path.h"
#include "bgp/wire/attr/atomic_aggregate.h"
#include "bgp/wire/attr/cluster_list.h"
#include "bgp/wire/attr/communities.h"
#include "bgp/wire/attr/extended_communities.h"
#include "bgp/wire/attr/ipv6_extended_communities.h"
#include "bgp/wire/attr/large_communities.h"
#include "bgp/wire/attr/link_state.h"
#include "bgp/wire/attr/local_preference.h"
#include "bgp/wire/attr/med.h"
#include "bgp/wire/attr/origin.h"
#include "bgp/wire/attr/originator_id.h"
#include "bgp/wire/attr/otc.h"
#include "bgp/wire/attr/pmsi.h"
#include "bgp/wire/attr/prefix_sid.h"
#include "bgp/wire/attr/tunnel_encapsulation.h"
#include "bgp/wire/attr/unknown.h"

namespace vigilcast::bgp {

using Attribute = std::variant<Origin, AsPath, Med, LocalPreference, AtomicAggregate, Aggregator, Communities, OriginatorId, ClusterList, ExtendedCommunities,
                               Pmsi, TunnelEncapsulation, Ipv6ExtendedCommunities, Aigp, LinkState, LargeCommunities, Otc, PrefixSid, UnknownAttribute>;

// The row of a type code; nullptr when it has no type of its own.
struct AttributeRow {
  AttributeDescriptor descriptor;
  std::expected<Attribute, Fault> (*decode)(ByteView value, const Negotiated& session) = nullptr;
  Result<Attribute> (*parse)(TextCursor& words) = nullptr;
};
const AttributeRow* find_attribute(std::uint8_t code);
const AttributeRow* find_attribute(std::string_view keyword);  // also by the other keywords that ExaBGP has for some

// What follows `keyword` in a route as people write it: "med 100", "as-path [ 65001 65002 ]", "attribute [ 0x99 0xC0 0x01 ]".
Result<Attribute> parse_attribute(std::string_view keyword, TextCursor& words);
std::span<const std::string_view> attribute_keywords();

// Appends flags, type, length and value; nothing when the type says that it is omitted on this session.
void encode_attribute(Bytes& out, const Attribute& attribute, const Negotiated& session);

}  // namespace vigilcast::bgp
