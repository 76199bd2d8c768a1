// CLUSTER_LIST (RFC 4456).
#pragma once

#include <vector>

#include "bgp/wire/attr/descriptor.h"
#include "bgp/wire/dialect.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

struct ClusterList {
  static constexpr AttributeDescriptor kDescriptor{.code = 10, .name = "cluster-list", .flags = attribute_flag::optional, .internal_only = true};

  std::vector<IpAddress> values;  // IPv4

  static std::expected<ClusterList, Fault> decode(ByteView value, const Negotiated& session);
  void encode(Bytes& out, const Negotiated& session) const;
  static Result<ClusterList> parse(TextCursor& words);
  void append_text(std::string& out, Dialect dialect) const;
  void append_json(std::string& out, Dialect dialect) const;

  [[nodiscard]] bool omitted(const Negotiated& /*session*/) const { return values.empty(); }  // a list without members is malformed on the wire

  friend bool operator==(const ClusterList&, const ClusterList&) = default;
};

}  // namespace vigilcast::bgp
