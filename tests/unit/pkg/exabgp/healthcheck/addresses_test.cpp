// Which addresses are announced, added and removed.
#include "pkg/exabgp/healthcheck/addresses.h"

#include <gtest/gtest.h>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::health_addresses_test {

using Strings = std::vector<std::string>;

HealthcheckOptions options(const Strings& flags) {
  const auto read = read_healthcheck(flags, Compat::auto_, [](const std::string&) { return fail("there are no files"); });
  EXPECT_TRUE(read.problems.empty()) << read.problems.front();
  return read.options;
}

PresentAddress present(const char* interface, const char* address, unsigned length, const char* label = "") {
  return {interface, {*IpAddress::parse(address), static_cast<std::uint8_t>(length)}, label};
}

const std::vector<PresentAddress> kHost = {
    present("lo", "127.0.0.1", 8),         present("lo", "::1", 128),         present("lo", "192.0.2.1", 32),    present("lo", "192.0.2.2", 32, "web1"),
    present("lo", "192.0.2.3", 32, "web"), present("lo", "2001:db8::1", 128), present("lo", "198.51.100.1", 24), present("eth0", "203.0.113.1", 32),
};

std::string text(const std::vector<Prefix>& all) {
  Strings out;
  for (const Prefix& one : all) out.push_back(one.to_string());
  return join(out, " ");
}

std::string text(const std::vector<AddressOn>& all) {
  Strings out;
  for (const AddressOn& one : all) out.push_back(one.address.to_string() + "%" + one.interface);
  return join(out, " ");
}

TEST(HealthAddresses, WithoutAnyTheLoopbackHasThem) {
  EXPECT_EQ(text(announced_addresses(options({}), kHost)), "192.0.2.1/32 192.0.2.2/32 192.0.2.3/32 2001:db8::1/128") << "neither 127.0.0.1 nor host bits";
  EXPECT_EQ(text(announced_addresses(options({"--label", "web"}), kHost)), "192.0.2.2/32 192.0.2.3/32");
  EXPECT_EQ(text(announced_addresses(options({"--label", "web", "--label-exact-match"}), kHost)), "192.0.2.3/32");
  EXPECT_EQ(text(announced_addresses(options({"--label", "mail"}), kHost)), "");
}

TEST(HealthAddresses, StartIpTurnsTheList) {
  for (const auto& [start, expected] :
       {std::pair{"1", "10.0.0.2/32 10.0.0.3/32 10.0.0.1/32"}, {"4", "10.0.0.2/32 10.0.0.3/32 10.0.0.1/32"}, {"-1", "10.0.0.3/32 10.0.0.1/32 10.0.0.2/32"}}) {
    EXPECT_EQ(text(announced_addresses(options({"--ip=10.0.0.1", "--ip=10.0.0.2", "--ip=10.0.0.3", "--start-ip", start}), {})), expected);
  }
}

TEST(HealthAddresses, OnlyMissingOnesAreAdded) {
  const auto some =
      options({"--ip=192.0.2.0/30", "--ip=203.0.113.1", "--ip-ifname=203.0.113.1%eth0", "--ip=203.0.113.9", "--ip-ifname=203.0.113.9%eth1", "--ip=192.0.2.1"});
  EXPECT_EQ(text(missing_addresses(some, some.ips, kHost)), "192.0.2.0/32%lo 203.0.113.9/32%eth1");
  EXPECT_EQ(text(own_addresses(some, some.ips, kHost)), "192.0.2.1/32%lo 192.0.2.2/32%lo 192.0.2.3/32%lo 203.0.113.1/32%eth0");
}

TEST(HealthAddresses, WithALabelTheOthersAreNotOurs) {
  const auto web = options({"--ip=192.0.2.0/30", "--label=web"});
  EXPECT_EQ(text(own_addresses(web, web.ips, kHost)), "192.0.2.2/32%lo 192.0.2.3/32%lo");
  EXPECT_EQ(text(missing_addresses(web, web.ips, kHost)), "192.0.2.0/32%lo 192.0.2.1/32%lo");
}

TEST(HealthAddresses, TheLastOfAllAddressesHasNoSuccessor) {
  const auto end = options({"--ip=255.255.255.254/31"});
  EXPECT_EQ(text(missing_addresses(end, end.ips, {})), "255.255.255.254/32%lo 255.255.255.255/32%lo");
}

TEST(HealthAddresses, AreChangedByTheIpProgram) {
  const AddressOn address{*Prefix::parse("192.0.2.1"), "eth0"};
  EXPECT_EQ(join(address_command(options({}), "add", address), " "), "ip address add 192.0.2.1/32 dev eth0");
  EXPECT_EQ(join(address_command(options({"--sudo", "--label=web"}), "delete", address), " "), "sudo ip address delete 192.0.2.1/32 dev eth0 label eth0:web");
}

}  // namespace vigilcast::exabgp::health_addresses_test
