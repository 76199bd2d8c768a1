// FlowSpec for IPv4 (RFC 8955): what is matched, from words to NLRI and back. The traffic actions are extended communities.
//
// The canonical wire form is the length in as few octets as it needs, then the components ascending by type.
#pragma once

#include <map>
#include <span>
#include <string_view>

#include "bgp/wire/nlri/all.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kIpv4FlowCodec;

// Collects match statements. One of the same kind twice means either value: both lists become one.
class FlowBuilder {
 public:
  // "source" and "10.0.0.0/24"; "destination-port" and "[ =80 >8080&<8088 ]"; "tcp-flags" and "syn+ack".
  Result<void> add(std::string_view keyword, TextCursor& words);
  // A flow without any match is refused: it would match every packet.
  [[nodiscard]] Result<Nlri> build() const;

 private:
  std::map<std::uint8_t, Bytes> components_;  // by type, without the type octet
};

// The keywords of a match section: "source", "destination-port", …
std::span<const std::string_view> flow_match_keywords();

}  // namespace vigilcast::bgp
