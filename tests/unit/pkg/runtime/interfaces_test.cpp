// The addresses of this host.
#include "pkg/runtime/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vigilcast::runtime::interfaces_test {

IpAddress ip(const char* text) { return IpAddress::parse(text).value(); }

const std::vector<LocalAddress> host = {
    {"lo", ip("127.0.0.1")}, {"eth0", ip("192.0.2.11")},   {"eth1", ip("198.51.100.1")}, {"lo", ip("::1")},
    {"eth0", ip("fe80::1")}, {"eth0", ip("2001:db8::11")}, {"eth0", ip("2001:db8::12")}, {"eth1", ip("fe80::2")},
};

TEST(GlobalIpv6, IsTheFirstOneOfTheSameInterface) { EXPECT_EQ(global_ipv6_beside(ip("192.0.2.11"), host), ip("2001:db8::11")); }

TEST(GlobalIpv6, IsNeitherLinkLocalNorLoopbackNorOfAnotherInterface) {
  EXPECT_EQ(global_ipv6_beside(ip("198.51.100.1"), host), std::nullopt);
  EXPECT_EQ(global_ipv6_beside(ip("127.0.0.1"), host), std::nullopt);
  EXPECT_EQ(global_ipv6_beside(ip("203.0.113.1"), host), std::nullopt);
}

TEST(LocalAddresses, HaveTheLoopback) {
  const auto all = local_addresses();
  EXPECT_EQ(std::ranges::count(all, LocalAddress{"lo", ip("127.0.0.1"), 8}), 1);
}

}  // namespace vigilcast::runtime::interfaces_test
