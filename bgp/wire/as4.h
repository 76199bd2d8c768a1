// Four-octet AS numbers across a two-octet session (RFC 6793): AS4_PATH and AS4_AGGREGATOR.
#pragma once

#include <optional>

#include "bgp/wire/attr/set.h"

namespace vigilcast::bgp {

inline constexpr AttributeDescriptor kAs4Path{.code = 17, .name = "as4-path", .flags = attribute_flag::optional_transitive};
inline constexpr AttributeDescriptor kAs4Aggregator{
    .code = 18, .name = "as4-aggregator", .flags = attribute_flag::optional_transitive, .malformed = FaultAction::discard_attribute};

// A malformed one is discarded (RFC 6793 section 6), whatever AS_PATH and AGGREGATOR would ask for.
std::expected<AsPath, Fault> decode_as4_path(ByteView value, const Negotiated& session);
std::expected<Aggregator, Fault> decode_as4_aggregator(ByteView value, const Negotiated& session);

// RFC 6793 section 4.2.3: puts the true numbers into AS_PATH and AGGREGATOR.
void merge_as4(AttributeSet& attributes, const std::optional<AsPath>& as4_path, const std::optional<Aggregator>& as4_aggregator);

// Appends what a two-octet session needs beside AS_PATH and AGGREGATOR; nothing when all numbers fit.
void encode_as4_path(Bytes& out, const AsPath& path);
void encode_as4_aggregator(Bytes& out, const Aggregator& aggregator);

}  // namespace vigilcast::bgp
