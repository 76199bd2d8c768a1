// Routes as ExaBGP 5.0.15 has shown them, word for word.
#include "pkg/exabgp/api/route_object.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/conf/route_text.h"

namespace vigilcast::exabgp::route_object_test {

std::string shown(std::string_view text) {
  const auto routes = parse_route_words(route_words(text), {Compat::v5_0, {}, false});
  if (!routes) return routes.error().to_string();
  const ParsedRoute& route = routes->front();
  return route_object(route.nlri, route.next_hop.given, *route.attributes);
}

TEST(RouteObject, HasAttributesAsFiveDotZeroShowsThem) {
  EXPECT_EQ(shown("10.9.0.0/24 next-hop 192.0.2.1 med 10 community [ 65000:1 no-export ] as-path [ 65001 65002 ]"),
            R"({"nlri": {"prefix": "10.9.0.0/24", "nexthop": "192.0.2.1", "family": {"afi": "ipv4", "safi": "unicast"}}, )"
            R"("attributes": {"as-path": {"0": {"element": "as-sequence", "value": [65001, 65002]}}, "med": 10, "community": ["65000:1", "no-export"]}})");
  EXPECT_EQ(shown("2001:db8::/48 next-hop 2001:db8::1"),
            R"({"nlri": {"prefix": "2001:db8::/48", "nexthop": "2001:db8::1", "family": {"afi": "ipv6", "safi": "unicast"}}, "attributes": {}})");
}

TEST(RouteObject, HasLabelsAndDistinguisher) {
  EXPECT_EQ(
      shown("10.8.0.0/24 next-hop 192.0.2.1 label 100 rd 65000:1"),
      R"({"nlri": {"prefix": "10.8.0.0/24", "nexthop": "192.0.2.1", "family": {"afi": "ipv4", "safi": "mpls-vpn"}, "label": [ [100] ], "rd": "65000:1"}, )"
      R"("attributes": {}})");
}

}  // namespace vigilcast::exabgp::route_object_test
