// TCP over loopback: what is sent arrives, what fails says why, and nobody who stops reading blocks us.
#include "pkg/runtime/tcp.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "pkg/runtime/listener.h"
#include "pkg/runtime/socket_address.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::tcp_test {

using namespace std::chrono_literals;

const IpAddress loopback4 = IpAddress::v4(0x7f000001);
const IpAddress loopback6 = IpAddress::parse("::1").value();

// One side of a connection and everything it was told.
struct Side {
  explicit Side(Loop& loop)
      : connection(std::make_unique<TcpConnection>(
            loop, TcpConnection::Callbacks{.on_connected = [this](const Endpoint& l, const Endpoint& r) { local = l, remote = r, connected = true; },
                                           .on_failed = [this](const std::string& why) { failed = why; },
                                           .on_data = [this](ByteView data) { received.append(as_text(data)); },
                                           .on_closed = [this](const std::string& why) { closed = why; },
                                           .on_queue = [this](std::size_t queued) { queue.push_back(queued); }})) {}
  TcpConnection* operator->() const { return connection.get(); }

  bool connected = false;
  Endpoint local, remote;
  std::string failed, received, closed;
  std::vector<std::size_t> queue;
  std::unique_ptr<TcpConnection> connection;
};

class Tcp : public testing::Test {
 protected:
  Result<void> listen(const IpAddress& address) { return listener.open({address, 0}); }

  void connect(const TcpOptions& options = {}, Duration timeout = 10s) { client->connect(listener.local(), options, timeout); }

  bool establish() {
    EXPECT_TRUE(listen(loopback4));
    connect();
    return run_until(loop, [&] { return client.connected && accepted; });
  }

  Loop loop;
  Side client{loop}, server{loop};
  TcpOptions server_options;
  bool accepted = false;
  Endpoint accepted_local, accepted_remote;
  TcpListener listener{loop, [this](Descriptor socket, const Endpoint& local, const Endpoint& remote) {
                         accepted = true, accepted_local = local, accepted_remote = remote;
                         ASSERT_TRUE(server->adopt(std::move(socket), server_options));
                       }};
};

TEST_F(Tcp, CarriesBytesBothWaysAndKnowsItsEnds) {
  ASSERT_TRUE(establish());
  client->send(as_bytes("ping"));
  server->send(as_bytes("pong"));
  ASSERT_TRUE(run_until(loop, [&] { return server.received == "ping" && client.received == "pong"; }));
  EXPECT_EQ(client.remote, listener.local());
  EXPECT_EQ(client.local, accepted_remote);
  EXPECT_EQ(client.remote, accepted_local);
}

TEST_F(Tcp, CarriesBytesOverIpv6) {
  if (!listen(loopback6)) GTEST_SKIP() << "no IPv6 here";
  connect({.local_address = loopback6});
  ASSERT_TRUE(run_until(loop, [&] { return client.connected && accepted; }));
  EXPECT_EQ(accepted_remote.address, loopback6);
}

// No turn of the loop lies between send() and the kernel.
TEST_F(Tcp, SendsAtOnce) {
  ASSERT_TRUE(listen(loopback4));
  Descriptor peer;
  TcpListener raw(loop, [&](Descriptor socket, const Endpoint&, const Endpoint&) { peer = std::move(socket); });
  ASSERT_TRUE(raw.open({loopback4, 0}));
  client->connect(raw.local(), {}, 10s);
  ASSERT_TRUE(run_until(loop, [&] { return client.connected && peer; }));
  EXPECT_EQ(client->send(as_bytes("now")), 0U);
  pollfd readable{peer.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&readable, 1, 5000), 1);
  char text[8];
  EXPECT_EQ(::recv(peer.get(), text, sizeof text, 0), 3);
}

TEST_F(Tcp, SaysThatTheConnectionWasRefused) {
  // Bound but not listening: nobody else can take the port meanwhile.
  const Descriptor taken(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const SocketAddress any_port({loopback4, 0});
  ASSERT_EQ(::bind(taken.get(), any_port.raw(), any_port.length), 0);
  client->connect(local_endpoint(taken.get()), {}, 10s);
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "connection refused");
}

TEST_F(Tcp, NamesALocalAddressThatIsNotHere) {
  ASSERT_TRUE(listen(loopback4));
  connect({.local_address = IpAddress::parse("192.0.2.9").value()});
  EXPECT_EQ(client.failed, "") << "told from the loop, never from inside connect()";
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "local-address 192.0.2.9 is not on any interface of this host");
}

TEST_F(Tcp, RefusesALocalAddressOfTheOtherFamily) {
  ASSERT_TRUE(listen(loopback4));
  connect({.local_address = loopback6});
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "local-address ::1 and peer 127.0.0.1 are of different families");
}

