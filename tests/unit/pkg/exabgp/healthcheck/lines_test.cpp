// The lines themselves. Those of the table were captured from ExaBGP.
#include "pkg/exabgp/healthcheck/lines.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/healthcheck/addresses.h"

namespace vigilcast::exabgp::health_lines_test {

using enum HealthState;
using Strings = std::vector<std::string>;

Strings lines(const Strings& flags, HealthState state, Compat compat = Compat::auto_) {
  const auto read = read_healthcheck(flags, compat, [](const std::string&) { return fail("there are no files"); });
  EXPECT_TRUE(read.problems.empty()) << read.problems.front();
  return health_lines(read.options, announced_addresses(read.options, {}), state, compat);
}

const Strings kEverything = {"--ip=10.0.0.1",
                             "--next-hop=1.1.1.1",
                             "--local-preference=50",
                             "--community=65000:1 65000:2",
                             "--disabled-community=65000:9",
                             "--extended-community=target:1:1",
                             "--large-community=1:2:3",
                             "--as-path=1 2",
                             "--up-as-path=5 6",
                             "--down-as-path=7 8",
                             "--path-id=7",
                             "--increase=10"};

Strings with(Strings flags, const Strings& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

struct Row {
  Strings flags;
  HealthState state;
  Strings expected;
  Compat compat = Compat::auto_;
};

const std::vector<Row> kRows = {
    {{"--ip=10.0.0.1/32", "--ip=10.0.0.2/32"},
     up,
     {"neighbor * announce route 10.0.0.1/32 next-hop self med 100", "neighbor * announce route 10.0.0.2/32 next-hop self med 101"}},
    {{"--ip=10.0.0.1/32", "--ip=10.0.0.2/32"},
     down,
     {"neighbor * announce route 10.0.0.1/32 next-hop self med 1000", "neighbor * announce route 10.0.0.2/32 next-hop self med 1001"}},
    {{"--ip=10.0.0.1"}, disabled, {"neighbor * announce route 10.0.0.1/32 next-hop self med 500"}},
    {{"--ip=10.0.0.1"}, exit, {"neighbor * withdraw route 10.0.0.1/32 next-hop self"}},
    {with(kEverything, {"--neighbor=127.0.0.1", "--neighbor=127.0.0.2", "--ip=10.0.0.2"}),
     up,
     {"neighbor 127.0.0.1, neighbor 127.0.0.2 announce route 10.0.0.1/32 next-hop 1.1.1.1 med 100 local-preference 50 community [ 65000:1 65000:2 ] "
      "extended-community [ target:1:1 ] large-community [ 1:2:3 ] as-path [ 5 6 ] path-information 7",
      "neighbor 127.0.0.1, neighbor 127.0.0.2 announce route 10.0.0.2/32 next-hop 1.1.1.1 med 110 local-preference 50 community [ 65000:1 65000:2 ] "
      "extended-community [ target:1:1 ] large-community [ 1:2:3 ] as-path [ 5 6 ] path-information 7"}},
    {kEverything,
     down,
     {"neighbor * announce route 10.0.0.1/32 next-hop 1.1.1.1 med 1000 local-preference 50 community [ 65000:9 ] extended-community [ target:1:1 ] "
      "large-community [ 1:2:3 ] as-path [ 7 8 ] path-information 7"}},
    {kEverything,
     disabled,
     {"neighbor * announce route 10.0.0.1/32 next-hop 1.1.1.1 med 500 local-preference 50 community [ 65000:9 ] extended-community [ target:1:1 ] "
      "large-community [ 1:2:3 ] as-path [ 1 2 ] path-information 7"}},
    {{"--ip=10.0.0.1", "--withdraw-on-down", "--community=1:1", "--path-id=7"},
     down,
     {"neighbor * withdraw route 10.0.0.1/32 next-hop self path-information 7"}},
    {{"--ip=10.0.0.0/30", "--deaggregate-networks", "--start-ip=1"},
     up,
     {"neighbor * announce route 10.0.0.1/32 next-hop self med 100", "neighbor * announce route 10.0.0.2/32 next-hop self med 101",
      "neighbor * announce route 10.0.0.3/32 next-hop self med 102", "neighbor * announce route 10.0.0.0/32 next-hop self med 103"}},
    {{"--ip=2001:db8::1", "--neighbor=*", "--neighbor=10.0.0.9"}, up, {"neighbor * announce route 2001:db8::1/128 next-hop self med 100"}},
    {{"--ip=10.0.0.1", "--ip=10.0.0.2", "--path-id=0", "--increase=0", "--local-preference=0"},
     up,
     {"neighbor * announce route 10.0.0.1/32 next-hop self med 100 local-preference 0",
      "neighbor * announce route 10.0.0.2/32 next-hop self med 100 local-preference 0"}},
    {{"--ip=10.0.0.1", "--disabled-community=1:1"}, up, {"neighbor * announce route 10.0.0.1/32 next-hop self med 100"}},
    {{"--ip=10.0.0.1", "--as-path=1", "--up-as-path="}, up, {"neighbor * announce route 10.0.0.1/32 next-hop self med 100"}},
    {{"--ip=10.0.0.1"}, up, {"announce route 10.0.0.1/32 next-hop self med 100"}, Compat::v4_2},
    {{"--ip=10.0.0.1", "--neighbor=10.0.0.9"}, up, {"neighbor 10.0.0.9 announce route 10.0.0.1/32 next-hop self med 100"}, Compat::v4_2},
    {{"--ip=10.0.0.1"}, exit, {"peer * withdraw route 10.0.0.1/32 next-hop self"}, Compat::v6},
};

TEST(HealthLines, AreExabgps) {
  for (const Row& row : kRows) EXPECT_EQ(lines(row.flags, row.state, row.compat), row.expected);
}

}  // namespace vigilcast::exabgp::health_lines_test
