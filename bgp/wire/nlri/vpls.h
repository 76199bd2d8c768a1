// VPLS (RFC 4761 section 3.2.2): a block of labels that one site of a virtual LAN offers to the others.
#pragma once

#include <cstdint>

#include "bgp/wire/label.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/route_distinguisher.h"
#include "bgp/wire/text_cursor.h"
#include "pkg/base/result.h"

namespace vigilcast::bgp {

extern const FamilyCodec kVplsCodec;

struct VplsRoute {
  RouteDistinguisher rd;
  std::uint16_t endpoint = 0;  // the identifier of the site
  std::uint16_t offset = 0;    // of the block
  std::uint16_t size = 0;
  MplsLabel base;

  friend bool operator==(const VplsRoute&, const VplsRoute&) = default;
};

Nlri vpls_nlri(const VplsRoute& route);

// Collects "endpoint 5", "base 10702", "offset 1", "size 8" and "rd 192.0.2.1:123".
class VplsBuilder {
 public:
  static std::span<const std::string_view> keywords();
  Result<void> add(std::string_view keyword, TextCursor& words);
  [[nodiscard]] Result<Nlri> build() const;  // all five are needed

 private:
  VplsRoute route_;
  unsigned seen_ = 0;  // a bit for each keyword
};

}  // namespace vigilcast::bgp
