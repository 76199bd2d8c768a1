// A FlowSpec NLRI from words. Prefixes, and flow-label, decide for which address family it is; without any it is IPv4.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bgp/wire/nlri/nlri.h"
#include "bgp/wire/route_distinguisher.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

// Collects match statements. One of the same kind twice means either value: both lists become one.
class FlowBuilder {
 public:
  FlowBuilder() = default;
  explicit FlowBuilder(Afi afi) : afi_(afi) {}

  // "source" and "10.0.0.0/24"; "source" and "2001:db8::/64/32" with an offset; "destination-port" and "[ =80 >8080&<8088 ]".
  Result<void> add(std::string_view keyword, TextCursor& words);
  // The flow is of a VPN.
  void distinguish(const RouteDistinguisher& rd) { rd_ = rd; }
  // A flow without any match is refused: it would match every packet.
  [[nodiscard]] Result<Nlri> build() const;

 private:
  Result<void> belongs_to(Afi afi, std::string_view word);
  Result<void> add_prefix(std::uint8_t type, std::string_view word);

  std::map<std::uint8_t, Bytes> components_;  // by type, without the type octet
  std::optional<Afi> afi_;
  std::optional<RouteDistinguisher> rd_;
};

// The keywords of a match section: "source", "destination-port", …
std::span<const std::string_view> flow_match_keywords();

}  // namespace vigilcast::bgp
