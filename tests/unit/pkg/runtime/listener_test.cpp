// Listening, and what people are told when it does not work.
#include "pkg/runtime/listener.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "pkg/runtime/socket_address.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::listener_test {

const IpAddress loopback = IpAddress::v4(0x7f000001);

TEST(TcpListener, SaysThatTheAddressIsInUse) {
  Loop loop;
  TcpListener first(loop, {}), second(loop, {});
  ASSERT_TRUE(first.open({loopback, 0}));
  const auto taken = second.open(first.local());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().text, "address in use: " + first.local().to_string());
  EXPECT_NE(taken.error().hint.find("ss -ltnp sport = :" + std::to_string(first.local().port)), std::string::npos) << taken.error().to_string();
}

TEST(TcpListener, SaysThatTheAddressIsNotHere) {
  Loop loop;
  TcpListener listener(loop, {});
  const auto absent = listener.open(Endpoint::parse("192.0.2.9:1790").value());
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().text, "cannot listen on 192.0.2.9:1790: 192.0.2.9 is not on any interface of this host");
}

TEST(TcpListener, SaysWhatToDoWithoutPermission) {
  int first_free_for_all = 1024;
  std::ifstream("/proc/sys/net/ipv4/ip_unprivileged_port_start") >> first_free_for_all;
  if (first_free_for_all <= 179) GTEST_SKIP() << "everybody may listen on port 179 here";
  const uid_t user = ::geteuid();
  ASSERT_EQ(::seteuid(user == 0 ? 65534 : user), 0);
  Loop loop;
  TcpListener listener(loop, {});
  const auto refused = listener.open({loopback, 179});
  ASSERT_EQ(::seteuid(user), 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().to_string(), "no permission to listen on port 179 (run as root, grant CAP_NET_BIND_SERVICE, or choose another port)");
}

TEST(TcpListener, BothFamiliesShareAPort) {
  Loop loop;
  TcpListener v4(loop, {}), v6(loop, {});
  ASSERT_TRUE(v4.open({IpAddress(), 0}));
  const auto opened = v6.open({IpAddress::parse("::").value(), v4.local().port});
  if (!opened && ::access("/proc/net/if_inet6", F_OK) != 0) GTEST_SKIP() << "no IPv6 here";
  EXPECT_TRUE(opened) << opened.error().to_string();
}

TEST(TcpListener, ClosedOneFreesItsAddressAtOnce) {
  Loop loop;
  auto first = std::make_unique<TcpListener>(loop, [](Descriptor, const Endpoint&, const Endpoint&) {});
  ASSERT_TRUE(first->open({loopback, 0}));
  const Endpoint where = first->local();
  first.reset();
  TcpListener second(loop, {});
  EXPECT_TRUE(second.open(where));
}

// T33: without a free descriptor the listener neither spins nor gives up: who called waits and is served later.
TEST(TcpListener, OutlastsALackOfDescriptors) {
  Loop loop;
  bool accepted = false;
  TcpListener listener(loop, [&](Descriptor, const Endpoint&, const Endpoint&) { accepted = true; });
  ASSERT_TRUE(listener.open({loopback, 0}));
  const Descriptor caller(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const SocketAddress where(listener.local());
  ASSERT_EQ(::connect(caller.get(), where.raw(), where.length), 0);

  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  int turns = 0;
  run_until(loop, [&] { return ++turns == 5; });
  EXPECT_FALSE(accepted);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(run_until(loop, [&] { return accepted; }));
}

}  // namespace vigilcast::runtime::listener_test