TEST_F(Tcp, NamesAnInterfaceThatIsNotHere) {
  ASSERT_TRUE(listen(loopback4));
  connect({.interface = "nosuch0"});
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "there is no interface nosuch0 on this host");
}

TEST_F(Tcp, SaysThatThePeerClosed) {
  ASSERT_TRUE(establish());
  server->send(as_bytes("last words"));
  server->close();
  ASSERT_TRUE(run_until(loop, [&] { return !client.closed.empty(); }));
  EXPECT_EQ(client.received, "last words");
  EXPECT_EQ(client.closed, "closed by the peer");
}

TEST_F(Tcp, SaysThatThePeerReset) {
  ASSERT_TRUE(establish());
  server->abort();
  ASSERT_TRUE(run_until(loop, [&] { return !client.closed.empty(); }));
  EXPECT_EQ(client.closed, "reset by the peer");
}

TEST_F(Tcp, ReadsThePeersLastWordsAfterAFailedWrite) {
  ASSERT_TRUE(establish());
  server->send(as_bytes("cease"));
  server->abort();
  for (int i = 0; i < 3; ++i) client->send(as_bytes("update"));
  EXPECT_EQ(client.closed, "") << "told from the loop, never from inside send()";
  ASSERT_TRUE(run_until(loop, [&] { return !client.closed.empty(); }));
  EXPECT_EQ(client.received, "cease");
  EXPECT_EQ(client.closed, "reset by the peer");
}

TEST_F(Tcp, QueuesWhatASlowReaderDoesNotTakeAndLosesNothing) {
  ASSERT_TRUE(establish());
  server->pause_reading();
  std::string sent;
  std::size_t queued = 0;
  for (unsigned i = 0; queued < 1'000'000; ++i) {
    std::string chunk(65'537, static_cast<char>('a' + i % 26));
    queued = client->send(as_bytes(chunk));
    EXPECT_EQ(queued, client->queued());
    sent += chunk;
    ASSERT_LT(sent.size(), 200'000'000U) << "nothing is ever queued";
  }
  server->resume_reading();
  ASSERT_TRUE(run_until(loop, [&] { return server.received.size() >= sent.size(); }));
  EXPECT_TRUE(server.received == sent);
  EXPECT_FALSE(client.queue.empty());
  EXPECT_TRUE(std::ranges::is_sorted(client.queue, std::greater<>())) << "a queue that only drains only gets shorter";
  EXPECT_EQ(client.queue.back(), 0U);
}

TEST_F(Tcp, PausedReadingLeavesTheBytesWithTheKernel) {
  ASSERT_TRUE(establish());
  server->pause_reading();
  client->send(as_bytes("one"));
  bool turn = false;
  Timer later(loop, [&] { turn = true; });
  later.arm(loop.now() + 5ms);
  ASSERT_TRUE(run_until(loop, [&] { return turn; }));
  EXPECT_EQ(server.received, "");
  EXPECT_TRUE(server->input_waits());
  EXPECT_FALSE(client->input_waits());
  server->resume_reading();
  ASSERT_TRUE(run_until(loop, [&] { return server.received == "one"; }));
  EXPECT_FALSE(server->input_waits());
}

TEST_F(Tcp, ClosingFlushesTheQueueEvenAfterItsOwnerIsGone) {
  ASSERT_TRUE(establish());
  server->pause_reading();
  const std::string big(20'000'000, 'x');
  ASSERT_GT(client->send(as_bytes(big)), 0U);
  bool done = false;
  client->close([&] { done = true; });
  client.connection.reset();
  EXPECT_FALSE(done);
  server->resume_reading();
  ASSERT_TRUE(run_until(loop, [&] { return !server.closed.empty(); }));
  EXPECT_TRUE(server.received == big);
  ASSERT_TRUE(run_until(loop, [&] { return done; }));
}

TEST_F(Tcp, ClosingWithUnreadInputStillDeliversTheLastWords) {
  ASSERT_TRUE(establish());
  client->pause_reading();
  server->send(as_bytes("what nobody will read"));
  client->send(as_bytes("cease"));
  client->close();
  ASSERT_TRUE(run_until(loop, [&] { return !server.closed.empty(); }));
  EXPECT_EQ(server.received, "cease");
  EXPECT_EQ(server.closed, "closed by the peer");
}

TEST_F(Tcp, NoCallbackRunsAfterClose) {
  ASSERT_TRUE(establish());
  server->send(as_bytes("late"));
  client->close();
  ASSERT_TRUE(run_until(loop, [&] { return !server.closed.empty(); }));
  EXPECT_EQ(client.received, "");
  EXPECT_EQ(client.closed, "");
}

TEST_F(Tcp, ClosingWhatIsNotConnectedIsDoneSoon) {
  bool done = false;
  client->close([&] { done = true; });
  EXPECT_FALSE(done);
  ASSERT_TRUE(run_until(loop, [&] { return done; }));
}

TEST_F(Tcp, MayBeDestroyedByItsOwnCallback) {
  ASSERT_TRUE(listen(loopback4));
  std::unique_ptr<TcpConnection> brief;
  brief = std::make_unique<TcpConnection>(loop, TcpConnection::Callbacks{.on_connected = [&](const Endpoint&, const Endpoint&) { brief.reset(); }});
  brief->connect(listener.local(), {}, 10s);
  ASSERT_TRUE(run_until(loop, [&] { return !brief && accepted; }));
}

TEST_F(Tcp, SendingBeforeOrAfterTheConnectionTakesNothing) {
  EXPECT_EQ(client->send(as_bytes("early")), 0U);
  ASSERT_TRUE(establish());
  server->abort();
  ASSERT_TRUE(run_until(loop, [&] { return !client.closed.empty(); }));
  EXPECT_EQ(client->send(as_bytes("late")), 0U);
  EXPECT_EQ(client->queued(), 0U);
}

// --- RFC 2385 ----------------------------------------------------------------------------------------------------------
class TcpMd5 : public Tcp, public testing::WithParamInterface<IpAddress> {
 protected:
  void SetUp() override {
    if (!listen(GetParam())) GTEST_SKIP() << "no such family here";
    if (!listener.set_md5_key(Prefix::host(GetParam()), "secret")) GTEST_SKIP() << "this kernel has no TCP MD5 signatures";
  }
};

TEST_P(TcpMd5, ConnectsWithTheSameKey) {
  connect({.md5_key = "secret"});
  ASSERT_TRUE(run_until(loop, [&] { return client.connected && accepted; }));
  client->send(as_bytes("signed"));
  ASSERT_TRUE(run_until(loop, [&] { return server.received == "signed"; }));
}

TEST_P(TcpMd5, GetsNoAnswerWithAnotherKey) {
  connect({.md5_key = "wrong"}, 50ms);
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "no answer within 50 ms");
  EXPECT_FALSE(accepted);
}

TEST_P(TcpMd5, GetsNoAnswerWithoutAKey) {
  connect({}, 50ms);
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_FALSE(accepted);
}

TEST_P(TcpMd5, ARemovedKeyIsNotAskedForAnyMore) {
  ASSERT_TRUE(listener.set_md5_key(Prefix::host(GetParam()), ""));
  ASSERT_TRUE(listener.set_md5_key(Prefix::host(GetParam()), "")) << "removing what is not there is no error";
  connect();
  ASSERT_TRUE(run_until(loop, [&] { return client.connected && accepted; }));
}

INSTANTIATE_TEST_SUITE_P(Families, TcpMd5, testing::Values(loopback4, loopback6), [](const auto& family) { return family.param.is_v4() ? "Ipv4" : "Ipv6"; });

TEST_F(Tcp, RefusesAKeyThatTcpCannotTake) {
  ASSERT_TRUE(listen(loopback4));
  connect({.md5_key = std::string(81, 'x')});
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "the MD5 password has 81 bytes; TCP takes 80");
}

// --- RFC 5082 ----------------------------------------------------------------------------------------------------------
class TcpTtl : public Tcp, public testing::WithParamInterface<IpAddress> {
 protected:
  void SetUp() override {
    if (!listen(GetParam())) GTEST_SKIP() << "no such family here";
  }
};

TEST_P(TcpTtl, DropsWhatCameFromTooFar) {  // T30
  connect({.min_ttl = std::uint8_t{255}}, 50ms);
  ASSERT_TRUE(run_until(loop, [&] { return !client.failed.empty(); }));
  EXPECT_EQ(client.failed, "no answer within 50 ms");
}

TEST_P(TcpTtl, TakesWhatCameFromNear) {
  server_options = {.outgoing_ttl = std::uint8_t{255}, .min_ttl = std::uint8_t{255}};
  ASSERT_TRUE(listener.set_outgoing_ttl(std::uint8_t{255}));
  connect({.outgoing_ttl = std::uint8_t{255}, .min_ttl = std::uint8_t{255}});
  ASSERT_TRUE(run_until(loop, [&] { return client.connected && accepted; }));
  client->send(as_bytes("near"));
  ASSERT_TRUE(run_until(loop, [&] { return server.received == "near"; }));
}

INSTANTIATE_TEST_SUITE_P(Families, TcpTtl, testing::Values(loopback4, loopback6), [](const auto& family) { return family.param.is_v4() ? "Ipv4" : "Ipv6"; });

}  // namespace vigilcast::runtime::tcp_test
